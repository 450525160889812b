DROP FUNCTION skills_like(text);
DROP INDEX standings_well_rated;
DROP INDEX members_by_name_likeness;
