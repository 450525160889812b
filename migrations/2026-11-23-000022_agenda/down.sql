DROP TABLE calendar_errands;
DROP TABLE calendar_events;
DROP TABLE calendar_connections;
DROP TABLE calendar_feeds;
