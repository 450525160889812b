-- What earlier migrations promised of rows that were there before them.
SET lock_timeout = '2s';
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_state;
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_agreed_time;
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_paid_when_closed;
ALTER TABLE bookings VALIDATE CONSTRAINT bookings_terms;
ALTER TABLE ratings VALIDATE CONSTRAINT ratings_check1;
ALTER TABLE claims VALIDATE CONSTRAINT claims_words;
