//! What is read from the database is what was put there: random lives of two people, and the same made by hand.

use diesel_async::SimpleAsyncConnection;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use skillswap::accounts::MemberId;
use skillswap::availability::{
    self, BookingRules, DayHours, Diary, Pair, Range, Schedule, Session, Spans, Unavailable, WeeklyHours,
};
use skillswap::clock::Instant;

use crate::support::TestApp;

const ZONES: [&str; 4] = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"];

/// A member's life by hand, and the statements that tell it to the database.
struct Life {
    diary: Diary,
    sql: String,
}

struct Teller<'a> {
    random: &'a mut StdRng,
    now: Instant,
    member: MemberId,
    sql: String,
}

impl Teller<'_> {
    fn tell(&mut self, statement: String) {
        self.sql.push_str(&statement);
        self.sql.push_str(";\n");
    }

    fn range(&mut self) -> Range {
        let starts = self.random.random_range(0..90_i16);
        let ends = self.random.random_range(starts + 1..=96);
        Range::new(starts * 15, ends * 15).unwrap()
    }

    fn week(&mut self) -> WeeklyHours {
        let days: Vec<(i16, Range)> = (0..7).map(|day| (day, self.range())).collect();
        for (day, range) in &days {
            self.tell(format!(
                "INSERT INTO weekly_hours (member_id, weekday, starts_minute, ends_minute) VALUES ({}, {day}, {}, {})",
                self.member,
                range.starts(),
                range.ends()
            ));
        }
        WeeklyHours::of(days).unwrap()
    }

    fn day(&mut self) -> Date {
        let today = self.now.timestamp().to_zoned(TimeZone::UTC).date();
        today.saturating_add(jiff::Span::new().days(self.random.random_range(0..20)))
    }

    fn dates(&mut self, mut schedule: Schedule) -> Schedule {
        let (open, closed) = (self.day(), self.day());
        for (day, range) in [(open, Some(self.range())), (closed, None)] {
            self.tell(format!("INSERT INTO date_overrides VALUES ({}, '{day}') ON CONFLICT DO NOTHING", self.member));
            if let Some(range) = range {
                self.tell(format!(
                    "INSERT INTO date_hours (member_id, on_date, starts_minute, ends_minute) VALUES ({}, '{day}', {}, {})",
                    self.member,
                    range.starts(),
                    range.ends()
                ));
            }
            // A day that is closed and has hours has hours.
            if range.is_some() || day != open {
                schedule = schedule.with_date(day.into(), DayHours::of(range.into_iter().collect()).unwrap());
            }
        }
        let (first, length) = (self.day(), self.random.random_range(0..3));
        let last = first.saturating_add(jiff::Span::new().days(length));
        self.tell(format!(
            "INSERT INTO time_off (member_id, first_date, last_date) VALUES ({}, '{first}', '{last}')",
            self.member
        ));
        schedule.with_time_off(first.into(), last.into())
    }

    fn rules(&mut self) -> BookingRules {
        let rules = BookingRules {
            buffer_before: self.random.random_range(0..6) * 5,
            buffer_after: self.random.random_range(0..6) * 5,
            notice_hours: self.random.random_range(0..48),
            horizon_days: self.random.random_range(3..=90),
            most_a_day: self.random.random_bool(0.5).then(|| self.random.random_range(1..3)),
            most_a_week: self.random.random_bool(0.5).then(|| self.random.random_range(1..6)),
        };
        let limit = |limit: Option<i16>| limit.map_or("NULL".to_owned(), |most| most.to_string());
        self.tell(format!(
            "INSERT INTO booking_rules VALUES ({}, {}, {}, {}, {}, {}, {})",
            self.member,
            rules.buffer_before,
            rules.buffer_after,
            rules.notice_hours,
            rules.horizon_days,
            limit(rules.most_a_day),
            limit(rules.most_a_week)
        ));
        rules
    }

    /// Sessions with a third person, a day apart from each other so that they do not overlap.
    fn sessions(&mut self, third: MemberId, skill: i32) -> Vec<Session> {
        let mut sessions = Vec::new();
        // The week that has begun, some weeks, and the furthest that can be reached.
        for day in (-8..20).chain(83..93) {
            if self.random.random_bool(0.5) {
                continue;
            }
            let quarter = day * 96 + self.random.random_range(0..80);
            let starts_at = self.quarter(quarter);
            let (ends_at, is_taught) = (starts_at.plus_minutes(60), self.random.random_bool(0.5));
            let (teacher, learner) = if is_taught { (self.member, third) } else { (third, self.member) };
            self.tell(format!(
                "WITH b AS (INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, state, starts_at, ends_at, \
                 idempotency_key, proposed_at) VALUES ({learner}, {teacher}, {skill}, 60, 1000, 'accepted', '{starts_at}', \
                 '{ends_at}', gen_random_uuid(), '{starts_at}') RETURNING id) \
                 INSERT INTO commitments (booking_id, member_id, starts_at, ends_at) \
                 SELECT id, {}, '{starts_at}', '{ends_at}' FROM b",
                self.member
            ));
            sessions.push(Session { starts_at, ends_at, is_taught });
        }
        sessions
    }

    fn busy(&mut self) -> Spans {
        let calendar = format!(
            "INSERT INTO calendars (member_id, name, kind, row_key, shown, created_at) \
             VALUES ({}, 'Work', 'upload', gen_random_uuid(), 'work.ics', '{}')",
            self.member, self.now
        );
        self.tell(calendar);
        let busy: Vec<_> = (0..10)
            .chain(40..45)
            .map(|tenth| {
                let quarter = tenth * 200 + self.random.random_range(0..190);
                let from = self.quarter(quarter);
                (from, from.plus_minutes(self.random.random_range(1..150)))
            })
            .collect();
        for (from, until) in &busy {
            self.tell(format!(
                "INSERT INTO calendar_busy (calendar_id, member_id, starts_at, ends_at) \
                 SELECT id, member_id, '{from}', '{until}' FROM calendars WHERE member_id = {}",
                self.member
            ));
        }
        Spans::of(busy)
    }

    fn quarter(&self, quarters: i64) -> Instant {
        let first = self.now.microseconds() / 900_000_000 * 900_000_000;
        Instant::from_microseconds(first).plus_minutes(quarters * 15)
    }
}

