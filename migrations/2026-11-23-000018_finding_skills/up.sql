-- Finding a skill while it is typed, among ten thousand, and being told when somebody teaches one.
-- Owner: skills. Nobody writes `skill_terms` but the triggers below.
--
-- Against the rules it fills a table here: some thousand short rows, in a fraction of a second.
SET lock_timeout = '2s';

-- What was typed, or what a skill is called, as both are compared: without case and accents, and a hyphen, a slash and any
-- white space are one space, so that "Hip hop" is "hip-hop".
CREATE FUNCTION skill_words(typed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT btrim(regexp_replace(translate(plain(typed), '-/_', '   '), '\s+', ' ', 'g')) $$;

-- Every name and synonym of a skill from the beginning of each of its words on: "acoustic guitar" and "guitar". So the one
-- index below finds what begins as typed, also in the middle of a name, whatever the script. Sorted by bytes, whichever
-- language the database is in, so that what begins alike stands together.
CREATE TABLE skill_terms (
    skill_id integer NOT NULL REFERENCES skills ON DELETE CASCADE,
    term     text COLLATE "C" NOT NULL,
    -- From the first word on.
    is_whole boolean NOT NULL,
    -- Of the name, rather than of a synonym.
    is_name  boolean NOT NULL,
    PRIMARY KEY (skill_id, term)
);
CREATE INDEX skill_terms_by_beginning ON skill_terms (is_whole, term) INCLUDE (skill_id, is_name);
CREATE INDEX skill_terms_by_likeness ON skill_terms USING gin (term gin_trgm_ops) WHERE is_whole;

-- Brings the terms of these skills up to what they are called.
CREATE FUNCTION skill_terms_refresh(ids integer[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM skill_terms WHERE skill_id = ANY (ids);
    INSERT INTO skill_terms (skill_id, term, is_whole, is_name)
    SELECT called.id, substr(called.words, at), bool_or(at = 1), bool_or(called.is_name)
      FROM (SELECT id, skill_words(name) AS words, true AS is_name FROM skills WHERE id = ANY (ids)
             UNION ALL
            SELECT id, skill_words(unnest(synonyms)), false FROM skills WHERE id = ANY (ids)) called
     CROSS JOIN LATERAL generate_series(1, length(called.words)) AS at
     WHERE at = 1 OR (substr(called.words, at - 1, 1) IN (' ', '(', '.', '&')
                      AND substr(called.words, at, 1) NOT IN (' ', '(', '.', '&'))
     GROUP BY 1, 2;
END $$;
CREATE FUNCTION skill_terms_after_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM skill_terms_refresh(array_agg(id)) FROM changed HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE FUNCTION skill_terms_after_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM skill_terms_refresh(array_agg(changed.id)) FROM changed JOIN before USING (id)
      WHERE (changed.name, changed.synonyms) IS DISTINCT FROM (before.name, before.synonyms)
     HAVING count(*) > 0;
    RETURN NULL;
END $$;
CREATE TRIGGER skill_terms_insert AFTER INSERT ON skills
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION skill_terms_after_insert();
CREATE TRIGGER skill_terms_update AFTER UPDATE ON skills
    REFERENCING NEW TABLE AS changed OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION skill_terms_after_update();
SELECT skill_terms_refresh(array_agg(id)) FROM skills HAVING count(*) > 0;

-- The first 300 terms that begin as `sought`, a plain text. The end of the range is above everything that begins so.
CREATE FUNCTION skill_terms_from(sought text, whole boolean) RETURNS SETOF skill_terms
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20 AS $$
    SELECT * FROM skill_terms
     WHERE is_whole = whole AND term >= sought COLLATE "C" AND term < (sought || chr(1114111)) COLLATE "C"
     ORDER BY term LIMIT 300
$$;

-- How near a term is to what was typed when one slip of the fingers lies between them, in the order of how often they
-- happen: two neighbouring letters swapped, one missing or wrong, one too many. Only the first two kinds may concern the
-- first letters, so that each kind reads a small part of the index.
CREATE FUNCTION skill_slips(sought text) RETURNS TABLE (skill_id integer, nearness numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 20 AS $$
    SELECT t.skill_id, slips.nearness + CASE WHEN t.is_whole THEN 0.05 ELSE 0 END + CASE WHEN t.is_name THEN 0.01 ELSE 0 END
      FROM (SELECT overlay(sought PLACING reverse(substr(sought, at, 2)) FROM at FOR 2), 0.9
              FROM generate_series(1, length(sought) - 1) AS at
             UNION
            SELECT overlay(sought PLACING '' FROM at FOR 1), 0.8
              FROM generate_series(1, length(sought)) AS at WHERE length(sought) > 3) AS slips (term, nearness)
     CROSS JOIN (VALUES (true), (false)) AS kind (whole)
     CROSS JOIN LATERAL skill_terms_from(slips.term, whole) AS t
     UNION ALL
    SELECT t.skill_id, 0.85 + CASE WHEN t.is_whole THEN 0.05 ELSE 0 END + CASE WHEN t.is_name THEN 0.01 ELSE 0 END
      FROM (SELECT left(sought, CASE WHEN length(sought) > 5 THEN 2 ELSE 1 END) AS words) AS first
      JOIN skill_terms t ON t.is_whole IN (true, false) AND t.term >= first.words COLLATE "C"
                        AND t.term < (first.words || chr(1114111)) COLLATE "C"
     WHERE sought !~ '[%_\\]'
       AND t.term LIKE ANY (ARRAY(SELECT left(sought, at - 1) || '_' || substr(sought, at + wrong) || '%'
                                    FROM generate_series(2, length(sought)) AS at, (VALUES (0), (1)) AS slip (wrong)))
$$;

-- How near each skill is to what was typed: 4 the same, 3 begins so, 2 has a word that begins so; a name counts a little
-- more than a synonym. Where nothing begins so, and three letters or more were typed: what begins so but for one slip, and
-- where there is no such, what has trigrams in common, in whole words rather than across them; both below 1.1. Skills less
-- than half as near as the nearest are left out: beside a hit, a likeness is noise.
CREATE OR REPLACE FUNCTION skills_like(typed text) RETURNS TABLE (skill_id integer, nearness real)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10 SET pg_trgm.word_similarity_threshold = 0.33 AS $$
DECLARE
    sought CONSTANT text := skill_words(typed);
BEGIN
    IF sought = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT ranked.skill_id, ranked.nearness::real
      FROM (SELECT near.*, max(near.nearness) OVER () AS nearest
              FROM (SELECT t.skill_id, max(CASE WHEN t.is_whole AND t.term = sought THEN 4 WHEN t.is_whole THEN 3 ELSE 2 END
                                           + CASE WHEN t.is_name THEN 0.01 ELSE 0 END) AS nearness
                      FROM (VALUES (true), (false)) AS kind (whole) CROSS JOIN LATERAL skill_terms_from(sought, whole) AS t
                     GROUP BY 1) near) ranked
     WHERE ranked.nearness * 2 >= ranked.nearest;
    IF FOUND OR length(sought) < 3 THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT slip.skill_id, max(slip.nearness)::real FROM skill_slips(sought) slip GROUP BY 1;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT ranked.skill_id, ranked.nearness::real
      FROM (SELECT near.*, max(near.nearness) OVER () AS nearest
              FROM (SELECT t.skill_id, max((word_similarity(sought, t.term) + strict_word_similarity(sought, t.term)) / 2
                                           + CASE WHEN t.is_name THEN 0.01 ELSE 0 END) AS nearness
                      FROM skill_terms t WHERE t.is_whole AND sought <% t.term GROUP BY 1) near) ranked
     WHERE ranked.nearness * 2 >= ranked.nearest;
END $$;
DROP INDEX skills_by_likeness;
DROP FUNCTION skill_names;

-- "Tell me when somebody teaches it": at most 30 for each member, which the verb holds.
CREATE TABLE skill_alerts (
    member_id  bigint      NOT NULL REFERENCES members ON DELETE CASCADE,
    skill_id   integer     NOT NULL REFERENCES skills ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (member_id, skill_id)
);
CREATE INDEX skill_alerts_by_skill ON skill_alerts (skill_id, member_id);

-- Who was told of which teacher of a skill. It outlives the alert, so that nobody is told twice of the same, whoever takes
-- an alert or a skill off a list and puts it back.
CREATE TABLE skill_alerts_told (
    member_id  bigint      NOT NULL REFERENCES members ON DELETE CASCADE,
    skill_id   integer     NOT NULL REFERENCES skills ON DELETE CASCADE,
    teacher_id bigint      NOT NULL REFERENCES members ON DELETE CASCADE,
    told_at    timestamptz NOT NULL,
    PRIMARY KEY (member_id, skill_id, teacher_id)
);
CREATE INDEX skill_alerts_told_by_skill ON skill_alerts_told (skill_id);
CREATE INDEX skill_alerts_told_by_teacher ON skill_alerts_told (teacher_id);

RESET lock_timeout;
