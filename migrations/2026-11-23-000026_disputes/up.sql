-- Claims as moderators look through them: those that nobody has decided, the oldest first.
CREATE INDEX claims_undecided ON claims (made_at, booking_id) WHERE decided_at IS NULL;
