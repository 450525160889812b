//! Somebody forgets their password, gets in by mail, guards the account with a second step, moves to another address, and
//! leaves: in a real Chromium, where nothing reloads.

use jiff::SignedDuration;

use crate::support::{Driver, Phone, TestApp, Window};

async fn log_in(app: &TestApp, window: &Window, email: &str, phone: &Phone) {
    window.open("/login").await.fill("email", email).await.fill("password", "Other-hours-2").await;
    window.click("Log in").await.sees("Six digits from your app").await;
    // A code is good once, and the one of this half minute was used.
    app.state.clock.advance(SignedDuration::from_secs(60));
    window.fill("code", &phone.code(app)).await.click("Log in").await.sees("Credits").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_got_back_guarded_moved_and_left() {
    let Some(driver) = Driver::start().await else { return };
    let app = TestApp::start().await;
    let ana = app.enrol("Ana").await;
    app.sql(&format!("UPDATE members SET onboarded_at = now() WHERE id = {ana}")).await;
    let window = driver.window(app.address).await;

    window.open("/login").await.fill("email", "ana@example.org").await.fill("password", "Wrong-hours-1").await;
    window.mark().await.click("Log in").await.sees("No account has this email and password together").await;
    window.click("Get in with a link by mail").await.sees("We send you a link").await;
    window.fill("email", "ana@example.org").await.click("Send me a link").await.sees("Look into your mail").await;
    window.was_not_reloaded().await;
    app.run_jobs().await;
    window.open(&app.newest_link("ana@example.org", "/password-reset/").await).await;
    window.fill("password", "short").await.mark().await.click("Save and log in").await;
    window.sees("at least 8 characters").await.fill("password", "Other-hours-2").await;
    window.click("Save and log in").await.sees("every other log-in has ended").await;

    window.open("/me/second-factor").await.mark().await.click("Set it up").await.sees("Let your app read").await;
    let phone = Phone::with_key(&window.words_of("main code").await);
    window.fill("code", "000000").await.click("Turn it on").await.sees("This code is wrong").await;
    window.fill("code", &phone.code(&app)).await.click("Turn it on").await.sees("Recovery codes").await;
    window.was_not_reloaded().await;
    window.open("/me").await.click("Log out").await.sees("You are logged out").await;
    log_in(&app, &window, "ana@example.org", &phone).await;

    window.open("/me/email").await.fill("email", "ana@new.example").await.mark().await;
    window.click("Send me a link").await.sees("We are waiting").await.was_not_reloaded().await;
    app.run_jobs().await;
    window.open(&app.newest_link("ana@new.example", "/email-change/").await).await;
    window.click("Use this address").await.sees("Your address is changed").await;
    window.open("/me").await.click("Log out").await.sees("You are logged out").await;
    log_in(&app, &window, "ana@new.example", &phone).await;

    window.open("/me/deletion").await.sees("What happens at once").await.tick("input[name='sure']").await;
    window.fill("password", "Wrong-hours-1").await.click("Delete my account").await.sees("not your password").await;
    window.tick("input[name='sure']").await.fill("password", "Other-hours-2").await;
    window.click("Delete my account").await.sees("Your account is deleted").await;
    assert_eq!(app.number("SELECT count(*) FROM members WHERE name = 'Ana'").await, 0);
    window.close().await;
}
