-- accounts: taking an account back, and challenges for passkeys ---------------------------------------------------------

SET lock_timeout = '2s';

-- The way back is for more than addresses. A program of the release before would write the old word: both are taken. Few
-- rows live here, for a week at most, so the check is made at once.
ALTER TABLE mail_tokens
    DROP CONSTRAINT mail_tokens_purpose_check,
    ADD CONSTRAINT mail_tokens_purpose_check
        CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'undo_email', 'take_back'));
UPDATE mail_tokens SET purpose = 'take_back' WHERE purpose = 'undo_email';

-- What a browser was asked, until it answers: taking the row is what makes an answer count once.
CREATE TABLE passkey_challenges (
    browser    bytea       NOT NULL CHECK (length(browser) = 32),    -- digest of what only that browser holds
    purpose    text        NOT NULL CHECK (purpose IN ('registration', 'login')),
    state      jsonb       NOT NULL,                                 -- as webauthn-rs writes it
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (browser, purpose)
);
CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (expires_at);
