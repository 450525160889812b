use super::providers::{Mood, Providers, as_settings};
use super::{Agreed, agree, way_on};

/// Has the room seen to once more, as if nobody knew that it was.
const FORGOTTEN: &str = "UPDATE video_rooms SET state = 'wanted', granted_starts_at = NULL, granted_ends_at = NULL,
                                outside_id = NULL, outside_provider = NULL;
                         INSERT INTO jobs (kind, payload, run_at, created_at)
                         SELECT 'video.tend_room', jsonb_build_object('booking_id', booking_id), now(), now() FROM video_rooms";

#[tokio::test(flavor = "multi_thread")]
async fn daily_makes_a_private_room_that_expires_and_a_token_for_each() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    agreed.app.run_jobs().await;
    let rooms = providers.rooms();
    let (name, room) = rooms.first_key_value().unwrap();
    let unix = |minutes: i64| agreed.starts_at.plus_minutes(minutes).timestamp().as_second();
    assert!(name.starts_with("skillswap-") && rooms.len() == 1, "{rooms:?}");
    assert_eq!(room["privacy"], "private");
    assert_eq!(
        (room["properties"]["nbf"].as_i64(), room["properties"]["exp"].as_i64()),
        (Some(unix(-15)), Some(unix(90)))
    );
    assert!(room["properties"]["enable_recording"].is_null());
    assert_eq!(
        (agreed.room_column("state").await.as_str(), agreed.room_column("outside_id").await),
        ("ready", name.clone())
    );

    agreed.go_to(-15);
    agreed.ben.get(&agreed.room()).await.says("takes place at Daily");
    let bens = way_on(&agreed.ben.post(&format!("{}/entry", agreed.room()), &[]).await);
    let anas = way_on(&agreed.ana.post(&format!("{}/entry", agreed.room()), &[]).await);
    assert_eq!(bens, format!("https://swap.daily.example/{name}?t=token-1"));
    assert_eq!(anas, format!("https://swap.daily.example/{name}?t=token-2"));
    let asked = &providers.token_bodies()[0]["properties"];
    assert_eq!((asked["room_name"].as_str(), asked["user_name"].as_str()), (Some(name.as_str()), Some("Ben")));
    assert_eq!(
        (asked["user_id"].as_str(), asked["exp"].as_i64()),
        (Some(agreed.ben.id.to_string().as_str()), Some(unix(90)))
    );
    assert_eq!(asked["is_owner"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn daily_has_one_room_however_often_the_job_runs_and_answers_get_lost() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    providers.be(Mood::Forgetful);
    agreed.app.run_jobs().await;
    assert_eq!((providers.rooms().len(), agreed.room_column("state").await.as_str()), (1, "wanted"));
    providers.be(Mood::Well);
    agreed.after_seconds(21).await;
    assert_eq!((providers.rooms().len(), agreed.room_column("state").await.as_str()), (1, "ready"));
    agreed.app.sql(FORGOTTEN).await;
    agreed.app.sql("UPDATE video_rooms SET asked_at = NULL").await;
    agreed.app.run_jobs().await;
    assert_eq!((providers.rooms().len(), agreed.room_column("state").await.as_str()), (1, "ready"));
    assert_eq!(agreed.told("room_moved").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_room_moves_with_its_session_and_goes_with_it() {
    let providers = Providers::start().await;
    for settings in [providers.daily(), providers.zoom()] {
        let agreed = Agreed::with(&as_settings(&settings)).await;
        let (app, booking) = (&agreed.app, agreed.booking());
        app.run_jobs().await;
        let before = agreed.room_column("outside_id").await;
        let (now, later) = (app.state.clock.now(), agreed.starts_at.plus_hours(24));
        skillswap::video::move_room(
            &mut app.state.db.get().await.unwrap(),
            now,
            booking,
            later,
            later.plus_minutes(60),
        )
        .await
        .unwrap();
        app.run_jobs().await;
        assert_eq!(agreed.room_column("outside_id").await, before, "the same room");
        match settings[0].1.as_str() {
            "daily" => {
                let opens = later.plus_minutes(-15).timestamp().as_second();
                assert_eq!(providers.rooms()[&before]["properties"]["nbf"], opens);
            }
            _ => assert_eq!(providers.meetings()[&before]["start_time"], later.datetime()),
        }
        agreed.go_to(-15);
        agreed.ben.get(&agreed.room()).await.says("Not open yet");
        let now = app.state.clock.now();
        skillswap::video::close_room(&mut app.state.db.get().await.unwrap(), now, booking).await.unwrap();
        app.run_jobs().await;
        assert!(providers.rooms().is_empty() && providers.meetings().is_empty());
        assert_eq!(
            (agreed.room_column("state").await.as_str(), agreed.room_column("outside_id").await.as_str()),
            ("closed", "none")
        );
        // Gone is gone: once more changes nothing.
        skillswap::video::close_room(&mut app.state.db.get().await.unwrap(), now, booking).await.unwrap();
        app.run_jobs().await;
        assert_eq!(app.number("SELECT count(*) FROM jobs WHERE state = 'dead' OR attempts > 1").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_deleted_is_tried_again() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.daily())).await;
    agreed.app.run_jobs().await;
    providers.be(Mood::Broken);
    let now = agreed.app.state.clock.now();
    let booking = agreed.booking();
    skillswap::video::close_room(&mut agreed.app.state.db.get().await.unwrap(), now, booking).await.unwrap();
    agreed.app.run_jobs().await;
    assert_eq!(providers.rooms().len(), 1);
    providers.be(Mood::Well);
    agreed.after_seconds(21).await;
    assert!(providers.rooms().is_empty());
    assert_eq!(agreed.told("room_moved").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn zoom_has_one_meeting_although_the_answer_was_lost_and_one_token_for_all() {
    let providers = Providers::start().await;
    let agreed = Agreed::with(&as_settings(&providers.zoom())).await;
    let app = &agreed.app;
    app.run_jobs().await;
    let meetings = providers.meetings();
    let meeting = &meetings[&agreed.room_column("outside_id").await];
    assert_eq!(
        (meeting["start_time"].as_str(), meeting["duration"].as_i64()),
        (Some(agreed.starts_at.datetime().as_str()), Some(60))
    );
    assert_eq!(
        (meeting["settings"]["auto_recording"].as_str(), meeting["settings"]["jbh_time"].as_i64()),
        (Some("none"), Some(15))
    );
    assert!(!meeting.to_string().contains("Ana") && !meeting.to_string().contains("Ben"), "{meeting}");

    providers.be(Mood::Forgetful);
    agree(app, &agreed.ana, &agreed.ben, app.in_days(3)).await;
    app.run_jobs().await;
    assert_eq!(
        (providers.meetings().len(), app.number("SELECT count(*) FROM video_rooms WHERE state = 'wanted'").await),
        (2, 1)
    );
    providers.be(Mood::Well);
    agreed.after_seconds(21).await;
    assert_eq!(
        (providers.meetings().len(), app.number("SELECT count(*) FROM video_rooms WHERE state = 'ready'").await),
        (2, 2)
    );
    assert_eq!(providers.calls("/oauth/token").len(), 1);

    // One that does not count any more is replaced, one that ends soon is not kept.
    providers.revoke_tokens();
    agree(app, &agreed.ana, &agreed.ben, app.in_days(4)).await;
    providers.tokens_last(61);
    app.run_jobs().await;
    assert_eq!((providers.meetings().len(), providers.calls("/oauth/token").len()), (3, 2));
    providers.tokens_last(30);
    providers.revoke_tokens();
    for days in [5, 6] {
        agree(app, &agreed.ana, &agreed.ben, app.in_days(days)).await;
        app.run_jobs().await;
    }
    assert_eq!((providers.meetings().len(), providers.calls("/oauth/token").len()), (5, 4));
    agreed.go_to(-15);
    let way = way_on(&agreed.ben.post(&format!("{}/entry", agreed.room()), &[]).await);
    assert!(way.starts_with("https://zoom.example/j/80000000000?pwd="), "{way}");
}
