DROP TABLE evidence_messages, evidence, booking_mails;
ALTER TABLE claims DROP COLUMN reminded_at, DROP COLUMN desk_at;
