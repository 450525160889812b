DROP TABLE passkey_challenges;
DELETE FROM mail_tokens WHERE purpose = 'take_back';
ALTER TABLE mail_tokens
    DROP CONSTRAINT mail_tokens_purpose_check,
    ADD CONSTRAINT mail_tokens_purpose_check
        CHECK (purpose IN ('verify_email', 'reset_password', 'change_email', 'undo_email'));
