-- Taking one's data along, and leaving.
SET lock_timeout = '2s';

-- accounts ------------------------------------------------------------------------------------------------------
-- Who has left: nobody's name, address or password, shown nowhere, never to be entered again. The row stays, because
-- others' history points at it. The check is not validated: no row that is there can break it.
ALTER TABLE members ADD COLUMN deleted_at timestamptz;
ALTER TABLE members ADD CONSTRAINT members_deleted_are_nobody CHECK (deleted_at IS NULL OR (
    suspended_at IS NOT NULL AND onboarded_at IS NULL AND password_hash IS NULL
    AND email LIKE '%@deleted.invalid')) NOT VALID;

-- ledger --------------------------------------------------------------------------------------------------------
-- `forfeit`: what a member who leaves has left goes back to the house.
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_kind_check;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_kind_check
    CHECK (kind IN ('starter', 'hold', 'release', 'refund', 'forfeit')) NOT VALID;

RESET lock_timeout;

-- privacy -------------------------------------------------------------------------------------------------------
-- A member's copy of their data: asked for, then made, then gone. One at a time.
CREATE TABLE data_exports (
    member_id  bigint      PRIMARY KEY REFERENCES members ON DELETE CASCADE,
    -- Where the storage keeps it: random, so that nobody finds it.
    file       text        NOT NULL UNIQUE CHECK (file ~ '^exports/[0-9a-f]{64}\.zip$'),
    asked_at   timestamptz NOT NULL,
    made_at    timestamptz,
    expires_at timestamptz,
    bytes      bigint,
    CHECK ((made_at IS NULL) = (expires_at IS NULL) AND (made_at IS NULL) = (bytes IS NULL))
);
CREATE INDEX data_exports_by_expiry ON data_exports (expires_at) WHERE expires_at IS NOT NULL;

-- Who has left, and when the words that they wrote to others go, too.
CREATE TABLE departures (
    member_id bigint      PRIMARY KEY REFERENCES members ON DELETE CASCADE,
    left_at   timestamptz NOT NULL,
    purge_at  timestamptz NOT NULL,
    purged_at timestamptz
);
CREATE INDEX departures_to_purge ON departures (purge_at) WHERE purged_at IS NULL;
