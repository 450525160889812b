DROP INDEX mail_tokens_by_expiry;
DROP INDEX logins_by_expiry;
DELETE FROM mail_tokens WHERE purpose NOT IN ('verify_email', 'reset_password');
ALTER TABLE mail_tokens
    DROP CONSTRAINT mail_tokens_purpose_check,
    ADD CONSTRAINT mail_tokens_purpose_check CHECK (purpose IN ('verify_email', 'reset_password')),
    DROP COLUMN email;
ALTER TABLE logins DROP COLUMN zone, DROP COLUMN confirmed_at;
DROP TABLE login_attempts;
