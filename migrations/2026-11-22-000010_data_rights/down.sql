DROP TABLE departures;
DROP TABLE data_exports;
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_kind_check;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_kind_check
    CHECK (kind IN ('starter', 'hold', 'release', 'refund')) NOT VALID;
ALTER TABLE members DROP CONSTRAINT members_deleted_are_nobody;
ALTER TABLE members DROP COLUMN deleted_at;
