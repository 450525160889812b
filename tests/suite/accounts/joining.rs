use crate::support::TestApp;

const FORM: [(&str, &str); 3] = [("name", "Ana"), ("email", "ana@example.org"), ("password", "Swap-hours-1")];

#[tokio::test(flavor = "multi_thread")]
async fn a_new_address_and_a_known_one_get_the_same_answer() {
    let app = TestApp::start().await;
    app.enrol("Known").await;
    let visitor = app.visitor();
    let new = visitor.post("/join", &FORM).await;
    let known =
        visitor.post("/join", &[("name", "Eve"), ("email", "known@example.org"), ("password", "Swap-hours-1")]).await;
    assert_eq!((new.status, new.location()), (303, "/join/sent"));
    assert_eq!((known.status, known.location()), (303, "/join/sent"));
    assert_eq!(app.number("SELECT count(*) FROM members").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_keeps_what_was_typed_and_says_what_is_wrong() {
    let app = TestApp::start().await;
    let answer = app.visitor().post("/join", &[("name", "Ana"), ("email", "nowhere"), ("password", "short")]).await;
    assert_eq!(answer.status, 422);
    answer.says("value=\"nowhere\"").says("Write a complete email address").says("at least 8 characters");
    assert!(!answer.body.contains("value=\"short\""), "a password is never sent back");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unproven_address_cannot_log_in() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.post("/join", &FORM).await;
    let answer = visitor.post("/login", &[("email", "ana@example.org"), ("password", "Swap-hours-1")]).await;
    assert_eq!(answer.status, 422);
}
