ALTER TABLE members DROP COLUMN last_seen_at;
