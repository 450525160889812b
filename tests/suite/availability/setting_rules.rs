use super::{agreed, day_of};
use crate::support::TestApp;

const PATH: &str = "/me/hours/rules";
const RULES: [(&str, &str); 6] = [
    ("buffer_before", "15"),
    ("buffer_after", "10"),
    ("notice_hours", "24"),
    ("horizon_days", "60"),
    ("most_a_day", "1"),
    ("most_a_week", ""),
];

#[tokio::test(flavor = "multi_thread")]
async fn rules_are_saved_shown_and_held() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let at = app.in_days(4);
    ana.get(PATH).await.says(r#"name="notice_hours" value="2""#).says("by the days of UTC");
    agreed(&app, &ben, &ana, at).await;
    assert_eq!(ana.post(PATH, &RULES).await.location(), PATH);
    let page = ana.visit(PATH).await;
    page.says("What is agreed already stays as it is.");
    for (name, value) in &RULES {
        page.says(&format!(r#"name="{name}" value="{value}""#));
    }
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 1);
    for (slot, why) in [
        (app.in_days(0).plus_hours(5), "that much notice is asked for"),
        (app.in_days(61), "more than 60 days away"),
        (at.plus_hours(1), "Ana is not free then."),
    ] {
        app.propose(&ben, &ana, &[slot]).await.says(why);
    }
    let same_day = [at.plus_hours(-3), at.plus_hours(3)].into_iter().find(|slot| day_of(*slot) == day_of(at)).unwrap();
    app.propose(&ben, &ana, &[same_day]).await.says("The day is full: 1 session a day is the limit.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_rules_is_said_beside_each_field_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let wrong = RULES.map(|(name, _)| (name, "7 or so"));
    let answer = ana.post(PATH, &wrong).await;
    assert_eq!(answer.status, 422);
    for (name, _) in wrong {
        answer.says(&format!("field-{name}-error")).says(&format!(r#"name="{name}" value="7 or so""#));
    }
    let mut late = RULES;
    (late[2].1, late[3].1) = ("72", "3");
    ana.post(PATH, &late).await.says("This leaves no time to book you");
    assert_eq!(app.number("SELECT count(*) FROM booking_rules").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_set_rules_at_once_leave_the_whole_rules_of_one() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let minutes = ["5", "10", "15", "20", "25", "30"];
    let forms = minutes
        .map(|minutes| RULES.map(|(name, value)| (name, if name.starts_with("buffer") { minutes } else { value })));
    let answers = futures_util::future::join_all(forms.iter().map(|form| ana.post(PATH, form))).await;
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert_eq!(app.number("SELECT count(*) FROM booking_rules WHERE buffer_before = buffer_after").await, 1);
}
