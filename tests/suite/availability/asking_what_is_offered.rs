use super::{agreed, day_of};
use crate::support::TestApp;

const PATH: &str = "/me/hours/offered";

#[tokio::test(flavor = "multi_thread")]
async fn a_fortnight_says_what_is_offered_and_why_not_the_rest() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let midday = day_of(app.in_days(3)).at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap();
    agreed(&app, &ben, &ana, midday.timestamp().into()).await;
    app.sql(&format!("UPDATE weekly_hours SET starts_minute = 480, ends_minute = 1200 WHERE member_id = {}", ana.id))
        .await;
    ana.post("/me/hours/away", &[("first", &day_of(app.in_days(5)).to_string())]).await;
    let page = ana.get(PATH).await;
    page.says("those of UTC")
        .says("00:00 to 24:00</dt><dd><span class=\"muted\">You have taken this day off.")
        .says("This time is outside of the weekly hours.");
    page.says("Another session takes this time.").says("The session would go on after the hours end.");
    page.says("<strong>Offered:</strong>").says("08:00, 08:30, 09:00");
    assert_eq!(page.body.matches(r#"aria-labelledby="day-"#).count(), 14);
    // The horizon is 28 days: there is a next fortnight, and a day after it, and no more.
    let later =
        |days: i64| format!("{PATH}?minutes=60&#38;from={}", day_of(app.state.clock.now().plus_hours(days * 24)));
    page.says(&later(14)).lacks("Previous");
    ana.get(&later(14).replace("&#38;", "&")).await.says(&later(0)).says(&later(28));
    let last = ana.get(&later(28).replace("&#38;", "&")).await;
    last.says(&later(14)).lacks("rel=\"next\"");
    assert_eq!(last.body.matches(r#"aria-labelledby="day-"#).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_is_answered_as_a_proposal_of_it_would_be() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let at = app.in_days(3);
    agreed(&app, &ben, &ana, at).await;
    for (slot, why) in [
        (at, Some("Another session takes this time.")),
        (at.plus_minutes(75), Some("Sessions start every half hour")),
        (app.in_days(-2), Some("This time has passed.")),
        (app.in_days(40), Some("This time is more than 28 days away.")),
        (at.plus_hours(1), None),
    ] {
        let clock = slot.timestamp().to_zoned(jiff::tz::TimeZone::UTC).strftime("date=%F&time=%R").to_string();
        let answer = ana.get(&format!("{PATH}?minutes=60&{clock}")).await;
        assert_eq!(answer.status, 200);
        match why {
            Some(why) => answer.says(&format!("not offered. {why}")),
            None => answer.says("</strong> offered."),
        };
        let proposal = app.propose(&ben, &ana, &[slot]).await;
        assert_eq!(proposal.status == 303, why.is_none(), "{slot}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_moment_is_said_beside_its_field() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    app.sql(&format!("UPDATE members SET time_zone = 'Europe/Lisbon' WHERE id = {}", ana.id)).await;
    for (query, id, sentence) in [
        ("date=soon&time=18:00", "field-date-error", "Give a date"),
        ("date=2026-12-01&time=late", "field-time-error", "Give a time"),
        ("date=2027-03-28&time=01:30", "field-time-error", "The clocks are put forward over this time"),
    ] {
        let answer = ana.get(&format!("{PATH}?{query}")).await;
        assert_eq!(answer.status, 422, "{query}");
        answer.says(id).says(sentence);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_hours_is_told_so() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    app.sql("DELETE FROM weekly_hours").await;
    ana.get(PATH).await.says("No weekly hours are set yet.").lacks("<strong>Offered:</strong>");
}
