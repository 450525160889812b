use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::Sha256;

use super::Agreed;
use super::providers::{DAILY_SECRET, Providers, ZOOM_SECRET, as_settings};
use crate::support::{Answer, TestApp};

fn hmac(secret: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// What Daily sends at `at` (seconds), signed with `secret`.
async fn daily_as(app: &TestApp, body: &str, at: i64, secret: &str) -> Answer {
    let signature = STANDARD.encode(hmac(&STANDARD.decode(secret).unwrap(), &format!("{at}.{body}")));
    let request = app.visitor().request(reqwest::Method::POST, "/webhooks/daily");
    let request = request.header("x-webhook-timestamp", at.to_string()).header("x-webhook-signature", signature);
    Answer::of(request.header("content-type", "application/json").body(body.to_owned())).await
}

pub async fn daily(app: &TestApp, event: &Value) -> u16 {
    daily_as(app, &event.to_string(), seconds(app, 0), DAILY_SECRET).await.status
}

async fn zoom_as(app: &TestApp, body: &str, at: i64, secret: &str) -> Answer {
    let signature = format!("v0={}", hex::encode(hmac(secret.as_bytes(), &format!("v0:{at}:{body}"))));
    let request = app.visitor().request(reqwest::Method::POST, "/webhooks/zoom");
    let request = request.header("x-zm-request-timestamp", at.to_string()).header("x-zm-signature", signature);
    Answer::of(request.body(body.to_owned())).await
}

pub async fn zoom(app: &TestApp, event: &Value) -> u16 {
    zoom_as(app, &event.to_string(), seconds(app, 0), ZOOM_SECRET).await.status
}

/// The app's clock, `away` seconds from now.
fn seconds(app: &TestApp, away: i64) -> i64 {
    app.state.clock.now().plus(SignedDuration::from_secs(away)).timestamp().as_second()
}

fn joined(id: &str, room: &str, who: &str, at: i64) -> Value {
    json!({ "version": "1.0.0", "type": "participant.joined", "id": id, "event_ts": at as f64 + 0.5,
        "payload": { "room": room, "user_id": who, "session_id": "s", "joined_at": at } })
}

fn left(id: &str, room: &str, who: &str, joined_at: i64, duration: i64) -> Value {
    json!({ "version": "1.0.0", "type": "participant.left", "id": id, "event_ts": 0.5,
        "payload": { "room": room, "user_id": who, "joined_at": joined_at, "duration": duration } })
}

#[tokio::test(flavor = "multi_thread")]
async fn daily_tells_who_came_and_went_in_any_order_and_any_number_of_times() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    let app = &agreed.app;
    app.run_jobs().await;
    agreed.go_to(1);
    let (room, ana, ben) =
        (agreed.room_column("outside_id").await, agreed.ana.id.to_string(), agreed.ben.id.to_string());
    let start = agreed.starts_at.timestamp().as_second();
    let events = [
        left("e4", &room, &ben, start, 40),
        joined("e1", &room, &ana, start - 60),
        joined("e2", &room, &ben, start),
        joined("e3", &room, "no guest", start + 10),
    ];
    for event in events.iter().chain(events.iter().rev()) {
        assert_eq!(daily(app, event).await, 200);
    }
    let presence =
        skillswap::video::presence_of(&mut app.state.db.get().await.unwrap(), agreed.booking()).await.unwrap();
    let seen: Vec<_> =
        presence.iter().map(|one| (one.member_id, one.kind.as_str(), one.at.timestamp().as_second() - start)).collect();
    let (ana, ben) = (Some(agreed.ana.id), Some(agreed.ben.id));
    assert_eq!(seen, [(ana, "joined", -60), (ben, "joined", 0), (None, "joined", 10), (ben, "left", 40)]);
    agreed
        .ben
        .get(&agreed.room())
        .await
        .says("Ana is in the call")
        .says("You left the call")
        .says("Somebody is in the call");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_now_by_the_secret_is_not_believed() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    let app = &agreed.app;
    app.run_jobs().await;
    let room = agreed.room_column("outside_id").await;
    let body = joined("e1", &room, &agreed.ben.id.to_string(), seconds(app, 0)).to_string();
    let status = async |body: &str, at: i64, secret: &str| daily_as(app, body, at, secret).await.status;
    assert_eq!(status(&body, seconds(app, 0), "Zm9yZ2Vk").await, 401);
    assert_eq!(status(&body, seconds(app, -310), DAILY_SECRET).await, 401);
    assert_eq!(status(&body, seconds(app, 310), DAILY_SECRET).await, 401);
    // A signature for another body, or for another moment.
    let signature =
        STANDARD.encode(hmac(&STANDARD.decode(DAILY_SECRET).unwrap(), &format!("{}.{body}", seconds(app, -400))));
    for (at, body) in [(seconds(app, 0), body.as_str()), (seconds(app, -400), &format!("{body} "))] {
        let request =
            app.visitor().request(reqwest::Method::POST, "/webhooks/daily").header("x-webhook-signature", &signature);
        let answer = Answer::of(request.header("x-webhook-timestamp", at.to_string()).body(body.to_owned())).await;
        assert_eq!(answer.status, 401);
    }
    let bare = app.visitor().request(reqwest::Method::POST, "/webhooks/daily").body(body.clone());
    assert_eq!(Answer::of(bare).await.status, 401);
    assert_eq!(zoom_as(app, &body, seconds(app, 0), ZOOM_SECRET).await.status, 401, "Zoom is not configured");
    let huge = format!("{{\"padding\": \"{}\"}}", "x".repeat(300 * 1024));
    assert_eq!(status(&huge, seconds(app, 0), DAILY_SECRET).await, 413);
    assert_eq!(status("not json", seconds(app, 0), DAILY_SECRET).await, 400);
    assert_eq!(app.number("SELECT count(*) FROM video_presence").await, 0);

    // Signed, and of no interest.
    for event in [
        json!({ "id": "e2", "type": "meeting.started", "payload": { "room": room } }),
        json!({ "id": "e3", "type": "participant.joined", "payload": { "room": "elsewhere", "joined_at": 1 } }),
        json!({ "id": "e4", "type": "participant.joined" }),
        json!({ "test": "test" }),
    ] {
        assert_eq!(daily(app, &event).await, 200, "{event}");
    }
    let test = app.visitor().request(reqwest::Method::POST, "/webhooks/daily").body(r#"{"test":"test"}"#);
    assert_eq!(Answer::of(test).await.status, 200, "how Daily asks whether we are there");
    assert_eq!(app.number("SELECT count(*) FROM video_presence").await, 0);
    assert_eq!(status(&body, seconds(app, 290), DAILY_SECRET).await, 200);
    assert_eq!(app.number("SELECT count(*) FROM video_presence").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn zoom_is_answered_its_challenge_and_tells_that_somebody_came() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.zoom())).await;
    let app = &agreed.app;
    app.run_jobs().await;
    let challenge = json!({ "event": "endpoint.url_validation", "event_ts": 1, "payload": { "plainToken": "qgg8vlvZRS6UYooatFL8Aw" } });
    let answer = zoom_as(app, &challenge.to_string(), seconds(app, 0), ZOOM_SECRET).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    let said: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(said["plainToken"], "qgg8vlvZRS6UYooatFL8Aw");
    assert_eq!(said["encryptedToken"], hex::encode(hmac(ZOOM_SECRET.as_bytes(), "qgg8vlvZRS6UYooatFL8Aw")));
    assert_eq!(zoom_as(app, &challenge.to_string(), seconds(app, 0), "forged").await.status, 401);

    agreed.go_to(0);
    let id = agreed.room_column("outside_id").await;
    let came = |id: Value| {
        json!({ "event": "meeting.participant_joined", "event_ts": agreed.starts_at.timestamp().as_millisecond(),
            "payload": { "account_id": "a", "object": { "id": id, "uuid": "u==", "participant":
                { "user_name": "ben", "join_time": agreed.starts_at.datetime() } } } })
    };
    for event in [came(json!(id)), came(json!(id)), came(json!("1")), json!({ "event": "meeting.ended" })] {
        assert_eq!(zoom(app, &event).await, 200);
    }
    assert_eq!(zoom_as(app, &came(json!(id)).to_string(), seconds(app, -301), ZOOM_SECRET).await.status, 401);
    assert_eq!(app.number("SELECT count(*) FROM video_presence WHERE member_id IS NULL AND kind = 'joined'").await, 1);
    agreed.ana.get(&agreed.room()).await.says("Somebody is in the call");
}
