//! A passkey of Chromium's virtual authenticator: made, used to log in and to prove who one is, removed.

use crate::support::{Driver, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_opens_the_account_until_it_is_removed() {
    let Some(driver) = Driver::start().await else { return };
    // Passkeys belong to a name.
    let app = TestApp::start_with(&[("PUBLIC_URL", "http://localhost")]).await;
    app.enrol("Ana").await;
    let window = driver.window_named("localhost", app.address.port()).await;
    window.add_authenticator().await;
    window.open("/login?next=/me/passkeys").await.fill("email", "ana@example.org").await;
    window.fill("password", "Swap-hours-1").await.click("Log in").await.sees("You have no passkey yet").await;
    window.fill("name", "Laptop").await.click("Add a passkey").await.sees("The passkey is added").await;
    window.sees("Laptop").await;

    window.open("/me").await.click("Log out").await.sees("You are logged out").await;
    window.open("/login?next=/me/passkeys").await.click("Log in with a passkey").await.sees("last used").await;
    assert_eq!(window.path().await, "/me/passkeys");

    app.state.clock.advance(jiff::SignedDuration::from_mins(11));
    window.open("/me/passkeys").await.sees("Confirm that it is you").await;
    window.click("Use a passkey").await.sees("Laptop").await;

    window.click("Remove").await.sees("no longer opens your account").await;
    window.open("/me").await.click("Log out").await.sees("You are logged out").await;
    window.open("/login").await.click("Log in with a passkey").await.sees("opens no account here").await;
    app.run_jobs().await;
    let mut subjects = app.mails_to("ana@example.org").await;
    subjects.sort();
    assert_eq!(subjects, ["A passkey was added", "A passkey was removed"]);
    window.close().await;
}
