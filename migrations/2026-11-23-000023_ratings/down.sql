DROP TABLE rating_disputes;
CREATE OR REPLACE FUNCTION member_search_refresh(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Two changes of one member at once would each miss the other: the second waits here, and what follows sees the first.
    PERFORM FROM members WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM member_search s USING members m
     WHERE s.member_id = ANY (ids) AND m.id = s.member_id AND (m.onboarded_at IS NULL OR m.suspended_at IS NOT NULL);
    INSERT INTO member_words
    SELECT DISTINCT unnest(plain_words(name)) FROM members WHERE id = ANY (ids) AND onboarded_at IS NOT NULL
        ON CONFLICT DO NOTHING;
    INSERT INTO member_places (words)
    SELECT DISTINCT plain(concat_ws(', ', nullif(city, ''), nullif(country, ''))) FROM profiles
     WHERE member_id = ANY (ids) AND (city <> '' OR country <> '')
        ON CONFLICT DO NOTHING;
    INSERT INTO member_search
    SELECT m.id, plain_words(m.name), coalesce(p.visibility, 'public') = 'public',
           (SELECT id FROM member_places
             WHERE words = plain(concat_ws(', ', nullif(p.city, ''), nullif(p.country, '')))),
           coalesce((SELECT array_agg(DISTINCT skill * 4 + tier)
                       FROM member_skills ms
                      CROSS JOIN LATERAL generate_series(0, (level > 25)::integer + (level > 60)::integer
                                                            + (level > 85)::integer) AS tier
                      CROSS JOIN unnest(ARRAY[0, ms.skill_id]) AS skill
                      WHERE ms.member_id = m.id AND ms.direction = 'teach'), '{}'),
           coalesce(p.languages, '{}'), m.time_zone,
           coalesce((SELECT bit_or(week_bits(weekday * 48 + (starts_minute + 29) / 30,
                                             greatest(ends_minute / 30 - (starts_minute + 29) / 30, 0)))
                       FROM weekly_hours WHERE member_id = m.id), 0::bit(336)),
           coalesce(round(s.rating_total * 100.0 / nullif(s.rating_count, 0)), 0), coalesce(s.sessions, 0),
           round((coalesce(s.rating_total, 0) + 20) * 1000.0 / (coalesce(s.rating_count, 0) + 5)), now()
      FROM members m
      LEFT JOIN profiles p ON p.member_id = m.id
      LEFT JOIN standings s ON s.member_id = m.id
     WHERE m.id = ANY (ids) AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL
        ON CONFLICT (member_id) DO UPDATE
       SET (words, is_public, place_id, teaches, languages, time_zone, free, rating, sessions, worth, changed_at) =
           (excluded.words, excluded.is_public, excluded.place_id, excluded.teaches, excluded.languages,
            excluded.time_zone, excluded.free, excluded.rating, excluded.sessions, excluded.worth, excluded.changed_at);
END $$;
CREATE OR REPLACE FUNCTION member_search_after_standing_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM member_search_refresh(array_agg(changed.member_id)) FROM changed JOIN before USING (member_id)
      WHERE (changed.rating_total, changed.rating_count, changed.sessions)
            IS DISTINCT FROM (before.rating_total, before.rating_count, before.sessions)
     HAVING count(*) > 0;
    RETURN NULL;
END $$;
DROP FUNCTION standings_refresh(bigint[], date);
DROP FUNCTION rating_figure(bigint, bigint, bigint, bigint);
DROP INDEX standings_figure_due;
ALTER TABLE standings DROP COLUMN figure, DROP COLUMN figure_count, DROP COLUMN figure_until;
CREATE INDEX ratings_revealed ON ratings (ratee_id, revealed_at DESC) WHERE revealed_at IS NOT NULL;
DROP INDEX ratings_of_member, ratings_hidden;
ALTER TABLE ratings DROP COLUMN tags, DROP COLUMN hidden_until, DROP COLUMN set_aside_at, DROP COLUMN words_removed_at;
