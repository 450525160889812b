-- Ten thousand members with four skills in each direction (few skills are much wanted, many are rare), hours, standing.
SELECT setseed(0.42);
INSERT INTO members (id, email, name, time_zone, email_verified_at, onboarded_at, created_at)
SELECT n, 'm' || n || '@example.org', 'Member ' || n,
       (ARRAY['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'])[1 + n % 5], now(), now(), now()
  FROM generate_series(100001, 110000) n;
INSERT INTO member_skills (member_id, skill_id, direction, level, target_level)
SELECT n, 1 + floor(power(random(), 2.2) * 591)::integer, direction,
       CASE direction WHEN 'teach' THEN 40 + floor(random() * 60) ELSE floor(random() * 40) END,
       CASE direction WHEN 'learn' THEN 60 + floor(random() * 40) END
  FROM generate_series(100001, 110000) n, unnest(ARRAY['teach', 'learn']) direction, generate_series(1, 4)
    ON CONFLICT DO NOTHING;
INSERT INTO profiles (member_id, learning_style)
SELECT n, (ARRAY['hands_on', 'visual', 'reading', 'conversation'])[1 + n % 4] FROM generate_series(100001, 110000) n;
INSERT INTO weekly_hours (member_id, weekday, starts_minute, ends_minute)
SELECT n, day, 15 * (32 + n % 24), 15 * (64 + n % 32) FROM generate_series(100001, 110000) n, generate_series(0, 6) day WHERE (n + day) % 3 > 0;
INSERT INTO standings (member_id, rating_total, rating_count, proposals, proposals_answered)
SELECT n, n % 30 * 4 + n % 7, n % 30 + 2, n % 30 + 3, n % 30 FROM generate_series(100001, 110000) n;
ANALYZE;
