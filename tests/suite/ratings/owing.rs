use super::{FIVE, finished};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn who_owes_a_rating_neither_proposes_nor_accepts_and_is_led_to_it() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let cas = app.learner("Cas").await;
    // Not overdue yet: everything goes on.
    assert_eq!(app.propose(&ben, &ana, &[app.in_days(9)]).await.status, 303);
    app.state.clock.advance(jiff::SignedDuration::from_hours(49));
    let refused = app.propose(&ben, &ana, &[app.in_days(3)]).await;
    assert_eq!(refused.status, 422);
    refused.says("not rated an earlier session yet").says(&format!("href=\"{path}/rating\""));
    let asked = app.proposal(&cas, &ana, &[app.in_days(3)]).await;
    let refused = ana.post(&format!("{asked}/acceptance"), &[("slot", "1")]).await;
    assert_eq!(refused.status, 409);
    refused.says("not rated an earlier session yet").says(&format!("href=\"{path}/rating\""));
    for person in [&ana, &ben] {
        assert_eq!(person.get(&format!("{path}/rating")).await.status, 200);
        assert_eq!(person.post(&format!("{path}/rating"), &FIVE).await.status, 303);
    }
    assert_eq!(app.propose(&ben, &ana, &[app.in_days(3)]).await.status, 303);
    assert_eq!(ana.post(&format!("{asked}/acceptance"), &[("slot", "1")]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_owed_is_found_by_an_index() {
    let app = TestApp::start().await;
    let (ana, _ben, _path) = finished(&app).await;
    app.sql(
        "INSERT INTO members (email, name, created_at)
         SELECT 'x' || n || '@example.org', 'Xenia', now() FROM generate_series(1, 2000) n;
         INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, terms_id, state, starts_at, ends_at,
                               idempotency_key, proposed_at, closed_at)
         SELECT l.id, t.id, b.skill_id, 60, 1000, b.terms_id, 'completed', now() - interval '9 days', now() - interval '8 days 23 hours',
                gen_random_uuid(), now(), now()
           FROM bookings b, members l JOIN members t ON t.id = l.id - 1, generate_series(1, 10)
          WHERE l.name = 'Xenia' AND t.name = 'Xenia';
         ANALYZE",
    )
    .await;
    let statement = skillswap::ratings::OVERDUE.replace("$1", &ana.id.to_string()).replace("$2", "now()");
    app.sql(&format!(
        "CREATE FUNCTION plan() RETURNS SETOF text LANGUAGE plpgsql AS $body$
         BEGIN RETURN QUERY EXECUTE $query$EXPLAIN {statement}$query$; END $body$"
    ))
    .await;
    let plan = app.text("SELECT string_agg(plan, E'\n') FROM plan()").await;
    for index in ["bookings_by_learner", "bookings_by_teacher"] {
        assert!(plan.contains(index) && !plan.contains("Seq Scan on bookings"), "{plan}");
    }
}
