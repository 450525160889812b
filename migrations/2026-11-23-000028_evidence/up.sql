-- bookings: claims whose answer is waited for, and what was mailed --------------------------------------------------------
SET lock_timeout = '2s';
ALTER TABLE claims
    -- When the other one was reminded that their answer is due.
    ADD COLUMN reminded_at timestamptz,
    -- When moderators were told that it waits for them.
    ADD COLUMN desk_at timestamptz;
-- Mails about a booking that a mail server took from us: who decides a dispute sees what each of the two was told. No address,
-- no words.
CREATE TABLE booking_mails (
    booking_id bigint      NOT NULL REFERENCES bookings,
    member_id  bigint      NOT NULL REFERENCES members,
    kind       text        NOT NULL CHECK (kind IN
        ('proposal', 'agreed', 'moved', 'cancelled', 'reminder', 'claim', 'claim_reminder')),
    sent_at    timestamptz NOT NULL,
    PRIMARY KEY (booking_id, member_id, kind, sent_at)
);
CREATE INDEX booking_mails_by_member ON booking_mails (member_id);

-- disputes: what each of the two hands in -------------------------------------------------------------------------------
CREATE TABLE evidence (
    booking_id   bigint      NOT NULL REFERENCES claims,
    member_id    bigint      NOT NULL REFERENCES members,
    note         text        NOT NULL DEFAULT '' CHECK (char_length(note) <= 1000),
    handed_in_at timestamptz NOT NULL,
    PRIMARY KEY (booking_id, member_id)
);
CREATE INDEX evidence_by_member ON evidence (member_id);
-- Messages between the two as they were when they were handed in: what becomes of the message later changes nothing here.
CREATE TABLE evidence_messages (
    booking_id bigint      NOT NULL,
    member_id  bigint      NOT NULL,  -- who handed it in
    seq        bigint      NOT NULL,  -- its number in the conversation of the two
    sender_id  bigint      NOT NULL REFERENCES members,
    body       text        NOT NULL,
    sent_at    timestamptz NOT NULL,
    PRIMARY KEY (booking_id, member_id, seq),
    FOREIGN KEY (booking_id, member_id) REFERENCES evidence ON DELETE CASCADE
);
CREATE INDEX evidence_messages_by_sender ON evidence_messages (sender_id);
