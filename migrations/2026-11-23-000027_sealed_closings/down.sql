DROP TRIGGER ledger_close_day ON ledger_closings;
DROP FUNCTION ledger_close_day();
DROP FUNCTION ledger_seal(ledger_closings);
ALTER TABLE ledger_closings DROP COLUMN seal;
