use super::{agreed, day_of};
use crate::support::TestApp;

const PATH: &str = "/me/hours/away";

#[tokio::test(flavor = "multi_thread")]
async fn days_off_are_not_offered_until_they_are_given_back() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let at = app.in_days(3);
    let day = day_of(at).to_string();
    assert_eq!(ana.post(PATH, &[("first", &day), ("note", "Walking in the hills")]).await.location(), PATH);
    ana.visit(PATH).await.says("Nothing is offered on these days.").says("Walking in the hills").says("end in UTC");
    let refused = app.propose(&ben, &ana, &[at]).await;
    refused.says("Ana is not free then.").lacks("Walking in the hills");

    let id = app.number("SELECT id FROM time_off").await;
    // Somebody else's is not there: nothing happens to it.
    let one = format!("{PATH}/{id}");
    ben.post(&one, &[]).await;
    ben.visit(PATH).await.says("was not there any more");
    assert_eq!(app.number("SELECT count(*) FROM time_off").await, 1);
    let (first, second) = tokio::join!(ana.post(&one, &[]), ana.post(&one, &[]));
    assert_eq!((first.status, second.status), (303, 303));
    assert_eq!(app.number("SELECT count(*) FROM time_off").await, 0);
    app.proposal(&ben, &ana, &[at]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_agreed_on_days_off_stands_and_is_said() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let (at, after) = (app.in_days(3), app.in_days(6));
    let (booking, other) = (agreed(&app, &ben, &ana, at).await, agreed(&app, &ben, &ana, after).await);
    for person in [&ana, &ben] {
        let days = [day_of(at.plus_hours(-24)).to_string(), day_of(at).to_string()];
        person.post(PATH, &[("first", &days[0]), ("last", &days[1])]).await;
        let page = person.visit(PATH).await;
        page.says("Agreed before, and it stands").says(&format!(r#"href="{booking}""#));
        page.lacks(&format!(r#"href="{other}""#));
    }
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_time_off_is_said_beside_its_field() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let day = |days: i64| day_of(app.in_days(days)).to_string();
    ana.post(PATH, &[("first", &day(10)), ("last", &day(12))]).await;
    for (first, last, id, sentence) in [
        (day(5), day(4), "field-last-error", "The last day comes before the first"),
        (day(-5), day(-2), "field-first-error", "These days are over"),
        (day(5), day(400), "field-first-error", "last a year at most"),
        (day(12), day(14), "field-first-error", "You are off on some of these days already"),
        ("soon".to_owned(), String::new(), "field-first-error", "Give a date"),
        (day(5), "9999-12-31".to_owned(), "field-first-error", "last a year at most"),
    ] {
        let answer = ana.post(PATH, &[("first", &first), ("last", &last), ("note", "Kept")]).await;
        assert_eq!(answer.status, 422, "{first} {last}");
        answer.says(sentence).says(id).says(r#"value="Kept""#).says(&format!(r#"value="{first}""#));
    }
    assert_eq!(app.number("SELECT count(*) FROM time_off").await, 1);
    // Begun yesterday is not over.
    assert_eq!(ana.post(PATH, &[("first", &day(-2)), ("last", &day(1))]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_take_the_same_days_off_take_them_once() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let day = day_of(app.in_days(3)).to_string();
    let form = [("first", day.as_str())];
    let answers = futures_util::future::join_all((0..6).map(|_| ana.post(PATH, &form))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
    assert!(answers.iter().filter(|answer| answer.status == 422).all(|answer| answer.body.contains("You are off on")));
    assert_eq!(app.number("SELECT count(*) FROM time_off").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_take_the_last_that_fit_stay_within_the_limit() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let first = day_of(app.in_days(2));
    let days = "INSERT INTO time_off (member_id, first_date, last_date) SELECT";
    app.sql(&format!("{days} {}, DATE '{first}' + n, DATE '{first}' + n FROM generate_series(0, 27) n", ana.id)).await;
    let dates: Vec<_> = (100..106).map(|n| first.saturating_add(jiff::Span::new().days(n)).to_string()).collect();
    let forms: Vec<_> = dates.iter().map(|date| [("first", date.as_str())]).collect();
    let answers = futures_util::future::join_all(forms.iter().map(|form| ana.post(PATH, form))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 2);
    assert_eq!(app.number("SELECT count(*) FROM time_off").await, 30);
}
