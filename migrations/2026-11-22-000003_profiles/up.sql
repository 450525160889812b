-- What finding people needs.

-- Names that are spelt nearly so; the condition is the one of every list of members.
CREATE INDEX members_by_name_likeness ON members USING gin (name gin_trgm_ops)
    WHERE onboarded_at IS NOT NULL AND suspended_at IS NULL;

-- Whom the landing page shows: rated at least three times, at 4.5 or above.
CREATE INDEX standings_well_rated ON standings (sessions DESC, member_id)
    WHERE rating_count >= 3 AND rating_total * 2 >= rating_count * 9;

-- How near each skill is to what was typed (in lower case), by its name and synonyms: 4 the same, 3 begins so, 2 has a
-- word that begins so, 1 and below spelt alike; a name counts a little more than a synonym. Skills that are not near are
-- left out, and those less than half as near as the nearest: beside a hit, a likeness is noise. Every row is compared, 592 in a few milliseconds: no index is needed.
CREATE FUNCTION skills_like(typed text) RETURNS TABLE (skill_id integer, nearness real)
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
