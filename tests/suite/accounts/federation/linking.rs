//! Linking and unlinking from inside an account.

use serde_json::json;

use crate::support::openid::settings;
use crate::support::{BentProvider, Departure, Person, TestApp};

const PAGE: &str = "/me/linked-accounts";

async fn site() -> (TestApp, BentProvider) {
    let provider = BentProvider::start().await;
    let both: Vec<_> =
        settings("GOOGLE", &provider.issuer).into_iter().chain(settings("LINKEDIN", &provider.issuer)).collect();
    (TestApp::start_with(&both).await, provider)
}

/// Links `subject` of a provider; gives what the page says then.
async fn link(provider: &BentProvider, person: &Person, name: &str, subject: &str) -> String {
    let departure = Departure::of(&person.post(&format!("{PAGE}/{name}"), &[]).await);
    let back = provider.approve(&departure, json!({ "sub": subject, "email_verified": false }));
    let answer = person.get(&back).await;
    assert_eq!((answer.status, answer.location()), (303, PAGE));
    person.get(PAGE).await.body
}

async fn unlink(person: &Person, name: &str) -> String {
    assert_eq!(person.post(&format!("{PAGE}/{name}/removal"), &[]).await.location(), PAGE);
    person.get(PAGE).await.body
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_identity_opens_the_account_until_it_is_unlinked() {
    let (app, provider) = site().await;
    let ana = app.member("Ana").await;
    ana.get(PAGE).await.says("Link Google").says("Link LinkedIn");
    assert!(link(&provider, &ana, "google", "g-1").await.contains("Google is linked"));
    ana.get(PAGE).await.says("bent@example.org").says("Unlink Google").says("Link LinkedIn");
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await, ["Google was linked to your account"]);

    let elsewhere = app.visitor();
    let departure = Departure::of(&elsewhere.post("/login/google", &[]).await);
    assert_eq!(elsewhere.get(&provider.approve(&departure, json!({ "sub": "g-1" }))).await.location(), "/");
    elsewhere.visit("/me").await.says("Ana");

    assert!(unlink(&ana, "google").await.contains("Google is unlinked"));
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await[0], "Google was unlinked from your account");
    let stranger = app.visitor();
    let departure = Departure::of(&stranger.post("/login/google", &[]).await);
    let back = provider.approve(&departure, json!({ "sub": "g-1", "email": "other@example.org" }));
    assert_eq!(stranger.get(&back).await.location(), "/onboarding", "they are nobody's now");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_is_one_members_and_a_member_has_one_of_a_provider() {
    let (app, provider) = site().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    link(&provider, &ana, "google", "g-1").await;
    assert!(link(&provider, &ben, "google", "g-1").await.contains("linked to another member"));
    assert!(link(&provider, &ana, "google", "g-2").await.contains("You have linked another Google account"));
    assert!(link(&provider, &ana, "google", "g-1").await.contains("Google is linked"), "again changes nothing");
    assert_eq!(app.number("SELECT count(*) FROM linked_identities").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_errand_to_link_is_its_members_and_its_logins() {
    let (app, provider) = site().await;
    let (ana, eve) = (app.member("Ana").await, app.member("Eve").await);
    let departure = Departure::of(&ana.post(&format!("{PAGE}/google"), &[]).await);
    let back = provider.approve(&departure, json!({ "sub": "eves-google" }));
    // Eve sends Ana to come back with Eve's identity, or takes Ana's errand for her own: neither links.
    let departure = Departure::of(&eve.post(&format!("{PAGE}/google"), &[]).await);
    let eves = provider.approve(&departure, json!({ "sub": "eves-google" }));
    assert_eq!(ana.get(&eves).await.location(), PAGE);
    ana.get(PAGE).await.says("begun in another browser");
    assert_eq!(eve.get(&back).await.location(), PAGE);
    assert_eq!(app.visitor().get(&back).await.location(), "/login");
    assert_eq!(app.number("SELECT count(*) FROM linked_identities").await, 0);
    // A visitor cannot begin one.
    assert!(app.visitor().post(&format!("{PAGE}/google"), &[]).await.location().starts_with("/login?next="));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_way_in_stays_whatever_races() {
    let (app, provider) = site().await;
    let ana = app.member("Ana").await;
    link(&provider, &ana, "google", "g-1").await;
    link(&provider, &ana, "linkedin", "l-1").await;
    app.sql("UPDATE members SET password_hash = NULL").await;
    for _ in 0..10 {
        let (google, linkedin) = (format!("{PAGE}/google/removal"), format!("{PAGE}/linkedin/removal"));
        let both = tokio::join!(ana.post(&google, &[]), ana.post(&linkedin, &[]));
        assert_eq!((both.0.status, both.1.status), (303, 303));
        assert_eq!(app.number("SELECT count(*) FROM linked_identities").await, 1);
        app.sql(
            "INSERT INTO linked_identities (member_id, provider, subject, created_at) \
             SELECT id, p, p, now() FROM members, unnest(ARRAY['google', 'linkedin']) p ON CONFLICT DO NOTHING",
        )
        .await;
    }
    unlink(&ana, "google").await;
    assert!(unlink(&ana, "linkedin").await.contains("LinkedIn is your only way to log in"));
    assert!(!ana.get(PAGE).await.body.contains("Unlink LinkedIn"), "the button is not offered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_a_way_in_as_well() {
    let (app, provider) = site().await;
    let ana = app.member("Ana").await;
    link(&provider, &ana, "google", "g-1").await;
    app.sql("UPDATE members SET password_hash = NULL").await;
    ana.get(PAGE).await.says("It is your only way to log in");
    app.sql(
        "INSERT INTO passkeys (member_id, credential_id, credential, name, created_at)
         SELECT id, 'a', '{}', 'Phone', now() FROM members",
    )
    .await;
    ana.get(PAGE).await.says("Unlink Google");
    assert!(unlink(&ana, "google").await.contains("Google is unlinked"));
}
