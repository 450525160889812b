CREATE OR REPLACE FUNCTION skills_like(typed text) RETURNS TABLE (skill_id integer, nearness real)
LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 10 AS $$
    SELECT id, nearness::real
      FROM (SELECT skill.id, near.nearness, max(near.nearness) OVER () AS nearest
              FROM skills skill
             CROSS JOIN LATERAL (SELECT lower(skill.name) AS name OFFSET 0) AS low
             CROSS JOIN LATERAL (SELECT '|' || low.name || '|' || lower(array_to_string(skill.synonyms, '|')) || '|'
                                     AS names OFFSET 0) AS called
             CROSS JOIN LATERAL (
                    SELECT CASE WHEN strpos(called.names, '|' || typed || '|') > 0 THEN 4
                                WHEN strpos(called.names, '|' || typed) > 0 THEN 3
                                WHEN strpos(called.names, ' ' || typed) > 0 THEN 2
                                ELSE word_similarity(typed, called.names) END
                         + CASE WHEN strpos(low.name, typed) > 0 THEN 0.01 ELSE 0 END AS nearness OFFSET 0) AS near
             WHERE near.nearness >= 0.33) ranked
     WHERE nearness * 2 >= nearest
$$;
DROP INDEX skills_by_likeness;
DROP FUNCTION skill_names(text, text[]);

CREATE INDEX standings_well_rated ON standings (sessions DESC, member_id)
    WHERE rating_count >= 3 AND rating_total * 2 >= rating_count * 9;
CREATE INDEX members_by_name_likeness ON members USING gin (plain(name) gin_trgm_ops)
    WHERE onboarded_at IS NOT NULL AND suspended_at IS NULL;

DROP TRIGGER member_search_update ON standings;
DROP TRIGGER member_search_insert ON standings;
DROP TRIGGER member_search_delete ON weekly_hours;
DROP TRIGGER member_search_insert ON weekly_hours;
DROP TRIGGER member_search_delete ON member_skills;
DROP TRIGGER member_search_update ON member_skills;
DROP TRIGGER member_search_insert ON member_skills;
DROP TRIGGER member_search_delete ON profiles;
DROP TRIGGER member_search_update ON profiles;
DROP TRIGGER member_search_insert ON profiles;
DROP TRIGGER member_search_update ON members;
DROP TRIGGER member_search_insert ON members;
DROP FUNCTION member_search_after_standing_update();
DROP FUNCTION member_search_after_member_update();
DROP FUNCTION member_search_after_member_insert();
DROP FUNCTION member_search_after_delete();
DROP FUNCTION member_search_after_insert();
DROP FUNCTION member_search_refresh(bigint[]);
DROP FUNCTION week_bits(integer, integer);
DROP FUNCTION places_like(text);
DROP FUNCTION words_like(text);
DROP TABLE member_search;
DROP FUNCTION plain_words(text);
DROP TABLE member_places;
DROP TABLE member_words;
