-- The book becomes one that nobody can rewrite unseen: escrow by booking, rows with seals, days in a chain, and a role for
-- the program that may only add. Nothing is released, so that one migration may do all of it; it rewrites the three
-- tables of the book and holds them meanwhile.
SET lock_timeout = '2s';

-- ledger: accounts ----------------------------------------------------------------------------------------------------
-- available     a member's, to spend
-- held          escrow of one booking, its learner's; what a member has held is the sum of theirs
-- pooled        what members had held before escrow was kept by booking; empty since this migration
-- starter, bonus, sales, expiry, adjustments
--               the house's: where credits come from and go to. They may go below zero, members' accounts never.
ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_kind_check;
ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_accounts_check;
ALTER TABLE ledger_accounts DROP CONSTRAINT ledger_balance_not_below_zero;
DROP INDEX ledger_accounts_of_member;
ALTER TABLE ledger_accounts ADD COLUMN booking_id bigint, ADD COLUMN seal bytea;
UPDATE ledger_accounts SET kind = CASE kind WHEN 'held' THEN 'pooled' WHEN 'grants' THEN 'starter' ELSE kind END
    WHERE kind IN ('held', 'grants');
-- Which escrow is open, for an index that a moving balance does not have to touch.
ALTER TABLE ledger_accounts
    ADD COLUMN is_open boolean NOT NULL GENERATED ALWAYS AS (kind = 'held' AND balance <> 0) STORED,
    ADD CONSTRAINT ledger_accounts_kind CHECK (kind IN
        ('available', 'held', 'pooled', 'starter', 'bonus', 'sales', 'expiry', 'adjustments')),
    ADD CONSTRAINT ledger_accounts_owner CHECK
        ((member_id IS NULL) = (kind IN ('starter', 'bonus', 'sales', 'expiry', 'adjustments'))),
    ADD CONSTRAINT ledger_accounts_escrow CHECK ((booking_id IS NOT NULL) = (kind = 'held')),
    -- An escrow account below zero would have paid out more than it took.
    ADD CONSTRAINT ledger_balance_not_below_zero CHECK (member_id IS NULL OR balance >= 0),
    -- A million credits for a member; for the house what a bigint sums without care.
    ADD CONSTRAINT ledger_balance_within_limit CHECK
        (abs(balance) <= CASE WHEN member_id IS NULL THEN 1000000000000000 ELSE 100000000 END);
CREATE UNIQUE INDEX ledger_accounts_of_member ON ledger_accounts (member_id, kind)
    WHERE member_id IS NOT NULL AND kind <> 'held';
CREATE UNIQUE INDEX ledger_accounts_of_booking ON ledger_accounts (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX ledger_accounts_open ON ledger_accounts (member_id) WHERE is_open;
INSERT INTO ledger_accounts (kind) VALUES ('bonus'), ('sales'), ('expiry'), ('adjustments');

-- ledger: transfers ---------------------------------------------------------------------------------------------------
-- split: part to the teacher, part back. adjustment: by an admin, with a reason. escrow: from pooled to held, below.
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_kind_check;
ALTER TABLE ledger_transfers
    ADD COLUMN actor_id bigint REFERENCES members,  -- the member who commanded it; nobody when time did
    ADD COLUMN reason   text,                       -- for people to read; says nothing about a person
    ADD COLUMN day      date,                       -- the day of the chain that it belongs to, UTC
    ADD COLUMN seal     bytea,
    ADD CONSTRAINT ledger_transfers_kind CHECK (kind IN
        ('starter', 'hold', 'release', 'refund', 'split', 'forfeit', 'adjustment', 'escrow')),
    ADD CONSTRAINT ledger_transfers_reason CHECK (char_length(reason) BETWEEN 1 AND 200),
    ADD CONSTRAINT ledger_transfers_adjustment CHECK
        (kind <> 'adjustment' OR (actor_id IS NOT NULL AND reason IS NOT NULL));

-- ledger: postings ----------------------------------------------------------------------------------------------------
-- `member_id` (of the account) and `created_at` (of the transfer) are repeated here so that a member's movements are one
-- range of one index. `ledger verify` holds them against where they come from.
ALTER TABLE ledger_postings
    ADD COLUMN member_id bigint, ADD COLUMN created_at timestamptz, ADD COLUMN seal bytea,
    ADD CONSTRAINT ledger_amount_within_limit CHECK (abs(amount) <= 100000000);
ALTER TABLE ledger_postings ALTER id DROP IDENTITY;
CREATE SEQUENCE ledger_posting_ids OWNED BY ledger_postings.id;
SELECT setval('ledger_posting_ids', (SELECT coalesce(max(id), 0) + 1 FROM ledger_postings));

-- ledger: the chain ---------------------------------------------------------------------------------------------------
-- Days that take no more transfers: up to and with the last one here. What comes late enters the day after it.
CREATE TABLE ledger_closings (
    day       date        PRIMARY KEY,
    closed_at timestamptz NOT NULL
);
-- What a closed day holds, and a digest of it and of the day sealed before it.
CREATE TABLE ledger_days (
    day       date        PRIMARY KEY,
    transfers bigint      NOT NULL CHECK (transfers > 0),
    postings  bigint      NOT NULL CHECK (postings >= 0),
    turnover  numeric     NOT NULL CHECK (turnover >= 0),  -- hundredths that came in somewhere
    hash      bytea       NOT NULL CHECK (length(hash) = 32),
    sealed_at timestamptz NOT NULL
);

-- ledger: what rows say of themselves ---------------------------------------------------------------------------------
-- A seal is SHA-256 of a row's columns as text, so that a row that was changed can be named; src/ledger/verify computes
-- the same. Who changes a row and its seal does not match the day's hash.
CREATE FUNCTION ledger_microseconds(moment timestamptz) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(epoch FROM moment) * 1000000)::bigint
$$;
CREATE FUNCTION ledger_seal(a ledger_accounts) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(format('account|%s|%s|%s|%s', a.id, a.kind, a.member_id, a.booking_id), 'UTF8'))
$$;
CREATE FUNCTION ledger_seal(t ledger_transfers) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(format('transfer|%s|%s|%s|%s|%s|%s|%s|%s|%s', t.id, t.kind, t.booking_id, t.actor_id,
        public.ledger_microseconds(t.created_at), t.day - date '1970-01-01', octet_length(t.idempotency_key),
        t.idempotency_key, coalesce('+' || t.reason, '-')), 'UTF8'))
