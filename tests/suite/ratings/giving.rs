use uuid::Uuid;

use super::{FIVE, finished, with};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_page_asks_in_words_that_fit_what_the_other_did() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let page = ben.get(&format!("{path}/rating")).await;
    page.says("Ana taught you").says("Explains clearly").says("Professionalism").says("For this person only");
    page.lacks("Asks good questions");
    ana.get(&format!("{path}/rating"))
        .await
        .says("You taught Ben")
        .says("Asks good questions")
        .lacks("Explains clearly");
    ben.get(&path).await.says("Rate the session");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_can_be_corrected_until_it_is_shown_and_not_after() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let url = format!("{path}/rating");
    let first = with(&[("overall", "2"), ("tag", "patient"), ("comment", "So so."), ("private_note", "Speak up.")]);
    assert_eq!(ben.post(&url, &first).await.status, 303);
    let again = ben.get(&url).await;
    again.says("Change the rating").says("So so.").says("Speak up.");
    again.says("value=\"2\" required checked").says("value=\"patient\" checked");
    let second = with(&[("overall", "4"), ("tag", "practical"), ("tag", "encouraging"), ("comment", "Good.")]);
    assert_eq!(ben.post(&url, &second).await.status, 303);
    // Told once that somebody rated, whatever is corrected.
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'rating_due'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM booking_events WHERE kind = 'rated'").await, 1);
    assert_eq!(ana.post(&url, &FIVE).await.status, 303);
    let seen = ana.get(&path).await;
    seen.says("<b>4</b> of 5").says("Good.").says("Encouraging").says("Practical").lacks("So so.").lacks("Patient");
    let late = ben.post(&url, &second).await;
    assert_eq!(late.status, 409);
    late.says("shown already, so it cannot be changed");
    assert_eq!(ben.get(&url).await.location(), path);
}

#[tokio::test(flavor = "multi_thread")]
async fn time_ends_corrections_also_before_the_job_has_run() {
    let app = TestApp::start().await;
    let (_ana, ben, path) = finished(&app).await;
    let url = format!("{path}/rating");
    assert_eq!(ben.post(&url, &FIVE).await.status, 303);
    app.state.clock.advance(jiff::SignedDuration::from_hours(49));
    assert_eq!(ben.post(&url, &with(&[("overall", "1")])).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_kept() {
    let app = TestApp::start().await;
    let (_ana, ben, path) = finished(&app).await;
    let url = format!("{path}/rating");
    let long = "x".repeat(501);
    let refused = ben.post(&url, &with(&[("tag", "patient"), ("comment", &long), ("private_note", "Kept")])).await;
    assert_eq!(refused.status, 422);
    refused.says("1 too many").says("value=\"patient\" checked").says("Kept").says(&long);
    let six = ["patient", "well_prepared", "explains_clearly", "encouraging", "practical", "teaches_on_time"];
    let refused = ben.post(&url, &with(&six.map(|tag| ("tag", tag)))).await;
    assert_eq!(refused.status, 422);
    refused.says("at most five words");
    let foreign = ben.post(&url, &with(&[("tag", "curious")])).await;
    assert_eq!(foreign.status, 409);
    foreign.says("does not fit what the other one did");
    assert_eq!(app.number("SELECT count(*) FROM ratings").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_rating_changes_nothing_and_its_key_is_for_no_other() {
    let app = TestApp::start().await;
    let (_ana, ben, path) = finished(&app).await;
    let (url, key) = (format!("{path}/rating"), Uuid::new_v4().to_string());
    let sent = with(&[("key", &key), ("overall", "3")]);
    assert_eq!(ben.post(&url, &sent).await.status, 303);
    assert_eq!(ben.post(&url, &with(&[("overall", "4")])).await.status, 303);
    // The first one comes once more: it is done already, and does not undo the second.
    assert_eq!(ben.post(&url, &sent).await.status, 303);
    assert_eq!(app.number("SELECT overall FROM ratings").await, 4);
    assert_eq!(ben.post(&url, &with(&[("key", &key), ("overall", "1")])).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_finds_nothing_to_rate() {
    let app = TestApp::start().await;
    let (_ana, _ben, path) = finished(&app).await;
    let cas = app.learner("Cas").await;
    assert_eq!(cas.get(&format!("{path}/rating")).await.status, 404);
    assert_eq!(cas.post(&format!("{path}/rating"), &FIVE).await.status, 404);
}
