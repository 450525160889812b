DROP TABLE reminders, claims, move_slots, moves;
ALTER TABLE booking_events DROP COLUMN details;
DELETE FROM booking_slots s USING bookings b WHERE b.id = s.booking_id AND s.round <> b.round;
ALTER TABLE booking_slots DROP COLUMN round, ADD PRIMARY KEY (booking_id, position), ADD UNIQUE (booking_id, starts_at);
DROP INDEX bookings_to_expire;
DROP TRIGGER booking_refuse_transition ON bookings;
DROP FUNCTION booking_refuse_transition;
DROP TABLE booking_transitions;
ALTER TABLE bookings DROP CONSTRAINT bookings_state, DROP CONSTRAINT bookings_agreed_time, DROP CONSTRAINT bookings_paid_when_closed,
    DROP COLUMN paid, DROP COLUMN sequence, DROP COLUMN reason, DROP COLUMN round, DROP COLUMN terms_id;
UPDATE bookings SET state = 'proposed' WHERE state = 'countered';
UPDATE bookings SET state = 'accepted' WHERE state = 'disputed';
UPDATE bookings SET state = 'completed' WHERE state = 'resolved';
ALTER TABLE bookings
    ADD CONSTRAINT bookings_state_check CHECK (state IN ('proposed', 'accepted', 'declined', 'withdrawn', 'expired', 'cancelled', 'completed')),
    ADD CONSTRAINT bookings_check1 CHECK ((state IN ('accepted', 'cancelled', 'completed')) = (starts_at IS NOT NULL));
CREATE INDEX bookings_to_expire ON bookings (proposed_at) WHERE state = 'proposed';
DROP TABLE teaching_prices, booking_terms;
DROP FUNCTION booking_terms_stay;
DROP TABLE orders;
