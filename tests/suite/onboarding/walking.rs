use crate::support::{Person, TestApp};

const ABOUT: [(&str, &str); 2] = [("name", "Ana"), ("bio", "Here to swap.")];
const PLACE: [(&str, &str); 4] =
    [("city", "Lisbon"), ("country", "Portugal"), ("time_zone", "Europe/Lisbon"), ("languages", "pt")];

async fn open_step(person: &Person) -> String {
    person.get("/onboarding").await.location().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_goes_on_where_it_was_left() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    assert_eq!(open_step(&ana).await, "/onboarding/about");
    assert_eq!(ana.post("/onboarding/about", &ABOUT).await.location(), "/onboarding/place");
    assert_eq!(open_step(&ana).await, "/onboarding/place");
    // What is told elsewhere counts as well.
    let hours = [("mon-1-from", "18:00"), ("mon-1-until", "20:00")];
    assert_eq!(ana.post("/me/hours", &hours).await.location(), "/onboarding");
    assert_eq!(ana.post("/onboarding/place", &PLACE).await.location(), "/onboarding/photo");
    for (step, next) in [("photo", "teach"), ("teach", "learn"), ("learn", "hours")] {
        let left = ana.post(&format!("/onboarding/{step}/skip"), &[]).await;
        assert_eq!((left.status, left.location()), (303, format!("/onboarding/{next}").as_str()));
    }
    assert_eq!(open_step(&ana).await, "/onboarding/style", "hours are there already");
    // Skipping twice is skipping once, and what was left and is required comes back at the end.
    assert_eq!(ana.post("/onboarding/teach/skip", &[]).await.status, 303);
    assert_eq!(ana.post("/onboarding/style/skip", &[]).await.status, 303);
    assert_eq!(open_step(&ana).await, "/onboarding/teach");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lacks_something_is_told_what_and_does_not_finish() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.post("/onboarding/about", &ABOUT).await;
    ana.get("/onboarding/style").await.says("Before others can find you").says("Choose what you teach");
    let early = ana.post("/onboarding/style", &[("learning_style", "visual")]).await;
    assert_eq!(early.location(), "/onboarding");
    assert_eq!(app.balances(ana.id).await, (0, 0));
    ana.visit("/onboarding").await.says("Something is still missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_asks_for_what_it_is_about() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let refused = ana.post("/onboarding/about", &[("name", "Ana"), ("bio", " \u{200b} ")]).await;
    assert_eq!(refused.status, 422);
    refused.says("Write a sentence or two, or skip this for now.").says("Step 1 of 7").says("value=\"Ana\"");
    let refused = ana.post("/onboarding/place", &[("city", "Lisbon"), ("time_zone", "Europe/Lisbon")]).await;
    assert_eq!(refused.status, 422);
    refused.says("Write the country.").says("Choose at least one language.").says("value=\"Lisbon\"");
    let refused = ana.post("/onboarding/hours", &[]).await;
    assert_eq!(refused.status, 422);
    refused.says("Give at least one range of time").says("Step 6 of 7");
    let refused = ana.upload("/onboarding/photo", "photo", b"GIF89a").await;
    assert_eq!(refused.status, 422);
    refused.says("neither a JPG nor a PNG").says("Step 3 of 7");
    assert_eq!(ana.get("/onboarding/nowhere").await.status, 404);
    assert_eq!(ana.post("/onboarding/nowhere/skip", &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_stands_alone_for_members_too() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    for (number, step) in (1..).zip(["about", "place", "photo", "teach", "learn", "hours", "style"]) {
        let page = ana.get(&format!("/onboarding/{step}")).await;
        assert_eq!(page.status, 200, "{step}");
        page.says(&format!("Step {number} of 7"));
    }
    let saved = ana.post("/onboarding/style", &[("learning_style", "visual")]).await;
    assert_eq!(saved.location(), "/me");
    ana.get("/me").await.says("% complete").says("worth");
    assert_eq!(app.balances(ana.id).await, (5000, 0), "starter credits come once");
}