$$;
CREATE FUNCTION ledger_seal(p ledger_postings) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(format('posting|%s|%s|%s|%s|%s|%s|%s', p.id, p.transfer_id, p.account_id, p.amount,
        p.balance_after, p.member_id, public.ledger_microseconds(p.created_at)), 'UTF8'))
$$;

-- What was in the book before keeps every word: only the new columns are written.
DROP TRIGGER ledger_postings_append_only ON ledger_postings;
DROP TRIGGER ledger_transfers_append_only ON ledger_transfers;
UPDATE ledger_accounts a SET seal = ledger_seal(a);
UPDATE ledger_transfers SET day = (created_at AT TIME ZONE 'UTC')::date;
UPDATE ledger_transfers t SET seal = ledger_seal(t);
UPDATE ledger_postings p SET member_id = a.member_id, created_at = t.created_at
    FROM ledger_accounts a, ledger_transfers t WHERE a.id = p.account_id AND t.id = p.transfer_id;
UPDATE ledger_postings p SET seal = ledger_seal(p);
ALTER TABLE ledger_accounts ALTER seal SET NOT NULL;
ALTER TABLE ledger_transfers ALTER day SET NOT NULL, ALTER seal SET NOT NULL;
ALTER TABLE ledger_postings ALTER created_at SET NOT NULL, ALTER seal SET NOT NULL;
CREATE INDEX ledger_transfers_by_day ON ledger_transfers (day);
-- With the amounts, so that a month's opening balance is read from the index alone.
CREATE INDEX ledger_postings_by_member ON ledger_postings (member_id, created_at, transfer_id)
    INCLUDE (account_id, amount) WHERE member_id IS NOT NULL;
DROP INDEX ledger_postings_by_account;
CREATE INDEX ledger_postings_by_account ON ledger_postings (account_id, id);

