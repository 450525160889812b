mod saying_hours;
