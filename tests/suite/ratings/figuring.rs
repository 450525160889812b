use diesel::sql_types::{Array, BigInt, Date as SqlDate, Integer, Nullable, SmallInt};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use skillswap::ratings::{Figure, Window};

use super::{finished, with};
use crate::support::TestApp;

#[derive(QueryableByName)]
struct FigureRow {
    #[diesel(sql_type = Nullable<SmallInt>)]
    figure: Option<i16>,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_rounds_as_the_program_does() {
    let app = TestApp::start().await;
    let mut rng = StdRng::seed_from_u64(5);
    let mut window = |most: i64| {
        let count = if rng.random_ratio(1, 5) { 0 } else { rng.random_range(1..=most) };
        Window { total: if count == 0 { 0 } else { rng.random_range(count..=5 * count) }, count }
    };
    let figures: Vec<Figure> = (0..5_000)
        .map(|n| {
            let most = [3, 12, 400, 1_000_000][n % 4];
            Figure { recent: window(most), older: window(most), until: None }
        })
        .collect();
    let column = |of: fn(&Figure) -> i64| figures.iter().map(of).collect::<Vec<i64>>();
    let rows: Vec<FigureRow> = sql_query(
        "SELECT rating_figure(a, b, c, d) AS figure FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS given (a, b, c, d, n) ORDER BY n",
    )
    .bind::<Array<BigInt>, _>(column(|figure| figure.recent.total))
    .bind::<Array<BigInt>, _>(column(|figure| figure.recent.count))
    .bind::<Array<BigInt>, _>(column(|figure| figure.older.total))
    .bind::<Array<BigInt>, _>(column(|figure| figure.older.count))
    .load(&mut *app.state.db.get().await.unwrap())
    .await
    .unwrap();
    assert_eq!(rows.len(), figures.len());
    for (row, figure) in rows.iter().zip(&figures) {
        assert_eq!(row.figure.map(i64::from), figure.hundredths(), "{figure:?}");
    }
}

#[derive(QueryableByName)]
struct StandingRow {
    #[diesel(sql_type = BigInt)]
    member_id: i64,
    #[diesel(sql_type = Nullable<SmallInt>)]
    figure: Option<i16>,
    #[diesel(sql_type = Integer)]
    figure_count: i32,
    #[diesel(sql_type = Nullable<SqlDate>)]
    figure_until: Option<jiff_diesel::Date>,
    #[diesel(sql_type = BigInt)]
    rating_total: i64,
    #[diesel(sql_type = Integer)]
    rating_count: i32,
}

/// A rating of a random past: whose, on which day, how good, whether it counts.
struct Past {
    member: usize,
    given_on: Date,
    overall: i16,
    counts: bool,
}

#[tokio::test(flavor = "multi_thread")]
async fn on_every_day_of_random_histories_both_give_the_same_figure() {
    const MEMBERS: usize = 40;
    let app = TestApp::start().await;
    let (_ana, _ben, _path) = finished(&app).await;
    app.sql(&format!(
        "INSERT INTO members (email, name, created_at) SELECT 'x' || n || '@example.org', 'Xenia', now() FROM generate_series(1, {MEMBERS}) n;
         INSERT INTO standings (member_id) SELECT id FROM members WHERE name = 'Xenia'"
    ))
    .await;
    let mut rng = StdRng::seed_from_u64(20_261_123);
    let begin = date(2027, 8, 25);
    let pasts: Vec<Past> = (0..500)
        .map(|_| Past {
            member: rng.random_range(0..MEMBERS),
            // Many at the ends of months, where calendars are odd.
            given_on: match rng.random_range(0..3) {
                0 => begin.saturating_add(rng.random_range(0..14_i32).months()).last_of_month(),
                _ => begin.saturating_add(rng.random_range(0..420_i32).days()),
            },
            overall: rng.random_range(1..=5),
            counts: rng.random_ratio(4, 5),
        })
        .collect();
    let rows: Vec<String> = pasts
        .iter()
        .enumerate()
        .map(|(n, past)| {
            // Some at the first and last instant of their day in UTC.
            let time = ["00:00:00Z", "23:59:59.999999Z", "12:00:00Z"][n % 3];
            let (hidden, aside) = (!past.counts && n % 2 == 0, !past.counts && n % 2 == 1);
            format!("({}, {}, '{}T{time}', {hidden}, {aside})", past.member, past.overall, past.given_on)
        })
        .collect();
    app.sql(&format!(
        "CREATE TEMP TABLE pasts AS
             SELECT row_number() OVER () AS n, x.id AS member_id, v.* FROM (VALUES {}) v (member, overall, at, hidden, aside)
               JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM members WHERE name = 'Xenia') x ON x.place = v.member;
         CREATE TEMP TABLE made AS
             WITH made AS (
                 INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, terms_id, state, starts_at, ends_at,
                                       idempotency_key, proposed_at, closed_at)
                 SELECT b.learner_id, b.teacher_id, b.skill_id, 60, 1000, b.terms_id, 'completed', b.starts_at, b.ends_at,
                        gen_random_uuid(), b.proposed_at, b.proposed_at FROM bookings b, pasts RETURNING id, learner_id)
             SELECT row_number() OVER () AS n, id, learner_id FROM made;
         INSERT INTO ratings (booking_id, rater_id, ratee_id, overall, knowledge, communication, professionalism,
                              rated_at, revealed_at, hidden_until, set_aside_at)
         SELECT made.id, made.learner_id, p.member_id, p.overall, 3, 3, 3, p.at::timestamptz,
                CASE WHEN NOT hidden THEN now() END, now(), CASE WHEN aside THEN now() END
           FROM pasts p JOIN made USING (n)",
        rows.join(", ")
    ))
    .await;
    let ids: Vec<i64> = sql_query("SELECT id AS member_id, NULL::smallint AS figure, 0 AS figure_count, NULL::date AS figure_until, 0::bigint AS rating_total, 0 AS rating_count FROM members WHERE name = 'Xenia' ORDER BY id")
        .load::<StandingRow>(&mut *app.state.db.get().await.unwrap()).await.unwrap().into_iter().map(|row| row.member_id).collect();
    let mut compared = 0;
    for day in 0..500 {
        let today = begin.saturating_add(day.days());
        let is_odd = (1..=2).contains(&today.day()) || today.day() >= 28;
        if !is_odd && day % 11 != 0 {
            continue;
        }
        compared += compare(&app, &pasts, &ids, today).await;
    }
    assert!(compared > 3_000, "{compared}");
}

