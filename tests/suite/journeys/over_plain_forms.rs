//! The main job by GET and POST alone: what a browser without JavaScript does.

use crate::support::{Person, TestApp};

/// Joins, proves the address by the link in the mail, and gives all that onboarding asks for.
async fn join(app: &TestApp, name: &str, teaches: [&str; 3], learns: [&str; 3]) -> Person {
    let person = app.visitor();
    let email = format!("{}@example.org", name.to_lowercase());
    let form = [("name", name), ("email", email.as_str()), ("password", "Swap-hours-1")];
    assert_eq!(person.post("/join", &form).await.location(), "/join/sent");
    app.run_jobs().await;
    let link = app.newest_link(&email, "/email-verification/").await;
    person.get(&link).await.says("Confirm my address");
    assert_eq!(person.post(&link, &[]).await.location(), "/onboarding");
    // Seven steps, each found by the one before.
    person.visit("/onboarding").await.says("Step 1 of 7");
    let about = [("name", name), ("bio", "I like to explain things twice.")];
    assert_eq!(person.post("/onboarding/about", &about).await.location(), "/onboarding/place");
    let place = [("city", "Lisbon"), ("country", "Portugal"), ("time_zone", "Europe/Lisbon"), ("languages", "en")];
    assert_eq!(person.post("/onboarding/place", &place).await.location(), "/onboarding/photo");
    assert_eq!(person.post("/onboarding/photo/skip", &[]).await.location(), "/onboarding/teach");
    for (direction, skills) in [("teach", teaches), ("learn", learns)] {
        let step = format!("/onboarding/{direction}");
        for slug in skills {
            let skill = app.number(&format!("SELECT id FROM skills WHERE slug = '{slug}'")).await.to_string();
            let (level, target) = if direction == "teach" { ("93", "") } else { ("13", "73") };
            let form = [
                ("skill", skill.as_str()),
                ("direction", direction),
                ("level", level),
                ("target_level", target),
                ("next", step.as_str()),
            ];
            let put = person.post("/me/skills", &form).await;
            assert!(put.location().starts_with(&step), "{slug}: {} {}", put.status, put.body);
        }
        person.get(&step).await.says("Go on");
    }
    let hours = [("mon-1-from", "18:00"), ("mon-1-until", "22:00"), ("tue-1-from", "18:00"), ("tue-1-until", "22:00")];
    assert_eq!(person.post("/onboarding/hours", &hours).await.location(), "/onboarding/style");
    person.visit("/onboarding").await.says("Finish and get 50 credits");
    let style = [("learning_style", "hands_on")];
    assert_eq!(person.post("/onboarding/style", &style).await.location(), "/discover");
    person.get("/credits").await.says("50.00").says("Starter credits");
    app.run_jobs().await;
    person
}

#[tokio::test(flavor = "multi_thread")]
async fn two_strangers_meet_book_and_pay_without_javascript() {
    let app = TestApp::start().await;
    let ana = join(&app, "Ana", ["spanish", "acoustic-guitar", "french"], ["german", "italian", "portuguese"]).await;
    let ben = join(&app, "Ben", ["german", "italian", "portuguese"], ["spanish", "acoustic-guitar", "french"]).await;

    // They find each other, with a score and a reason.
    let discover = ben.get("/discover").await;
    discover.says("Ana").says("A swap:");
    let ana_path = path_in(&discover.body, "/members/");
    ben.get(&ana_path).await.says("I like to explain things twice.");

    // Ben writes; Ana sees the badge and answers.
    let talk = ben.post(&format!("/members/{}/conversation", number_in(&ana_path)), &[]).await.location().to_owned();
    let key = uuid::Uuid::new_v4().to_string();
    let sent = ben.post(&talk, &[("body", "Shall we swap Spanish for German?"), ("idempotency_key", &key)]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    ana.get("/messages")
        .await
        .says("1<span class=\"visually-hidden\"> unread")
        .says("Shall we swap Spanish for German?");
    ana.get(&talk).await.says("Shall we swap Spanish for German?");
    assert!(!ana.get("/me").await.body.contains("1<span class=\"visually-hidden\"> unread</span></span>Messages"));

    // Ben proposes two of the times that are offered; Ana accepts the second.
    let proposal = format!("{ana_path}/proposal");
    let page = ben.get(&proposal).await;
    let slots = values_of(&page.body, "name=\"slot\" value=\"");
    let (skill, key) = (
        values_of(&page.body, "<option value=\"")[0].clone(),
        values_of(&page.body, "idempotency_key\" value=\"")[0].clone(),
    );
    let form = [
        ("skill", skill.as_str()),
        ("minutes", "60"),
        ("slot", slots[0].as_str()),
        ("slot", slots[1].as_str()),
        ("agenda", "Ordering food"),
        ("idempotency_key", key.as_str()),
    ];
    let booking = ben.post(&proposal, &form).await.location().to_owned();
    ana.get("/notifications").await.says("Ben");
    ana.get(&booking).await.says("Ordering food");
    assert_eq!(ana.post(&format!("{booking}/acceptance"), &[("slot", "2")]).await.status, 303);
    ben.get("/credits").await.says("40.00").says("10.00");
    app.run_jobs().await;
    for email in ["ana@example.org", "ben@example.org"] {
        assert!(app.mails_to(email).await.iter().any(|subject| subject.starts_with("Booked:")), "{email}");
    }

    // The session takes place; both rate; the credits go to Ana.
    app.state.clock.advance(jiff::SignedDuration::from_hours(15 * 24));
    let rating = [
        ("overall", "5"),
        ("knowledge", "5"),
        ("communication", "5"),
        ("professionalism", "4"),
        ("comment", "A very good hour."),
    ];
    assert_eq!(ben.post(&format!("{booking}/rating"), &rating).await.status, 303);
    assert_eq!(ana.post(&format!("{booking}/rating"), &rating).await.status, 303);
    ana.get("/credits").await.says("60.00").says("Taught").says("1 hour of");
    ben.get("/credits").await.says("40.00").says("Held for").says("Paid for");
    app.visitor().get(&ana_path).await.says("A very good hour.");
    app.assert_book_balances().await;
}

/// The first link on a page that begins with `prefix`.
fn path_in(body: &str, prefix: &str) -> String {
    values_of(body, &format!("href=\"{prefix}")).first().map(|rest| format!("{prefix}{rest}")).unwrap()
}

/// The id at the beginning of a member's path.
fn number_in(path: &str) -> String {
    path.trim_start_matches("/members/").chars().take_while(char::is_ascii_digit).collect()
}

/// What stands between `before` and the next quotation mark, each time.
fn values_of(body: &str, before: &str) -> Vec<String> {
    body.split(before).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
