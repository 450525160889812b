mod clock_changes;
mod pairing;
mod saying_hours;
