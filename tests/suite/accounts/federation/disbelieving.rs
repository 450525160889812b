//! What a provider, or somebody in its place, sends and we do not believe.

use serde_json::{Value, json};

use crate::support::openid::settings;
use crate::support::{BentProvider, Departure, Person, TestApp};

async fn site() -> (TestApp, BentProvider) {
    let provider = BentProvider::start().await;
    let both: Vec<_> =
        settings("GOOGLE", &provider.issuer).into_iter().chain(settings("LINKEDIN", &provider.issuer)).collect();
    (TestApp::start_with(&both).await, provider)
}

async fn set_out(person: &Person, name: &str) -> Departure {
    Departure::of(&person.post(&format!("/login/{name}"), &[]).await)
}

/// Comes back from a provider with these claims; gives the place that it leads to.
async fn come_back_with(app: &TestApp, provider: &BentProvider, name: &str, claims: Value) -> (Person, String) {
    let visitor = app.visitor();
    let departure = set_out(&visitor, name).await;
    let location = visitor.get(&provider.approve(&departure, claims)).await.location().to_owned();
    (visitor, location)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_wrong_in_any_way_lets_nobody_in() {
    let (app, provider) = site().await;
    let wrong = [
        ("audience", json!({ "aud": "another-client" })),
        ("one audience more", json!({ "aud": ["skillswap-test", "another-client"] })),
        ("authorized party", json!({ "azp": "another-client" })),
        ("issuer", json!({ "iss": "https://accounts.google.com" })),
        ("expired", json!({ "exp": 1_700_000_000 })),
        ("nonce", json!({ "nonce": "of-another-errand" })),
        ("no nonce", json!({ "nonce": null })),
        ("no subject", json!({ "sub": null })),
    ];
    for (what, claims) in wrong {
        let (visitor, location) = come_back_with(&app, &provider, "google", claims).await;
        assert_eq!(location, "/login", "{what}");
        visitor.get("/login").await.says("could not be verified");
        assert_eq!(visitor.get("/credits").await.status, 303, "{what}");
    }
    assert_eq!(app.number("SELECT count(*) FROM members").await, 0);
    // The same without a bend is let in: what was refused above was refused for its bend.
    assert_eq!(come_back_with(&app, &provider, "google", json!({})).await.1, "/onboarding");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_issuers_own_keys_sign() {
    let (app, provider) = site().await;
    // Another key under the published one's name.
    provider.sign_with(101);
    assert_eq!(come_back_with(&app, &provider, "google", json!({})).await.1, "/login");
    provider.sign_with(1);
    for algorithm in ["HS256", "none"] {
        provider.name_algorithm(algorithm);
        assert_eq!(come_back_with(&app, &provider, "google", json!({})).await.1, "/login", "{algorithm}");
    }
    assert_eq!(app.number("SELECT count(*) FROM members").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_are_looked_for_at_once_and_invented_ones_ask_nothing() {
    let (app, provider) = site().await;
    assert_eq!(come_back_with(&app, &provider, "google", json!({})).await.1, "/onboarding");
    assert_eq!(provider.keys_asked(), 1);
    provider.publish(&[2]);
    provider.sign_with(2);
    assert_eq!(come_back_with(&app, &provider, "google", json!({})).await.1, "/");
    assert_eq!(provider.keys_asked(), 2);
    for invented in 3..6 {
        provider.sign_with(invented);
        assert_eq!(come_back_with(&app, &provider, "google", json!({})).await.1, "/login");
    }
    assert_eq!(provider.keys_asked(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_another_errand_does_not_fit() {
    let (app, provider) = site().await;
    let (ana, eve) = (app.visitor(), app.visitor());
    let anas = set_out(&ana, "google").await;
    let eves = set_out(&eve, "google").await;
    // Eve's code (the provider holds it against her challenge) put into Ana's address.
    provider.approve(&eves, json!({}));
    let injected = format!("/login/google/callback?code=a-code&state={}", anas.parameter("state"));
    assert_eq!(ana.get(&injected).await.location(), "/login");
    assert_eq!(app.number("SELECT count(*) FROM members").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_errand_to_one_provider_is_not_done_at_another() {
    let (app, provider) = site().await;
    let visitor = app.visitor();
    let departure = set_out(&visitor, "google").await;
    let back = provider.approve(&departure, json!({})).replace("google", "linkedin");
    assert_eq!(visitor.get(&back).await.location(), "/login");
    let departure = set_out(&visitor, "google").await;
    let named = format!("{}&iss=https://evil.example", provider.approve(&departure, json!({})));
    assert_eq!(visitor.get(&named).await.location(), "/login");
    assert_eq!(app.number("SELECT count(*) FROM members").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn linkedin_may_leave_the_nonce_out_and_not_change_it() {
    let (app, provider) = site().await;
    assert_eq!(come_back_with(&app, &provider, "linkedin", json!({ "nonce": "another" })).await.1, "/login");
    // Its truth values have been texts, too.
    let told = json!({ "nonce": null, "email_verified": "true" });
    assert_eq!(come_back_with(&app, &provider, "linkedin", told).await.1, "/onboarding");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_provider_takes_no_pkce_it_is_left_out() {
    let provider = BentProvider::start().await;
    let mut given = settings("LINKEDIN", &provider.issuer);
    given.push(("LINKEDIN_PKCE", "false"));
    let app = TestApp::start_with(&given).await;
    let visitor = app.visitor();
    let departure = set_out(&visitor, "linkedin").await;
    assert_eq!(departure.parameter("code_challenge"), "");
    assert_eq!(visitor.get(&provider.approve(&departure, json!({}))).await.location(), "/onboarding");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_down_leaves_the_other_ways_in_and_is_then_left_alone() {
    let (app, provider) = site().await;
    provider.break_down(true);
    for _ in 0..5 {
        let visitor = app.visitor();
        let answer = visitor.post("/login/google", &[("next", "/credits")]).await;
        assert_eq!((answer.status, answer.location()), (303, "/login?next=%2Fcredits"));
        visitor
            .get("/login")
            .await
            .says("Google does not answer just now")
            .says("Password")
            .says("Continue with LinkedIn");
    }
    let asked = provider.all_asked();
    assert!(asked <= 6, "five failures open the circuit: {asked}");
    assert_eq!(app.visitor().post("/login/google", &[]).await.location(), "/login");
    assert_eq!(provider.all_asked(), asked, "nobody asks a provider that rests");
    provider.break_down(false);
    // The other provider has a circuit of its own.
    assert_eq!(come_back_with(&app, &provider, "linkedin", json!({})).await.1, "/onboarding");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_goes_down_in_between_logs_nobody_in() {
    let (app, provider) = site().await;
    let visitor = app.visitor();
    let departure = set_out(&visitor, "google").await;
    let back = provider.approve(&departure, json!({}));
    provider.break_down(true);
    assert_eq!(visitor.get(&back).await.location(), "/login");
    visitor.get("/login").await.says("Google does not answer just now");
}
