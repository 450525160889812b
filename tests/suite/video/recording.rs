use serde_json::{Value, json};

use super::Agreed;
use super::providers::{Providers, as_settings};
use super::webhooks::{daily, zoom};
use crate::support::Person;

impl Agreed {
    async fn say(&self, person: &Person, agrees: &str) {
        let answer = person.post(&format!("{}/recording", self.room()), &[("agrees", agrees)]).await;
        assert_eq!((answer.status, answer.location()), (303, self.room().as_str()));
        self.app.run_jobs().await;
    }
}

fn ready(id: &str, room: &str) -> Value {
    json!({ "id": format!("ready-{id}"), "type": "recording.ready-to-download", "event_ts": 1_795_543_201.5,
        "payload": { "room_name": room, "recording_id": id, "start_ts": 1_795_543_200, "status": "finished" } })
}

#[tokio::test(flavor = "multi_thread")]
async fn only_when_both_agree_may_be_recorded_and_each_may_take_it_back() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    agreed.app.run_jobs().await;
    let room = agreed.room_column("outside_id").await;
    let permission = || providers.rooms()[&room]["properties"]["enable_recording"].clone();
    agreed.ana.get(&agreed.room()).await.says("Nothing is recorded unless both of you agree.");
    agreed.say(&agreed.ben, "true").await;
    assert!(permission().is_null());
    agreed.ana.get(&agreed.room()).await.says("Ben would like it to be recorded");
    agreed.say(&agreed.ana, "true").await;
    assert_eq!(permission(), "cloud");
    agreed.ben.get(&agreed.room()).await.says("may be recorded").says("Take back that I agree");
    agreed.say(&agreed.ben, "false").await;
    assert!(permission().is_null());
    // What was on when it was taken back is stopped.
    assert_eq!(providers.calls("/recordings/stop").len(), 1);
    agreed.ana.get(&agreed.room()).await.says("unless Ben agrees, too");
    assert_eq!(providers.rooms().len(), 1);
    // Nonsense is no consent.
    let nonsense = agreed.ben.post(&format!("{}/recording", agreed.room()), &[("agrees", "maybe")]).await;
    assert_eq!(nonsense.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_agreed_to_is_kept_until_one_takes_it_back() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    agreed.app.run_jobs().await;
    let room = agreed.room_column("outside_id").await;
    agreed.say(&agreed.ben, "true").await;
    agreed.say(&agreed.ana, "true").await;
    agreed.go_to(30);
    assert_eq!(daily(&agreed.app, &ready("r1", &room)).await, 200);
    agreed.app.run_jobs().await;
    assert!(providers.calls("DELETE").is_empty());
    agreed.ana.get(&agreed.room()).await.says("A recording is there.");
    agreed.say(&agreed.ana, "false").await;
    assert_eq!(providers.calls("DELETE"), ["DELETE /v1/recordings/r1"]);
    assert_eq!(agreed.told("recording_deleted").await, 2);
    agreed.ben.get(&agreed.room()).await.says("A recording was deleted").lacks("A recording is there.");
    // Once is enough.
    agreed.say(&agreed.ana, "true").await;
    agreed.say(&agreed.ana, "false").await;
    assert_eq!((providers.calls("DELETE").len(), agreed.told("recording_deleted").await), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_not_both_agreed_to_is_deleted_and_both_are_told() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    agreed.app.run_jobs().await;
    let room = agreed.room_column("outside_id").await;
    agreed.say(&agreed.ben, "true").await;
    agreed.go_to(5);
    let begun = json!({ "id": "b", "type": "recording.started", "event_ts": 1.5, "payload": { "room": room, "start_ts": 1_795_543_200 } });
    for event in [begun, ready("r1", &room), ready("r1", &room)] {
        assert_eq!(daily(&agreed.app, &event).await, 200);
    }
    agreed.app.run_jobs().await;
    assert_eq!((providers.calls("/recordings/stop").len(), providers.calls("DELETE").len()), (1, 1));
    assert_eq!(agreed.app.number("SELECT count(*) FROM notifications WHERE kind = 'recording_deleted'").await, 2);
    agreed.ana.get("/notifications").await.says("A recording of your session is deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn zoom_records_by_itself_once_both_agree_and_deletes_what_it_should_not_have() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.zoom())).await;
    agreed.app.run_jobs().await;
    let id = agreed.room_column("outside_id").await;
    let mode = || providers.meetings()[&id]["settings"]["auto_recording"].clone();
    agreed.say(&agreed.ben, "true").await;
    assert_eq!(mode(), "none");
    agreed.say(&agreed.ana, "true").await;
    assert_eq!(mode(), "cloud");
    agreed.say(&agreed.ana, "false").await;
    assert_eq!((mode(), providers.calls("/live_meetings/").len()), (json!("none"), 1));
    agreed.go_to(70);
    let done = json!({ "event": "recording.completed", "event_ts": 1_795_543_200_000_i64,
        "payload": { "object": { "id": id.parse::<i64>().unwrap(), "uuid": "/a//b==", "share_url": "https://zoom.example/rec" } } });
    assert_eq!(zoom(&agreed.app, &done).await, 200);
    agreed.app.run_jobs().await;
    // Encoded twice, as Zoom wants ids with slashes.
    assert_eq!(providers.calls("DELETE"), ["DELETE /v2/meetings/%252Fa%252F%252Fb%253D%253D/recordings?action=delete"]);
    assert_eq!(agreed.told("recording_deleted").await, 2);
}
