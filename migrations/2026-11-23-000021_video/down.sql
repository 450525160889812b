DROP TABLE video_presence;
DROP TABLE video_guests;
DROP TABLE video_rooms;
