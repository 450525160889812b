use super::providers::{Mood, Providers, as_settings};
use super::{Agreed, agree, way_on};

/// Both are told once, the page says so, and the way in leads to Jitsi.
async fn assert_fell_back(agreed: &Agreed) {
    assert_eq!(agreed.room_column("state").await, "fallen_back");
    assert_eq!(agreed.told("room_moved").await, 2);
    assert_eq!(agreed.app.number("SELECT count(*) FROM notifications WHERE kind = 'room_moved'").await, 2);
    for person in [&agreed.ana, &agreed.ben] {
        person.get(&agreed.room()).await.says("The first provider of this call failed");
        person.get("/notifications").await.says("takes place elsewhere");
    }
    agreed.go_to(-15);
    let way = way_on(&agreed.ana.post(&format!("{}/entry", agreed.room()), &[]).await);
    assert!(way.starts_with("https://meet.jit.si/skillswap-"), "{way}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_fails_several_times_is_left_and_both_are_told() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    providers.be(Mood::Broken);
    agreed.app.run_jobs().await;
    assert_eq!(
        (agreed.room_column("state").await.as_str(), agreed.room_column("tries").await.as_str()),
        ("wanted", "1")
    );
    agreed.after_seconds(21).await;
    assert_eq!(agreed.told("room_moved").await, 0);
    // The fifth request opens the circuit.
    agreed.after_seconds(61).await;
    assert_eq!(providers.calls("/v1/rooms").len(), 5);

    // While it is open nobody waits: the next room falls back at its first try, without a request.
    let path = agree(&agreed.app, &agreed.ana, &agreed.ben, agreed.app.in_days(3)).await;
    agreed.app.run_jobs().await;
    assert_eq!(providers.calls("/v1/rooms").len(), 5);
    agreed.ben.get(&format!("{path}/room")).await.says("The first provider of this call failed");
    agreed.app.sql(&format!("DELETE FROM notifications WHERE subject_id <> {}", agreed.booking())).await;
    assert_fell_back(&agreed).await;
    // A move goes along, and nobody asks again.
    let (now, later) = (agreed.app.state.clock.now(), agreed.starts_at.plus_hours(48));
    let mut conn = agreed.app.state.db.get().await.unwrap();
    skillswap::video::move_room(&mut conn, now, agreed.booking(), later, later.plus_minutes(60)).await.unwrap();
    agreed.app.run_jobs().await;
    assert_eq!((providers.calls("/v1/rooms").len(), agreed.told("room_moved").await), (5, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_refuses_us_is_left_after_four_tries() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.zoom())).await;
    providers.be(Mood::Unimpressed);
    agreed.app.run_jobs().await;
    for seconds in [21, 61] {
        agreed.after_seconds(seconds).await;
        assert_eq!(agreed.room_column("state").await, "wanted");
    }
    agreed.after_seconds(181).await;
    assert_fell_back(&agreed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shortly_before_the_room_opens_nobody_waits_for_a_silent_provider() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    providers.be(Mood::Silent);
    agreed.go_to(-20);
    // Two requests, each given up after five seconds.
    agreed.app.run_jobs().await;
    assert_eq!(providers.calls("/v1/rooms").len(), 2);
    assert_fell_back(&agreed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_that_no_worker_got_round_to_falls_back_before_it_opens() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    agreed.app.run_jobs().await;
    agreed
        .app
        .sql("UPDATE video_rooms SET state = 'wanted', url = NULL, granted_starts_at = NULL; DELETE FROM jobs")
        .await;
    agreed.go_to(-26);
    agreed.app.run_jobs().await;
    assert_eq!(agreed.room_column("state").await, "wanted");
    agreed.go_to(-20);
    agreed.app.run_jobs().await;
    assert_fell_back(&agreed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stands_before_a_room_that_nobody_made_gets_in_all_the_same() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    // No worker runs at all.
    agreed.go_to(-10);
    agreed.ana.get(&agreed.room()).await.says("Being prepared");
    assert_falls_back_at_the_door(&agreed).await;
}

/// As above, but that whoever stands there is the first to notice.
async fn assert_falls_back_at_the_door(agreed: &Agreed) {
    let way = way_on(&agreed.ben.post(&format!("{}/entry", agreed.room()), &[]).await);
    assert!(way.starts_with("https://meet.jit.si/skillswap-"), "{way}");
    assert_fell_back(agreed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_gives_no_token_is_left_unless_somebody_is_inside() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    agreed.app.run_jobs().await;
    agreed.go_to(-10);
    providers.be(Mood::Broken);
    let joined = format!(
        "INSERT INTO video_presence (booking_id, member_id, kind, at, source, event_id) VALUES ({}, {}, 'joined', now(), 'daily', 'e')",
        agreed.booking(),
        agreed.ana.id
    );
    agreed.app.sql(&joined).await;
    let refused = agreed.ben.post(&format!("{}/entry", agreed.room()), &[]).await;
    assert_eq!(refused.status, 409);
    refused.says("Daily does not answer just now").says("Ana").says("You pressed Join");
    assert_eq!(agreed.told("room_moved").await, 0);
    agreed.app.sql("DELETE FROM video_presence").await;
    assert_falls_back_at_the_door(&agreed).await;
}
