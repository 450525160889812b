mod clock_changes;
mod saying_hours;
