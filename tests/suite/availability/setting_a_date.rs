use super::{agreed, day_of};
use crate::support::TestApp;

const PATH: &str = "/me/hours/dates";

#[tokio::test(flavor = "multi_thread")]
async fn a_date_has_its_own_hours_until_it_is_removed() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let at = app.in_days(3);
    let date = day_of(at).to_string();
    ana.get(PATH).await.says("None. Every day has your weekly hours.").says("those of UTC");
    assert_eq!(ana.post(PATH, &[("date", &date), ("closed", "true")]).await.location(), PATH);
    ana.visit(PATH).await.says("No hours").says(&format!("{PATH}/{date}"));
    app.propose(&ben, &ana, &[at]).await.says("This date has hours of its own");
    // In the place of the first, not beside it.
    let form = [("date", date.as_str()), ("day-1-from", "00:00"), ("day-1-until", "00:00")];
    assert_eq!(ana.post(PATH, &form).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM date_overrides").await, 1);
    ana.get(&format!("{PATH}?date={date}")).await.says(r#"name="day-1-from" value="00:00""#).lacks("No hours<");
    app.proposal(&ben, &ana, &[at]).await;

    let one = format!("{PATH}/{date}");
    assert_eq!(ana.post(&one, &[]).await.location(), PATH);
    ana.visit(PATH).await.says("has your weekly hours again").says("None. Every day");
    ana.post(&one, &[]).await;
    ana.visit(PATH).await.says("had no hours of its own any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_agreed_on_a_date_stands_and_is_said() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let at = app.in_days(3);
    let booking = agreed(&app, &ben, &ana, at).await;
    ana.post(PATH, &[("date", &day_of(at).to_string()), ("closed", "true")]).await;
    let page = ana.visit(PATH).await;
    page.says("One session that is agreed lies outside of your hours. It stands.");
    page.says("Agreed before, and it stands").says(&format!(r#"href="{booking}""#)).says("Spanish with Ben");
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 1);
    // What Ben learns is no question of his hours.
    ben.post(PATH, &[("date", &day_of(at).to_string()), ("closed", "true")]).await;
    ben.visit(PATH).await.lacks("lies outside").says("Spanish with Ana");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_date_is_said_beside_its_field() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let today = day_of(app.state.clock.now());
    let (yesterday, later) = (today.yesterday().unwrap(), today.saturating_add(jiff::Span::new().days(367)));
    for (date, sentence) in [
        (yesterday.to_string(), "This date is over"),
        (later.to_string(), "more than a year away"),
        ("soon".to_owned(), "Give a date"),
        ("-009999-01-01".to_owned(), "This date is over"),
        ("9999-12-31".to_owned(), "more than a year away"),
    ] {
        let form = [("date", date.as_str()), ("day-1-from", "18:00"), ("day-1-until", "20:00")];
        let answer = ana.post(PATH, &form).await;
        assert_eq!(answer.status, 422, "{date}");
        answer.says(sentence).says(&format!(r#"value="{date}""#)).says(r#"name="day-1-until" value="20:00""#);
    }
    let today = today.to_string();
    let ranges = [("date", today.as_str()), ("day-1-from", "18:07"), ("day-1-until", "20:00")];
    ana.post(PATH, &ranges).await.says(r#"aria-describedby="day-1-error""#);
    ana.post(PATH, &[("date", &today)]).await.says("or tick that you have none on this date");
    assert_eq!(app.number("SELECT count(*) FROM date_overrides").await, 0);
    for path in ["/me/hours/dates/soon", "/me/hours/dates/-009999-01-01"] {
        assert_eq!(ana.post(path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(ana.post("/me/hours/dates/9999-12-31", &[]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_set_one_date_at_once_leave_the_hours_of_one() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let date = day_of(app.in_days(2)).to_string();
    let starts = ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00"];
    let forms = starts.map(|from| [("date", date.as_str()), ("day-1-from", from), ("day-1-until", "14:00")]);
    let answers = futures_util::future::join_all(forms.iter().map(|form| ana.post(PATH, form))).await;
    assert!(answers.iter().all(|answer| answer.status == 303));
    assert_eq!(app.number("SELECT count(*) FROM date_hours").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tabs_that_set_the_last_dates_that_fit_stay_within_the_limit() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let first = day_of(app.in_days(2));
    let days = "INSERT INTO date_overrides SELECT";
    app.sql(&format!("{days} {}, DATE '{first}' + n FROM generate_series(0, 57) n", ana.id)).await;
    let dates: Vec<_> = (100..106).map(|n| first.saturating_add(jiff::Span::new().days(n)).to_string()).collect();
    let forms: Vec<_> = dates.iter().map(|date| [("date", date.as_str()), ("closed", "true")]).collect();
    let answers = futures_util::future::join_all(forms.iter().map(|form| ana.post(PATH, form))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 2);
    let refused = answers.iter().find(|answer| answer.status == 422).unwrap();
    refused.says("You have 60 dates with other hours").says("the most that fits");
    assert_eq!(app.number("SELECT count(*) FROM date_overrides").await, 60);
    // One that is there may still be changed.
    let known = [("date", first.to_string()), ("closed", "true".to_owned())];
    let known: Vec<_> = known.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(ana.post(PATH, &known).await.status, 303);
}
