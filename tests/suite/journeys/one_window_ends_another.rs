//! Two windows of one person: ending the log-in of one in the other.

use crate::support::{Driver, TestApp, Window};

async fn log_in(window: &Window) {
    window.open("/login").await.fill("email", "ana@example.org").await.fill("password", "Swap-hours-1").await;
    window.click("Log in").await.sees("Credits").await.is_live().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_ended_in_one_window_throws_the_other_out() {
    let Some(driver) = Driver::start().await else { return };
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let (desk, phone) = (driver.window(app.address).await, driver.window(app.address).await);
    log_in(&phone).await;
    log_in(&desk).await;
    phone.open("/credits").await.sees("Available").await.is_live().await;
    desk.open("/me/logins").await.sees("Chrome on Linux").await.sees("(this one)").await;
    desk.mark().await.click("End all others").await.sees("You are logged in here only.").await;
    desk.was_not_reloaded().await;
    phone.sees("Please log in to go on.").await;
    assert_eq!(phone.path().await, "/login");
    phone.close().await;
    desk.close().await;
}
