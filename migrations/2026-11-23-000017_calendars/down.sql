DROP TABLE calendar_busy;
DROP TABLE calendars;