/// Holds every member's standing on a day against the program's own figure; how many there were.
async fn compare(app: &TestApp, pasts: &[Past], ids: &[i64], today: Date) -> usize {
    let mut conn = app.state.db.get().await.unwrap();
    sql_query("SELECT standings_refresh($1, $2)")
        .bind::<Array<BigInt>, _>(ids)
        .bind::<SqlDate, _>(jiff_diesel::Date::from(today))
        .execute(&mut conn)
        .await
        .unwrap();
    let rows: Vec<StandingRow> = sql_query(
        "SELECT member_id, figure, figure_count, figure_until, rating_total, rating_count FROM standings
          WHERE member_id = ANY ($1) ORDER BY member_id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(&mut conn)
    .await
    .unwrap();
    for (place, row) in rows.iter().enumerate() {
        let counted = || pasts.iter().filter(|past| past.member == place && past.counts);
        // A rating of the days to come is recent, which no real one is.
        let figure = Figure::of(counted().map(|past| (past.given_on, past.overall)), today);
        assert_eq!(row.figure.map(i64::from), figure.hundredths(), "{today} {place}");
        assert_eq!(i64::from(row.figure_count), figure.count(), "{today} {place}");
        assert_eq!(row.figure_until.map(Date::from), figure.until, "{today} {place}");
        let all = counted().map(|past| i64::from(past.overall));
        assert_eq!((row.rating_total, row.rating_count), (all.clone().sum(), i32::try_from(all.count()).unwrap()));
    }
    rows.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_grows_old_without_anything_happening() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    for (person, overall) in [(&ben, "4"), (&ana, "5")] {
        assert_eq!(person.post(&format!("{path}/rating"), &with(&[("overall", overall)])).await.status, 303);
    }
    // A better one, given ten weeks later, so that the two are in different windows for a while.
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 70));
    log_in(&ana, "ana").await;
    log_in(&ben, "ben").await;
    let path = super::session(&app, &ben, &ana).await;
    for (person, overall) in [(&ben, "5"), (&ana, "5")] {
        assert_eq!(person.post(&format!("{path}/rating"), &with(&[("overall", overall)])).await.status, 303);
    }
    let figure = format!("SELECT figure FROM standings WHERE member_id = {}", ana.id);
    let profile = format!("/members/{}-ana", ana.id);
    app.run_jobs().await;
    assert_eq!(app.number(&figure).await, 450);
    for (days, expected, said) in [(31, 460, "4.60"), (92, 450, "4.50"), (200, 500, "5.00")] {
        app.state.clock.advance(jiff::SignedDuration::from_hours(24 * days));
        app.run_jobs().await;
        assert_eq!(app.number(&figure).await, expected);
        app.visitor().get(&profile).await.says(said).says("2 ratings");
        assert_eq!(
            app.number(&format!("SELECT rating FROM member_search WHERE member_id = {}", ana.id)).await,
            expected
        );
    }
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 365));
    app.run_jobs().await;
    app.visitor().get(&profile).await.says("2 ratings, none of the last 12 months");
    assert_eq!(app.number(&format!("SELECT figure_count FROM standings WHERE member_id = {}", ana.id)).await, 0);
}

async fn log_in(person: &crate::support::Person, name: &str) {
    let form = [("email", &*format!("{name}@example.org")), ("password", "Swap-hours-1")];
    assert_eq!(person.post("/login", &form).await.status, 303);
}
