//! What has expired is deleted once a day.

use jiff::SignedDuration;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn expired_logins_cookies_secrets_and_counts_are_deleted_and_others_stay() {
    let app = TestApp::start().await;
    app.member("Ana").await;
    app.visitor().post("/password-reset", &[("email", "ana@example.org")]).await;
    app.run_jobs().await;
    app.state.clock.advance(SignedDuration::from_hours(31 * 24));
    app.member("Ben").await;
    app.visitor().post("/password-reset", &[("email", "ben@example.org")]).await;
    app.sql("UPDATE job_schedules SET next_run_at = '2000-01-01' WHERE name = 'accounts.forget_expired'").await;
    app.run_jobs().await;
    for (table, left) in [("logins", 1), ("cookie_sessions", 1), ("mail_tokens", 1)] {
        assert_eq!(app.number(&format!("SELECT count(*) FROM {table}")).await, left, "{table}");
    }
    // Ben's account, the address that all come from, and Ben's mail.
    assert_eq!(app.number("SELECT count(*) FROM login_attempts").await, 3);
}
