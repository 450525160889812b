use super::agreed;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn hours_are_saved_and_shown_again() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let answer = ana
        .post(
            "/me/hours",
            &[("mon-1-from", "22:00"), ("mon-1-until", "00:00"), ("tue-1-from", ""), ("tue-1-until", "")],
        )
        .await;
    // Still on the first steps: on with them.
    assert_eq!((answer.status, answer.location()), (303, "/onboarding"));
    assert_eq!(app.number("SELECT count(*) FROM weekly_hours WHERE weekday = 0 AND ends_minute = 1440").await, 1);
    let page = ana.get("/me/hours").await;
    page.says(r#"name="mon-1-from" value="22:00""#).says(r#"name="mon-1-until" value="00:00""#).says("mon-2-from");
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE kind = 'availability.hours_changed'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quick_choice_saves_its_hours_with_those_typed() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let fields = [("sat-1-from", "08:00"), ("sat-1-until", "10:00"), ("fill", "weekend")];
    assert_eq!(ana.post("/me/hours", &fields).await.status, 303);
    let minutes = "SELECT sum(ends_minute - starts_minute) FROM weekly_hours";
    assert_eq!(app.number(minutes).await, (10 + 8) * 60);
    ana.post("/me/hours", &[]).await;
    assert_eq!(app.number("SELECT count(*) FROM weekly_hours").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_range_is_told_why_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let fields = [("mon-1-from", "20:00"), ("mon-1-until", "18:00"), ("fri-1-from", "18:00"), ("fri-1-until", "20:00")];
    let answer = ana.post("/me/hours", &fields).await;
    assert_eq!(answer.status, 422);
    answer.says("The end must come after the beginning").says(r#"aria-describedby="mon-1-error""#);
    answer.says(r#"name="fri-1-from" value="18:00""#);
    assert_eq!(app.number("SELECT count(*) FROM weekly_hours").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_saved_by_many_at_once_are_one_persons_choice_and_not_the_sum() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let starts = ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00"];
    let forms = starts.map(|from| [("mon-1-from", from), ("mon-1-until", "14:00")]);
    let answers = futures_util::future::join_all(forms.iter().map(|form| ana.post("/me/hours", form))).await;
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert_eq!(app.number("SELECT count(*) FROM weekly_hours").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_agreed_outside_of_new_hours_stands_and_is_said() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for day in 2..4 {
        agreed(&app, &ben, &ana, app.in_days(day)).await;
    }
    for person in [&ana, &ben] {
        assert_eq!(person.post("/me/hours", &[]).await.status, 303);
    }
    let said = "Without hours nobody can book you. 2 sessions that are agreed lie outside of your hours. They stand.";
    ana.visit("/me/hours").await.says(said);
    ben.visit("/me/hours").await.says("Without hours nobody can book you.").lacks("They stand.");
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 2);
}
