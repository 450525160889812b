//! The main job in two windows of a real Chromium, with JavaScript: nothing reloads, and what one does the other sees.

use crate::support::{Driver, TestApp, Window};

const ANA: ([&str; 3], [&str; 3]) = (["Spanish", "French", "Italian"], ["German", "Portuguese", "Dutch"]);

async fn join(app: &TestApp, window: &Window, name: &str, (teaches, learns): ([&str; 3], [&str; 3])) {
    let email = format!("{}@example.org", name.to_lowercase());
    window.open("/").await.sees("Teach what you know").await.mark().await;
    window.click("Join and get 50 credits").await.sees("Your first 50 credits").await;
    window.fill("name", name).await.fill("email", &email).await.fill("password", "Swap-hours-1").await;
    window.click("Create my account").await.sees("We have sent you a link").await.was_not_reloaded().await;
    app.run_jobs().await;
    window.open(&app.newest_link(&email, "/email-verification/").await).await.mark().await;
    window.click("Confirm my address").await.sees("Step 1 of 7").await;
    window.fill("bio", "I like to explain things twice.").await.click("Save and go on").await.sees("Step 2 of 7").await;
    window.fill("city", "Lisbon").await.choose("country", "Portugal").await;
    window.choose("time_zone", "Europe/Lisbon").await.tick("input[name='languages'][value='en']").await;
    window.click("Save and go on").await.sees("Step 3 of 7").await;
    window.click("Skip for now").await.sees("Step 4 of 7").await;
    for (direction, skills, after) in [("Teach", teaches, "Step 5 of 7"), ("Learn", learns, "Step 6 of 7")] {
        for skill in skills {
            window.fill("q", skill).await.click(&format!("{direction} {skill}")).await.sees("Added.").await;
            // The search is empty again when the page with the added skill has come.
            window.sees_in(&format!("#skills-{}", direction.to_lowercase()), skill).await;
        }
        window.click("Go on").await.sees(after).await;
    }
    window.choose("mon-1-from", "18:00").await.choose("mon-1-until", "22:00").await;
    window.click("Save and go on").await.sees("Step 7 of 7").await.was_not_reloaded().await;
    window.tick("input[name='learning_style'][value='hands_on']").await;
    window.click("Finish and get 50 credits").await.sees("50 credits are yours").await;
    app.run_jobs().await;
}

async fn log_in(window: &Window, email: &str) {
    window.open("/login").await.fill("email", email).await.fill("password", "Swap-hours-1").await;
    window.click("Log in").await.sees("Home").await;
}

async fn rate(window: &Window, booking: &str) {
    window.open(booking).await.click("Rate the session").await.sees("How was it with").await;
    for mark in ["overall", "knowledge", "communication", "professionalism"] {
        window.tick(&format!("input[name='{mark}'][value='5']")).await;
    }
    window.fill("comment", "A very good hour.").await.click("Send the rating").await.sees("Thank you.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_strangers_meet_book_and_pay_live() {
    let Some(driver) = Driver::start().await else { return };
    let app = TestApp::start().await;
    let (ana, ben) = (driver.window(app.address).await, driver.window(app.address).await);
    join(&app, &ana, "Ana", ANA).await;
    join(&app, &ben, "Ben", (ANA.1, ANA.0)).await;

    // Ben finds Ana, reads her page and writes; her badge counts up while she looks at something else.
    ana.open("/credits").await.sees("50.00").await.is_live().await.mark().await;
    ben.open("/discover").await.sees("A swap:").await.mark().await;
    let profile = ben.link_to("-ana").await;
    ben.click("Ana").await.sees("I like to explain things twice.").await;
    ben.click("Message").await.sees("Ana").await;
    ben.fill("body", "Shall we swap Spanish for German?").await.click("Send").await;
    ben.sees_in("#log", "Shall we swap").await.was_not_reloaded().await;
    ana.sees_in("#badge-messages", "1").await;

    // Ana answers; Ben sees it live, in the open conversation.
    ana.go_to("Messages").await.sees("Shall we swap").await.click("Ben").await.sees_in("#log", "Shall we swap").await;
    ben.is_live().await;
    ana.fill("body", "Gladly. Propose a time.").await.click("Send").await.was_not_reloaded().await;
    ben.sees_in("#log", "Gladly. Propose a time.").await;

    // Ben proposes; Ana accepts; Ben's page moves by itself.
    ben.open(&format!("{}/proposal", profile.split('?').next().unwrap_or_default())).await.sees("Learn from Ana").await;
    ben.tick("input[name='slot']")
        .await
        .click("Propose")
        .await
        .sees("Waiting for Ana")
        .await
        .is_live()
        .await
        .mark()
        .await;
    let booking = ben.path().await;
    ana.open(&booking).await.sees("Which time suits you?").await;
    ana.tick("input[name='slot']").await.click("Accept this time").await.sees("Booked.").await;
    ben.sees("10.00 credits are held").await.was_not_reloaded().await;
    app.run_jobs().await;
    for email in ["ana@example.org", "ben@example.org"] {
        assert!(app.mails_to(email).await.iter().any(|subject| subject.starts_with("Booked:")), "{email}");
    }

    // The session takes place, both rate, the ledger says so on both sides. After two weeks away both log in again.
    for window in [&ana, &ben] {
        window.open("/me").await.click("Log out").await.sees("You are logged out.").await;
    }
    app.state.clock.advance(jiff::SignedDuration::from_hours(15 * 24));
    log_in(&ana, "ana@example.org").await;
    log_in(&ben, "ben@example.org").await;
    rate(&ben, &booking).await;
    rate(&ana, &booking).await;
    ana.sees("10.00 credits went to you").await.open("/credits").await.sees("60.00").await.sees("1 hour of").await;
    ben.open("/credits").await.sees("40.00").await.sees("Paid for").await;
    app.assert_book_balances().await;
    ana.close().await;
    ben.close().await;
}