fn life(random: &mut StdRng, now: Instant, member: MemberId, third: MemberId, skill: i32) -> Life {
    let zone = ZONES[random.random_range(0..ZONES.len())];
    let mut teller = Teller { random, now, member, sql: String::new() };
    for table in ["weekly_hours", "date_overrides", "time_off", "booking_rules", "commitments", "calendars"] {
        teller.tell(format!("DELETE FROM {table} WHERE member_id = {member}"));
    }
    teller.tell(format!("UPDATE members SET time_zone = '{zone}' WHERE id = {member}"));
    let schedule = Schedule::new(TimeZone::get(zone).unwrap(), teller.week());
    let schedule = teller.dates(schedule);
    let (rules, sessions, busy) = (teller.rules(), teller.sessions(third, skill), teller.busy());
    Life { diary: Diary::new(schedule, rules, &sessions, busy), sql: teller.sql }
}

/// A Sunday evening in Europe, the eve of a change of clocks in Europe, and of one in New York.
const NOWS: [&str; 3] = ["2026-11-29T21:40:00Z", "2026-10-24T20:10:00Z", "2026-11-01T03:30:00Z"];

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_that_was_read_offers_what_the_same_pair_made_by_hand_offers() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await.id, app.learner("Ben").await.id, app.learner("Eve").await.id);
    let skill = app.skill().await;
    let mut random = StdRng::seed_from_u64(23);
    let mut offered = 0;
    for round in 0..42 {
        let now: Instant = NOWS[round % NOWS.len()].parse().unwrap();
        let teacher = life(&mut random, now, ana, eve, skill);
        let learner = life(&mut random, now, ben, eve, skill);
        let mut conn = app.state.db.get().await.unwrap();
        conn.batch_execute(&(teacher.sql + &learner.sql)).await.unwrap();
        let read = availability::pair_of(&conn, now, ana, Some(ben)).await.unwrap();
        let made = Pair::new(teacher.diary, Some(learner.diary));
        let window = (now, now.plus_hours(24 * 91));
        let times = read.offered(now, window, 45);
        assert!(times == made.offered(now, window, 45), "round {round}");
        let first = Instant::from_microseconds(now.microseconds() / 900_000_000 * 900_000_000);
        for quarter in (0..2000).chain(82 * 96..91 * 96) {
            let start = first.plus_minutes(quarter * 15);
            assert_eq!(read.explain(now, start, 45), made.explain(now, start, 45), "round {round}, {start}");
        }
        offered += times.len();
    }
    assert!(offered > 1000, "{offered}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_read_reaches_back_to_monday_and_ahead_to_the_end_of_the_horizon() {
    let app = TestApp::start().await;
    let (ana, eve) = (app.teacher("Ana").await.id, app.learner("Eve").await.id);
    let (skill, mut conn) = (app.skill().await, app.state.db.get().await.unwrap());
    // Sunday, half past eleven at night in New York; the week there began 167.5 hours ago, with a session.
    let (now, monday) = ("2026-11-30T04:30:00Z", "2026-11-23T05:00:00Z");
    let (now, monday): (Instant, Instant) = (now.parse().unwrap(), monday.parse().unwrap());
    let last = now.plus_hours(90 * 24).plus_minutes(-30);
    conn.batch_execute(&format!(
        "UPDATE members SET time_zone = 'America/New_York' WHERE id = {ana};
         INSERT INTO booking_rules (member_id, buffer_before, buffer_after, notice_hours, horizon_days, most_a_week)
             VALUES ({ana}, 120, 120, 0, 90, 1);
         WITH b AS (INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, state, starts_at, ends_at,
                                          idempotency_key, proposed_at)
                    SELECT {eve}, {ana}, {skill}, 15, 250, 'accepted', at, at + interval '15 minutes', gen_random_uuid(), at
                    FROM unnest(ARRAY['{monday}'::timestamptz, '{last}'::timestamptz + interval '465 minutes']) at
                    RETURNING id, starts_at, ends_at)
         INSERT INTO commitments (booking_id, member_id, starts_at, ends_at) SELECT id, {ana}, starts_at, ends_at FROM b"
    ))
    .await
    .unwrap();
    let pair = availability::pair_of(&conn, now, ana, None).await.unwrap();
    assert_eq!(pair.explain(now, now, 15), Err(Unavailable::FullWeek { most: 1 }));
    // Four hours, and just less than the two buffers to the next.
    assert_eq!(pair.explain(now, last, 240), Err(Unavailable::TooClose { minutes: 240 }));
}