-- ledger: how rows come in --------------------------------------------------------------------------------------------
-- These functions run as the owner of the tables: whoever adds a posting need not, and does not, have the right to move
-- a balance. `search_path` is said so that nobody slips another table under them.
CREATE FUNCTION ledger_open_account() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.balance := 0;
    NEW.seal := ledger_seal(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_open_account BEFORE INSERT ON ledger_accounts
    FOR EACH ROW EXECUTE FUNCTION ledger_open_account();

-- The lock ("ledg" in ASCII) is held until the transaction ends, and closing a day takes it alone: once a day is closed,
-- nothing that belongs to it can still be on its way. Read after the lock was had, in a snapshot of its own.
CREATE FUNCTION ledger_enter_transfer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(1818584167);
    NEW.day := greatest((NEW.created_at AT TIME ZONE 'UTC')::date, (SELECT max(day) + 1 FROM ledger_closings));
    NEW.seal := ledger_seal(NEW);
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_enter_transfer BEFORE INSERT ON ledger_transfers
    FOR EACH ROW EXECUTE FUNCTION ledger_enter_transfer();

-- A posting is what moves a balance: nothing else can. It is numbered once the account is ours, so that by the numbers
-- of an account's postings each `balance_after` follows from the one before. Postings of a statement come in the order of
-- their accounts' ids: that order is the one in which everybody locks accounts, and nobody waits in a ring.
CREATE OR REPLACE FUNCTION ledger_apply_posting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE ledger_accounts SET balance = balance + NEW.amount WHERE id = NEW.account_id
        RETURNING balance, member_id INTO NEW.balance_after, NEW.member_id;
    SELECT created_at INTO NEW.created_at FROM ledger_transfers WHERE id = NEW.transfer_id;
    NEW.id := nextval('ledger_posting_ids');
    NEW.seal := ledger_seal(NEW);
    RETURN NEW;
END $$;

-- A transfer is posted whole by one statement, and its postings sum to zero; no later statement adds to it.
DROP TRIGGER ledger_refuse_imbalance ON ledger_postings;
CREATE OR REPLACE FUNCTION ledger_refuse_imbalance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT a.transfer_id INTO wrong FROM added a GROUP BY a.transfer_id
        HAVING sum(a.amount) <> 0
            OR count(*) <> (SELECT count(*) FROM public.ledger_postings p WHERE p.transfer_id = a.transfer_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transfer % does not sum to zero in one statement', wrong USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_refuse_imbalance AFTER INSERT ON ledger_postings REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_imbalance();

-- For whom permissions do not hold: the owner's own mistakes.
CREATE TRIGGER ledger_postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_postings
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewriting();
CREATE TRIGGER ledger_transfers_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfers
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewriting();
CREATE TRIGGER ledger_accounts_append_only BEFORE UPDATE OF id, kind, member_id, booking_id, seal OR DELETE OR TRUNCATE
    ON ledger_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewriting();
CREATE TRIGGER ledger_closings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_closings
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewriting();
CREATE TRIGGER ledger_days_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_days
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_rewriting();

-- ledger: open holds get escrow of their own --------------------------------------------------------------------------
-- By transfers, as everything in the book: what a learner has pooled for an open booking moves to the booking's account.
-- Resolved bookings stay as they were written.
INSERT INTO ledger_transfers (idempotency_key, kind, booking_id, created_at)
    SELECT 'escrow:' || h.booking_id, 'escrow', h.booking_id, now() FROM ledger_transfers h
    WHERE h.kind = 'hold'
      AND NOT EXISTS (SELECT FROM ledger_transfers r WHERE r.idempotency_key = 'resolve:' || h.booking_id)
    ORDER BY h.id;
INSERT INTO ledger_accounts (kind, member_id, booking_id)
    SELECT 'held', a.member_id, h.booking_id
    FROM ledger_transfers e
    JOIN ledger_transfers h ON h.idempotency_key = 'hold:' || e.booking_id
    JOIN ledger_postings p ON p.transfer_id = h.id
    JOIN ledger_accounts a ON a.id = p.account_id AND a.kind = 'pooled'
    WHERE e.kind = 'escrow' ORDER BY e.id;
INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
    SELECT e.id, side.account_id, side.amount, 0
    FROM ledger_transfers e
    JOIN ledger_transfers h ON h.idempotency_key = 'hold:' || e.booking_id
    JOIN ledger_postings p ON p.transfer_id = h.id
    JOIN ledger_accounts a ON a.id = p.account_id AND a.kind = 'pooled'
    JOIN ledger_accounts escrow ON escrow.booking_id = e.booking_id,
    LATERAL (VALUES (a.id, -p.amount), (escrow.id, p.amount)) side (account_id, amount)
    WHERE e.kind = 'escrow' ORDER BY e.id, side.account_id;

-- db: what the program's role may do ----------------------------------------------------------------------------------
-- Called by the owner after migrating (src/db/migrations.rs). Every table and sequence of ours, and the book to add to
-- only: its rows cannot be changed, its accounts are opened empty, and balances are moved by the trigger alone. The one
-- column that may be updated cannot be written, being generated: the right to it is the right to lock accounts.
-- A later migration that makes a table append-only replaces this function.
CREATE FUNCTION permit_application(application name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    thing record;
    privilege text;
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', application);
    FOR thing IN
        SELECT c.oid, c.relname, CASE
            WHEN c.relname = '__diesel_schema_migrations' THEN ARRAY['SELECT']
            WHEN c.relname = 'ledger_accounts' THEN ARRAY['SELECT']
            WHEN c.relname LIKE 'ledger\_%' THEN ARRAY['SELECT', 'INSERT']
            ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END AS rights
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    LOOP
        FOREACH privilege IN ARRAY ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'] LOOP
            -- Only where something changes: a grant writes to the catalogue, which is not worth it at each start.
            IF privilege = ANY (thing.rights) AND NOT has_table_privilege(application, thing.oid, privilege) THEN
                EXECUTE format('GRANT %s ON public.%I TO %I', privilege, thing.relname, application);
            ELSIF NOT privilege = ANY (thing.rights) AND has_table_privilege(application, thing.oid, privilege) THEN
                EXECUTE format('REVOKE %s ON public.%I FROM %I', privilege, thing.relname, application);
            END IF;
        END LOOP;
    END LOOP;
    IF NOT has_column_privilege(application, 'public.ledger_accounts', 'is_open', 'UPDATE') THEN
        EXECUTE format('GRANT INSERT (id, kind, member_id, booking_id), UPDATE (is_open) ON public.ledger_accounts TO %I',
                       application);
    END IF;
    FOR thing IN
        SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
            AND CASE WHEN c.relkind <> 'S' OR c.relname = 'ledger_posting_ids' THEN false
                     ELSE NOT has_sequence_privilege(application, c.oid, 'USAGE') END
    LOOP
        EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE public.%I TO %I', thing.relname, application);
    END LOOP;
END $$;

RESET lock_timeout;
