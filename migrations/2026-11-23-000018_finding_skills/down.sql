DROP TABLE skill_alerts_told, skill_alerts;
DROP TRIGGER skill_terms_update ON skills;
DROP TRIGGER skill_terms_insert ON skills;
DROP FUNCTION skill_terms_after_update, skill_terms_after_insert, skill_terms_refresh;

-- As 000008 left it.
CREATE FUNCTION skill_names(name text, synonyms text[]) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT '|' || lower(name) || '|' || lower(array_to_string(synonyms, '|')) || '|' $$;
CREATE INDEX skills_by_likeness ON skills USING gin (skill_names(name, synonyms) gin_trgm_ops);
CREATE OR REPLACE FUNCTION skills_like(typed text) RETURNS TABLE (skill_id integer, nearness real)
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10 SET pg_trgm.word_similarity_threshold = 0.33 AS $$
BEGIN
    RETURN QUERY
    SELECT ranked.id, ranked.nearness::real
      FROM (SELECT near.*, max(near.nearness) OVER () AS nearest
              FROM (SELECT skill.id, CASE WHEN strpos(called.names, '|' || typed || '|') > 0 THEN 4
                                          WHEN strpos(called.names, '|' || typed) > 0 THEN 3 ELSE 2 END
                                   + CASE WHEN strpos(lower(skill.name), typed) > 0 THEN 0.01 ELSE 0 END AS nearness
                      FROM skills skill
                     CROSS JOIN LATERAL (SELECT skill_names(skill.name, skill.synonyms) AS names OFFSET 0) AS called
                     WHERE strpos(called.names, '|' || typed) > 0 OR strpos(called.names, ' ' || typed) > 0) near) ranked
     WHERE ranked.nearness * 2 >= ranked.nearest;
    IF NOT FOUND THEN
        RETURN QUERY
        SELECT ranked.id, ranked.nearness::real
          FROM (SELECT near.*, max(near.nearness) OVER () AS nearest
                  FROM (SELECT skill.id, word_similarity(typed, skill_names(skill.name, skill.synonyms))
                                       + CASE WHEN strpos(lower(skill.name), typed) > 0 THEN 0.01 ELSE 0 END AS nearness
                          FROM skills skill
                         WHERE typed <% skill_names(skill.name, skill.synonyms)) near) ranked
         WHERE ranked.nearness * 2 >= ranked.nearest;
    END IF;
END $$;
DROP FUNCTION skill_likenesses, skill_slips, skill_words_unknown, skill_words_nearly, skills_from, skill_terms_from;
DROP TABLE skill_vocabulary, skill_terms;
DROP FUNCTION skill_words;
