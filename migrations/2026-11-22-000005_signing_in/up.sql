-- accounts: tries to log in, confirming who one is, changing one's address ----------------------------------------

-- How often something was tried in vain: a log-in to an account, from an address, a mail asked for. What is counted is
-- kept as a keyed digest: the table tells nobody's address.
CREATE TABLE login_attempts (
    subject      bytea       PRIMARY KEY CHECK (length(subject) = 32),
    tries        integer     NOT NULL,            -- counted since counted_from
    strikes      integer     NOT NULL,            -- how often the allowance was used up without a pause since
    counted_from timestamptz NOT NULL,
    open_at      timestamptz NOT NULL,            -- nothing is let through before
    last_at      timestamptz NOT NULL,            -- the last try that was let through
    refused      boolean     NOT NULL             -- whether the latest try was not
);
CREATE INDEX login_attempts_by_age ON login_attempts (last_at);

SET lock_timeout = '2s';

ALTER TABLE logins
    ADD COLUMN confirmed_at timestamptz,                                    -- when the member last proved who they are
    ADD COLUMN zone text NOT NULL DEFAULT '' CHECK (char_length(zone) <= 50); -- the device's IANA zone, when it said so

-- A mailed secret may be about an address: the new one to be proven, or the old one to go back to.
ALTER TABLE mail_tokens
    ADD COLUMN email text CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    DROP CONSTRAINT mail_tokens_purpose_check,
    ADD CONSTRAINT mail_tokens_purpose_check
        CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'undo_email'));

-- Expired rows are deleted once a day.
CREATE INDEX logins_by_expiry ON logins (expires_at);
CREATE INDEX mail_tokens_by_expiry ON mail_tokens (expires_at);
