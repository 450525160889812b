-- "lopez" finds López: names are compared without their accents.

CREATE EXTENSION IF NOT EXISTS unaccent;

-- `unaccent` alone follows the search path and so cannot be indexed; with its dictionary named it is immutable.
CREATE FUNCTION plain(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, words)) $$;

DROP INDEX members_by_name_likeness;
CREATE INDEX members_by_name_likeness ON members USING gin (plain(name) gin_trgm_ops)
    WHERE onboarded_at IS NOT NULL AND suspended_at IS NULL;
