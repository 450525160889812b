-- ledger: a closing says when days were closed, and is sealed as every row of the book. There is a row for each day at most,
-- so that nobody waits. The program of the release before goes on working: the trigger writes the seal.
SET lock_timeout = '2s';
ALTER TABLE ledger_closings ADD COLUMN seal bytea;
CREATE FUNCTION ledger_seal(c ledger_closings) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(format('closing|%s|%s', c.day - date '1970-01-01',
        public.ledger_microseconds(c.closed_at)), 'UTF8'))
$$;
-- Every word stays as it was written: only the new column is filled.
DROP TRIGGER ledger_closings_append_only ON ledger_closings;
UPDATE ledger_closings c SET seal = ledger_seal(c);
ALTER TABLE ledger_closings ALTER seal SET NOT NULL;
CREATE TRIGGER ledger_closings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_closings
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewriting();
CREATE FUNCTION ledger_close_day() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.seal := ledger_seal(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_close_day BEFORE INSERT ON ledger_closings
    FOR EACH ROW EXECUTE FUNCTION ledger_close_day();
RESET lock_timeout;
