DROP TABLE time_off;
DROP TABLE date_hours;
DROP TABLE date_overrides;
DROP TABLE booking_rules;
