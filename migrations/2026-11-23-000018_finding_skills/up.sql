-- Finding a skill while it is typed, among ten thousand, and being told when somebody teaches one.
-- Owner: skills. Nobody writes `skill_terms` and `skill_vocabulary` but the triggers below.
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

-- The words of all terms, each once: a tenth of what there would be to compare with a word that was typed with a slip. A
-- word that no skill has any more leads to no term and does no harm.
CREATE TABLE skill_vocabulary (
    word text COLLATE "C" PRIMARY KEY
);
CREATE INDEX skill_vocabulary_by_likeness ON skill_vocabulary USING gin (word gin_trgm_ops);

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
    INSERT INTO skill_vocabulary
    SELECT DISTINCT split_part(term, ' ', 1) FROM skill_terms WHERE skill_id = ANY (ids) ON CONFLICT DO NOTHING;
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

-- How near each skill is that begins as `sought`, or has a word that does: 4 the same, 3 begins so, 2 a word begins so; a
-- name counts a little more than a synonym. Words are looked at only where the others leave room in a list of eight.
CREATE FUNCTION skills_from(sought text) RETURNS TABLE (skill_id integer, nearness real)
LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 20 AS $$
DECLARE
    found_whole bigint;
BEGIN
    RETURN QUERY
    SELECT t.skill_id, max(CASE WHEN t.term = sought THEN 4 ELSE 3 END + CASE WHEN t.is_name THEN 0.01 ELSE 0 END)::real
      FROM skill_terms_from(sought, true) t GROUP BY 1;
    GET DIAGNOSTICS found_whole = ROW_COUNT;
    IF found_whole < 8 THEN
        RETURN QUERY
        SELECT t.skill_id, max(CASE WHEN t.is_name THEN 2.01 ELSE 2 END)::real FROM skill_terms_from(sought, false) t GROUP BY 1;
    END IF;
END $$;

-- The words that begin as `typed` does but for one slip of the fingers: two neighbouring letters swapped, one too many,
-- one wrong or missing. `is_last`: more may follow, since it is still being typed; the words before it are whole.
CREATE FUNCTION skill_words_nearly(typed text, is_last boolean) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE ROWS 5 AS $$
    SELECT v.word
      FROM (SELECT overlay(typed PLACING reverse(substr(typed, at, 2)) FROM at FOR 2)
              FROM generate_series(1, length(typed) - 1) AS at
             UNION
            SELECT overlay(typed PLACING '' FROM at FOR 1)
              FROM generate_series(1, length(typed)) AS at WHERE length(typed) > 3) AS slip (word)
      JOIN skill_vocabulary v ON v.word >= slip.word COLLATE "C" AND v.word < (slip.word || chr(1114111)) COLLATE "C"
     WHERE is_last OR v.word = slip.word
     UNION
    SELECT v.word
      FROM skill_vocabulary v
     WHERE v.word >= left(typed, 1) COLLATE "C" AND v.word < (left(typed, 1) || chr(1114111)) COLLATE "C"
       AND length(typed) > 2 AND typed !~ '[%_\\]'
       AND v.word LIKE ANY (ARRAY(SELECT left(typed, at - 1) || '_' || substr(typed, at + wrong) || rest
                                    FROM generate_series(2, length(typed)) AS at, (VALUES (0), (1)) AS slip (wrong),
                                         (SELECT CASE WHEN is_last THEN '%' ELSE '' END) AS more (rest)))
$$;

-- The words of `sought`, and the places of those that no skill has; of the last one also the beginning counts. Four at most
-- are looked at.
CREATE FUNCTION skill_words_unknown(sought text) RETURNS TABLE (words text[], at integer, is_last boolean)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2 AS $$
    SELECT typed.words, at, at = cardinality(typed.words)
      FROM (SELECT string_to_array(sought, ' ') AS words) AS typed
     CROSS JOIN generate_series(1, least(cardinality(typed.words), 4)) AS at
     WHERE NOT EXISTS (SELECT FROM skill_vocabulary v
                        WHERE v.word >= typed.words[at] COLLATE "C" AND v.word < (typed.words[at] || chr(1114111)) COLLATE "C"
                          AND (at = cardinality(typed.words) OR v.word = typed.words[at]))
$$;

-- The texts that may have been meant where `sought` begins no term: with another word that is nearly so in the place of one
-- that nobody knows, or without its spaces.
CREATE FUNCTION skill_slips(sought text) RETURNS SETOF text
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$
    SELECT array_to_string(typed.words[:at - 1] || nearly || typed.words[at + 1:], ' ')
      FROM skill_words_unknown(sought) AS typed
     CROSS JOIN LATERAL skill_words_nearly(typed.words[at], typed.is_last) AS nearly
     UNION ALL
    SELECT replace(sought, ' ', '') WHERE strpos(sought, ' ') > 0
     LIMIT 50
$$;

-- The same where a word has several slips: the three words most like it.
CREATE FUNCTION skill_likenesses(sought text) RETURNS TABLE (meant text, likeness real)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 10 AS $$
    SELECT array_to_string(typed.words[:at - 1] || alike.word || typed.words[at + 1:], ' '), alike.likeness
      FROM skill_words_unknown(sought) AS typed
     CROSS JOIN LATERAL (
            SELECT word, (similarity(word, typed.words[at]) + word_similarity(typed.words[at], word)) / 2 AS likeness
              FROM skill_vocabulary WHERE typed.words[at] <% word ORDER BY 2 DESC, 1 LIMIT 3) AS alike
$$;

-- How near each skill is to what was typed: 2 and more what begins so, see above. Where nothing does, and three letters or
-- more were typed: what begins so but for a slip in one word; where nothing does, with a word that is spelt alike; at last
-- what has half of what was typed in its words, in whatever order. All these are below 1.2, and below 0.4 where they are
-- guesses. Of what begins so, skills less than half as near as the nearest are left out: beside a hit, a word is noise.
CREATE OR REPLACE FUNCTION skills_like(typed text) RETURNS TABLE (skill_id integer, nearness real)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10
SET pg_trgm.word_similarity_threshold = 0.3 AS $$
DECLARE
    sought CONSTANT text := skill_words(typed);
BEGIN
    IF sought = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT ranked.skill_id, ranked.nearness
      FROM (SELECT near.*, max(near.nearness) OVER () AS nearest FROM skills_from(sought) near) ranked
     WHERE ranked.nearness * 2 >= ranked.nearest;
    IF FOUND OR length(sought) < 3 THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT near.skill_id, max(0.7 + near.nearness / 10)::real
      FROM skill_slips(sought) AS meant CROSS JOIN LATERAL skills_from(meant) AS near GROUP BY 1;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT near.skill_id, max(alike.likeness + near.nearness / 100)::real
      FROM skill_likenesses(sought) AS alike CROSS JOIN LATERAL skills_from(alike.meant) AS near GROUP BY 1;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT near.skill_id, (sum(length(word)) / length(replace(sought, ' ', ''))::numeric
                           * CASE WHEN count(*) = cardinality(string_to_array(sought, ' ')) THEN 0.9 ELSE 0.39 END)::real
      FROM unnest((string_to_array(sought, ' '))[:4]) AS word
     CROSS JOIN LATERAL (SELECT DISTINCT t.skill_id FROM (VALUES (true), (false)) AS kind (whole)
                          CROSS JOIN LATERAL skill_terms_from(word, whole) AS t) AS near
     WHERE strpos(sought, ' ') > 0
     GROUP BY 1 HAVING sum(length(word)) * 2 >= length(replace(sought, ' ', ''))
     ORDER BY 2 DESC LIMIT 100;
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
