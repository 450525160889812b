DROP INDEX members_by_name_likeness;
CREATE INDEX members_by_name_likeness ON members USING gin (name gin_trgm_ops)
    WHERE onboarded_at IS NOT NULL AND suspended_at IS NULL;
DROP FUNCTION plain(text);
DROP EXTENSION unaccent;
