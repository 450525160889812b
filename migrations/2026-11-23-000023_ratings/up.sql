-- Ratings (slice ratings, which owns `ratings`, `standings` and `rating_disputes`): tags, when they may be seen, the figure
-- that weighs recent ratings more, disputes.
SET lock_timeout = '2s';

ALTER TABLE ratings
    -- Words of a closed set, see src/ratings/tag.rs.
    ADD COLUMN tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 5),
    -- When it is shown though the other one says nothing; null in what was shown before this column.
    ADD COLUMN hidden_until timestamptz,
    -- What a moderator decided: it does not count; its words were taken away.
    ADD COLUMN set_aside_at timestamptz,
    ADD COLUMN words_removed_at timestamptz;
-- Those that are hidden now: a handful.
UPDATE ratings r SET hidden_until = b.ends_at + interval '48 hours' FROM bookings b
 WHERE b.id = r.booking_id AND r.revealed_at IS NULL;
ALTER TABLE ratings ADD CHECK (revealed_at IS NOT NULL OR hidden_until IS NOT NULL) NOT VALID;
-- Those that time will show.
CREATE INDEX ratings_hidden ON ratings (hidden_until) WHERE revealed_at IS NULL;
-- A member's list, newest first; a booking has one rating of each.
CREATE INDEX ratings_of_member ON ratings (ratee_id, revealed_at DESC, booking_id DESC) WHERE revealed_at IS NOT NULL;
DROP INDEX ratings_revealed;

ALTER TABLE standings
    -- The rating in hundredths of a star, of the last twelve months; null where there is none.
    ADD COLUMN figure smallint CHECK (figure BETWEEN 100 AND 500),
    -- Ratings that are in it.
    ADD COLUMN figure_count integer NOT NULL DEFAULT 0,
    -- The day (UTC) on which one of them grows out of its window, so that the figure has to be worked out again.
    ADD COLUMN figure_until date;
CREATE INDEX standings_figure_due ON standings (figure_until) WHERE figure_until IS NOT NULL;

-- The figure in hundredths, half up: 60 % the mean of the last three months, 40 % that of the nine before; where one of
-- the two is empty, the other counts wholly. The same as `Figure::hundredths` in src/ratings/figure.rs.
CREATE FUNCTION rating_figure(recent_total bigint, recent_count bigint, older_total bigint, older_count bigint)
RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN recent_count > 0 AND older_count > 0 THEN
            (40 * (3 * recent_total * older_count + 2 * older_total * recent_count) + recent_count * older_count)
            / (2 * recent_count * older_count)
        WHEN recent_count + older_count > 0 THEN
            (200 * (recent_total + older_total) + recent_count + older_count) / (2 * (recent_count + older_count))
    END::smallint
$$;

-- Works the figures and counts of these members out again, as of the day `today` (UTC). A rating is recent until the day
-- three months after it was given, and in the figure until the day twelve months after.
CREATE FUNCTION standings_refresh(ids bigint[], today date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- Two ratings of one member at once would each miss the other: the second waits here, and what follows sees the first.
    PERFORM FROM standings WHERE member_id = ANY (ids) ORDER BY member_id FOR UPDATE;
    UPDATE standings s
       SET (rating_total, rating_count, figure, figure_count, figure_until) = (
           SELECT coalesce(sum(overall), 0), count(*),
                  rating_figure(coalesce(sum(overall) FILTER (WHERE today < stops_being_recent), 0),
                                count(*) FILTER (WHERE today < stops_being_recent),
                                coalesce(sum(overall) FILTER (WHERE today >= stops_being_recent AND today < leaves), 0),
                                count(*) FILTER (WHERE today >= stops_being_recent AND today < leaves)),
                  count(*) FILTER (WHERE today < leaves),
                  min(CASE WHEN today < stops_being_recent THEN stops_being_recent WHEN today < leaves THEN leaves END)
             FROM (SELECT overall, (given_on + interval '3 months')::date AS stops_being_recent,
                          (given_on + interval '12 months')::date AS leaves
                     FROM (SELECT overall, (rated_at AT TIME ZONE 'UTC')::date AS given_on FROM ratings
                            WHERE ratee_id = s.member_id AND revealed_at IS NOT NULL AND set_aside_at IS NULL) given) aged)
     WHERE s.member_id = ANY (ids);
END $$;

-- Members are found and ordered by the same figure.
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
           coalesce(s.figure, 0), coalesce(s.sessions, 0),
           round((coalesce(s.figure, 0) * coalesce(s.figure_count, 0) + 2000) * 10.0 / (coalesce(s.figure_count, 0) + 5)),
           now()
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
      WHERE (changed.figure, changed.figure_count, changed.rating_count, changed.sessions)
            IS DISTINCT FROM (before.figure, before.figure_count, before.rating_count, before.sessions)
     HAVING count(*) > 0;
    RETURN NULL;
END $$;
-- The job works out what there is: nobody's figure has been worked out yet.
UPDATE standings SET figure_until = '1970-01-01' WHERE rating_count > 0;

-- What the rated say against a rating; once each, decided once.
CREATE TABLE rating_disputes (
    id         bigint      GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    booking_id bigint      NOT NULL,
    rater_id   bigint      NOT NULL,
    words      text        NOT NULL CHECK (char_length(words) <= 1000),
    made_at    timestamptz NOT NULL,
    -- stands, words_removed or set_aside.
    outcome    text,
    -- What the moderator says to both of it.
    reason     text        NOT NULL DEFAULT '' CHECK (char_length(reason) <= 500),
    decided_by bigint      REFERENCES members,
    decided_at timestamptz,
    UNIQUE (booking_id, rater_id),
    FOREIGN KEY (booking_id, rater_id) REFERENCES ratings ON DELETE CASCADE,
    CHECK ((outcome IS NULL) = (decided_at IS NULL))
);
-- The moderators' desk, oldest first.
CREATE INDEX rating_disputes_open ON rating_disputes (id) WHERE decided_at IS NULL;
CREATE INDEX rating_disputes_decided_by ON rating_disputes (decided_by) WHERE decided_by IS NOT NULL;
