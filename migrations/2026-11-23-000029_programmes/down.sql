DROP TABLE series_lessons;
DELETE FROM series_dates WHERE series_id IN (SELECT id FROM series WHERE every_weeks IS NULL);
DELETE FROM series WHERE every_weeks IS NULL;
ALTER TABLE series DROP CONSTRAINT series_of_a_kind;
ALTER TABLE series DROP COLUMN programme;
ALTER TABLE series ALTER COLUMN every_weeks SET NOT NULL;
DROP TABLE programme_lessons;
DROP TABLE programmes;
