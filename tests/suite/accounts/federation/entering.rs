//! Logging in and joining through a real OpenID provider.

use serde_json::{Value, json};

use crate::support::openid::settings;
use crate::support::{Departure, OpenIdProvider, Person, TestApp};

fn people() -> [Value; 3] {
    [
        json!({ "sub": "g-ana", "name": "Ana López", "email": "Ana@Example.org", "email_verified": true }),
        json!({ "sub": "g-eve", "name": "Eve", "email": "ana@example.org", "email_verified": false }),
        json!({ "sub": "g-mute", "name": "Mute" }),
    ]
}

/// A site with Google at a real provider.
async fn site() -> Option<(TestApp, OpenIdProvider)> {
    let provider = OpenIdProvider::start(&people()).await?;
    let app = TestApp::start_with(&settings("GOOGLE", &provider.issuer)).await;
    Some((app, provider))
}

async fn set_out(person: &Person) -> Departure {
    Departure::of(&person.post("/login/google", &[("next", "/credits")]).await)
}

/// Goes to the provider as `subject` and comes back.
async fn log_in_as(provider: &OpenIdProvider, person: &Person, subject: &str) -> crate::support::Answer {
    let departure = set_out(person).await;
    person.get(&provider.approve(&departure, subject).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_settings_there_is_no_button_and_no_address() {
    let app = TestApp::start().await;
    for page in ["/login", "/join"] {
        assert!(!app.visitor().get(page).await.body.contains("Continue with"), "{page}");
    }
    assert_eq!(app.visitor().post("/login/google", &[]).await.status, 404);
    assert_eq!(app.visitor().get("/login/google/callback?state=x&code=y").await.status, 404);
    assert_eq!(app.visitor().post("/login/myspace", &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_comes_with_the_button_and_not_before() {
    let Some((app, _provider)) = site().await else { return };
    let visitor = app.visitor();
    let page = visitor.get("/login?next=/credits").await;
    page.says("Continue with Google").says("value=\"/credits\"");
    assert!(!page.body.contains("LinkedIn"));
    assert_eq!(page.header("set-cookie"), "");
    let pressed = visitor.post("/login/google", &[("next", "/credits")]).await;
    assert!(pressed.header("set-cookie").starts_with("session="));
    let departure = Departure::of(&pressed);
    assert_eq!(departure.parameter("response_type"), "code");
    assert_eq!(departure.parameter("code_challenge_method"), "S256");
    assert_eq!(departure.parameter("redirect_uri"), format!("http://{}/login/google/callback", app.address));
    assert_eq!(departure.parameter("scope"), "openid profile email");
    for secret in ["state", "nonce", "code_challenge"] {
        assert!(departure.parameter(secret).len() >= 22, "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proven_address_that_nobody_has_becomes_a_member_without_a_password() {
    let Some((app, provider)) = site().await else { return };
    let visitor = app.visitor();
    let joined = log_in_as(&provider, &visitor, "g-ana").await;
    assert_eq!((joined.status, joined.location()), (303, "/onboarding"));
    assert_eq!(visitor.get("/credits").await.status, 200);
    let made = "SELECT count(*) FROM members WHERE email = 'ana@example.org' AND name = 'Ana López' \
                AND password_hash IS NULL AND email_verified_at IS NOT NULL";
    assert_eq!(app.number(made).await, 1);
    // The second time, from another browser, they are known by the provider's name for them.
    let again = app.visitor();
    let entered = log_in_as(&provider, &again, "g-ana").await;
    assert_eq!((entered.status, entered.location()), (303, "/credits"));
    assert_eq!(app.number("SELECT count(*) FROM members").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM logins").await, 2);
    assert_eq!(app.number("SELECT count(*) FROM provider_errands").await, 0);
    // There is no password, so none is right.
    assert_eq!(again.post("/logout", &[]).await.status, 303);
    assert_eq!(again.post("/login", &[("email", "ana@example.org"), ("password", "")]).await.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_an_account_is_asked_to_log_in_there_and_link() {
    let Some((app, provider)) = site().await else { return };
    app.enrol("Ana").await;
    let visitor = app.visitor();
    let answer = log_in_as(&provider, &visitor, "g-ana").await;
    assert_eq!((answer.status, answer.location()), (303, "/login?next=%2Fcredits"));
    visitor.get("/login").await.says("belongs to an account here").says("link Google under Me");
    assert_eq!(visitor.get("/credits").await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM linked_identities").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unproven_address_gets_the_same_answer_whether_it_has_an_account_or_not() {
    let Some((app, provider)) = site().await else { return };
    let mut answers = Vec::new();
    for subject in ["g-eve", "g-mute"] {
        let visitor = app.visitor();
        assert_eq!(log_in_as(&provider, &visitor, subject).await.location(), "/login?next=%2Fcredits");
        answers.push(visitor.get("/login").await.body);
    }
    app.enrol("Ana").await;
    let visitor = app.visitor();
    log_in_as(&provider, &visitor, "g-eve").await;
    answers.push(visitor.get("/login").await.body);
    assert!(answers[0].contains("has not confirmed an email address"), "{}", answers[0]);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(app.number("SELECT count(*) FROM members").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_made_with_somebody_elses_address_is_theirs_once_they_prove_it() {
    let Some((app, provider)) = site().await else { return };
    // Somebody else has joined with Ana's address, and never saw the mail.
    let form = [("name", "Not Ana"), ("email", "ana@example.org"), ("password", "Planted-pass-1")];
    assert_eq!(app.visitor().post("/join", &form).await.status, 303);
    app.run_jobs().await;
    let planted = app.newest_link("ana@example.org", "/email-verification/").await;
    let ana = app.visitor();
    assert_eq!(log_in_as(&provider, &ana, "g-ana").await.location(), "/onboarding");
    ana.visit("/me").await.says("Ana López");
    let eve = app.visitor();
    assert_eq!(eve.post("/login", &[("email", "ana@example.org"), ("password", "Planted-pass-1")]).await.status, 422);
    assert_eq!(eve.post(&planted, &[]).await.location(), "/login");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_no_there_comes_back_to_the_log_in_with_nothing_changed() {
    let Some((app, provider)) = site().await else { return };
    let visitor = app.visitor();
    let departure = set_out(&visitor).await;
    let mut back = provider.deny(&departure).await;
    if !back.contains("state=") {
        // The protocol demands it; this provider leaves it out.
        back.push_str(&format!("&state={}", departure.parameter("state")));
    }
    assert_eq!(visitor.get(&back).await.location(), "/login?next=%2Fcredits");
    visitor.get("/login").await.says("You have stopped it at Google").says("Continue with Google");
    assert_eq!(app.number("SELECT count(*) FROM members").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_errand_is_done_once_in_the_browser_that_it_began_in_and_soon() {
    let Some((app, provider)) = site().await else { return };
    let (ana, eve) = (app.visitor(), app.visitor());
    let departure = set_out(&ana).await;
    let back = provider.approve(&departure, "g-ana").await;
    // Eve has a browser of her own on its way, and is handed Ana's address (or Ana hers).
    set_out(&eve).await;
    for stranger in [&eve, &app.visitor()] {
        assert_eq!(stranger.get(&back).await.location(), "/login");
        stranger.get("/login").await.says("begun in another browser");
        assert_eq!(stranger.get("/credits").await.status, 303);
    }
    assert_eq!(ana.get(&back).await.location(), "/onboarding");
    assert_eq!(app.visitor().get(&back).await.location(), "/login");
    assert_eq!(ana.get(&back).await.location(), "/me/linked-accounts", "used up, also by its own browser");
    let late = app.visitor();
    let departure = set_out(&late).await;
    app.state.clock.advance(jiff::SignedDuration::from_mins(11));
    let back = provider.approve(&departure, "g-ana").await;
    assert_eq!(late.get(&back).await.location(), "/login");
    assert_eq!(late.get("/login/google/callback").await.location(), "/login");
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM provider_errands").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_member_is_not_let_in() {
    let Some((app, provider)) = site().await else { return };
    log_in_as(&provider, &app.visitor(), "g-ana").await;
    app.sql("UPDATE members SET suspended_at = now()").await;
    let visitor = app.visitor();
    assert_eq!(log_in_as(&provider, &visitor, "g-ana").await.location(), "/login?next=%2Fcredits");
    assert_eq!(visitor.get("/credits").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_in_changes_the_cookies_key_and_a_way_on_stays_ours() {
    let Some((app, provider)) = site().await else { return };
    log_in_as(&provider, &app.visitor(), "g-ana").await;
    let visitor = app.visitor();
    let pressed = visitor.post("/login/google", &[("next", "https://evil.example/")]).await;
    let before = visitor.cookie();
    let entered = visitor.get(&provider.approve(&Departure::of(&pressed), "g-ana").await).await;
    assert_eq!((entered.status, entered.location()), (303, "/"));
    assert_ne!(visitor.cookie(), before);
}
