//! Passkeys: what opens an account, and what does not.

use jiff::SignedDuration;
use serde_json::Value;

use crate::support::{Authenticator, Person, TestApp};

/// Makes a device say what is not so.
type Lie = fn(&mut Authenticator);

async fn app() -> TestApp {
    // Passkeys belong to a name.
    TestApp::start_with(&[("PUBLIC_URL", "http://localhost")]).await
}

/// What the browser is told to ask its device.
async fn options(person: &Person, path: &str) -> Value {
    let answer = person.post(path, &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

/// Adds a passkey to `person`'s account; the device, and where the answer leads.
async fn add(person: &Person, number: u8) -> Authenticator {
    let mut device = Authenticator::new(number);
    let credential = device.create(&options(person, "/me/passkeys/options").await);
    let answer = person.post("/me/passkeys", &[("name", "Phone"), ("credential", &credential)]).await;
    assert_eq!(answer.location(), "/me/passkeys", "{}", answer.body);
    person.get("/me/passkeys").await.says("The passkey is added");
    device
}

/// Tries to log in with what `device` answers; where the person is sent.
async fn enter(person: &Person, device: &mut Authenticator) -> String {
    let credential = device.get(&options(person, "/login/passkey/options").await);
    let answer = person.post("/login/passkey", &[("credential", &credential), ("next", "/credits")]).await;
    answer.location().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_opens_the_account_without_a_password_or_a_code() {
    let app = app().await;
    let ana = app.member("Ana").await;
    let mut device = add(&ana, 1).await;
    app.sql(&format!(
        "INSERT INTO second_factors (member_id, secret, recovery_salt, created_at, confirmed_at)
         VALUES ({}, 'sealed', decode(repeat('00', 16), 'hex'), now(), now())",
        ana.id
    ))
    .await;
    let elsewhere = app.visitor();
    assert_eq!(enter(&elsewhere, &mut device).await, "/credits");
    assert_eq!(elsewhere.get("/credits").await.status, 200);
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await, ["A passkey was added"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_proves_nothing_is_refused() {
    let app = app().await;
    let ana = app.member("Ana").await;
    let device = add(&ana, 1).await;
    let somebody = app.visitor();
    let lies: [(&str, Lie); 5] = [
        ("another key with the same id", |device| device.sign_with(2)),
        ("a page of somebody else", |device| device.origin = "http://evil.example".to_owned()),
        ("a key of another site", |device| device.site = "evil.example".to_owned()),
        ("nobody showed a finger", |device| device.verifies = false),
        ("another owner", |device| device.owned_by([9; 16])),
    ];
    for (lie, tell) in lies {
        let mut liar = device.clone();
        tell(&mut liar);
        assert_eq!(enter(&somebody, &mut liar).await, "/login", "{lie}");
        app.sql("DELETE FROM login_attempts").await;
    }
    let mut stranger = Authenticator::new(7);
    assert_eq!(enter(&somebody, &mut stranger).await, "/login", "a key that nobody has");
    for (credential, what) in [("", "nothing"), ("{}", "an empty object"), ("[[[[", "no JSON"), ("null", "null")] {
        options(&somebody, "/login/passkey/options").await;
        let answer = somebody.post("/login/passkey", &[("credential", credential)]).await;
        assert_eq!(answer.location(), "/login", "{what}");
        app.sql("DELETE FROM login_attempts").await;
    }
    assert_eq!(somebody.get("/credits").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_is_answered_once_and_soon_and_by_who_was_asked() {
    let app = app().await;
    let ana = app.member("Ana").await;
    let mut device = add(&ana, 1).await;
    let (first, second) = (app.visitor(), app.visitor());
    let credential = device.get(&options(&first, "/login/passkey/options").await);
    let form = [("credential", credential.as_str()), ("next", "/credits")];
    assert_eq!(second.post("/login/passkey", &form).await.location(), "/login", "who was not asked");
    options(&second, "/login/passkey/options").await;
    assert_eq!(second.post("/login/passkey", &form).await.location(), "/login", "another's challenge");
    assert_eq!(first.post("/login/passkey", &form).await.location(), "/credits");
    first.post("/logout", &[]).await;
    assert_eq!(first.post("/login/passkey", &form).await.location(), "/login", "the same again");
    let credential = device.get(&options(&first, "/login/passkey/options").await);
    app.state.clock.advance(SignedDuration::from_mins(6));
    let late = first.post("/login/passkey", &[("credential", &credential)]).await;
    assert_eq!(late.location(), "/login", "six minutes later");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copied_device_is_noticed_by_its_counter() {
    let app = app().await;
    let ana = app.member("Ana").await;
    let mut device = add(&ana, 1).await;
    let mut copy = device.clone();
    for _ in 0..3 {
        assert_eq!(enter(&app.visitor(), &mut device).await, "/credits");
    }
    assert_eq!(enter(&app.visitor(), &mut copy).await, "/login");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_proves_who_one_is_to_ones_own_account_only() {
    let app = app().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let (mut anas, mut bens) = (add(&ana, 1).await, add(&ben, 2).await);
    app.state.clock.advance(SignedDuration::from_mins(11));
    let confirm = async |device: &mut Authenticator| {
        let credential = device.get(&options(&ana, "/login/passkey/options").await);
        let form = [("credential", credential.as_str()), ("next", "/me/passkeys")];
        ana.post("/me/confirmation/passkey", &form).await.location().to_owned()
    };
    assert_eq!(confirm(&mut bens).await, "/me/confirmation");
    assert_eq!(ana.get("/me/passkeys").await.status, 303);
    assert_eq!(confirm(&mut anas).await, "/me/passkeys");
    assert_eq!(ana.get("/me/passkeys").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_members_passkeys_are_not_there() {
    let app = app().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let mut device = add(&ana, 1).await;
    let id = app.number("SELECT id FROM passkeys").await;
    assert_eq!(ben.post(&format!("/me/passkeys/{id}"), &[("name", "Mine")]).await.status, 404);
    assert_eq!(ben.post(&format!("/me/passkeys/{id}/removal"), &[]).await.status, 404);
    assert_eq!(ana.post(&format!("/me/passkeys/{id}"), &[("name", "Key ring")]).await.status, 303);
    ana.get("/me/passkeys").await.says("Key ring");
    // The same key for two accounts: the second is refused.
    let credential = device.create(&options(&ben, "/me/passkeys/options").await);
    ben.post("/me/passkeys", &[("name", "Copy"), ("credential", &credential)]).await;
    ben.get("/me/passkeys").await.says("could not be added");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_way_in_stays_also_when_the_last_two_go_at_once() {
    let app = app().await;
    let ana = app.member("Ana").await;
    add(&ana, 1).await;
    add(&ana, 2).await;
    app.sql("UPDATE members SET password_hash = NULL").await;
    let (first, second) =
        (app.number("SELECT min(id) FROM passkeys").await, app.number("SELECT max(id) FROM passkeys").await);
    let remove = async |id: i64| ana.post(&format!("/me/passkeys/{id}/removal"), &[]).await.status;
    assert_eq!(tokio::join!(remove(first), remove(second)), (303, 303));
    assert_eq!(app.number("SELECT count(*) FROM passkeys").await, 1);
    let left = app.number("SELECT id FROM passkeys").await;
    remove(left).await;
    ana.get("/me/passkeys").await.says("only way in");
    assert_eq!(app.number("SELECT count(*) FROM passkeys").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_read_and_there_are_twenty_at_most() {
    let app = app().await;
    let ana = app.member("Ana").await;
    for name in ["", "   ", &"W".repeat(51), "\u{200b}\u{feff}"] {
        let refused = ana.post("/me/passkeys", &[("name", name), ("credential", "{}")]).await;
        assert_eq!(refused.status, 422, "{name:?}");
    }
    app.sql(&format!(
        "INSERT INTO passkeys (member_id, credential_id, credential, name, created_at)
         SELECT {}, int4send(n), '{{}}', 'Key ' || n, now() FROM generate_series(1, 20) n",
        ana.id
    ))
    .await;
    let mut device = Authenticator::new(1);
    let credential = device.create(&options(&ana, "/me/passkeys/options").await);
    ana.post("/me/passkeys", &[("name", "One more"), ("credential", &credential)]).await;
    ana.get("/me/passkeys").await.says("You have twenty passkeys");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_member_stays_out() {
    let app = app().await;
    let ana = app.member("Ana").await;
    let mut device = add(&ana, 1).await;
    app.sql("UPDATE members SET suspended_at = now()").await;
    assert_eq!(enter(&app.visitor(), &mut device).await, "/login");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_numbers_has_none() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.get("/me/passkeys").await.says("none can be made here");
    assert_eq!(ana.post("/me/passkeys/options", &[]).await.status, 400);
}
