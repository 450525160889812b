DROP TABLE skipped_steps;
ALTER TABLE members DROP COLUMN locale;
ALTER TABLE profiles DROP COLUMN photo;
