use skillswap::bookings;
use skillswap::video::{PresenceKind, Source, presence_of};

use super::{Agreed, agree, way_on};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_room_opens_a_quarter_of_an_hour_before_and_leads_both_to_the_same_call() {
    let agreed = Agreed::with(&[]).await;
    let (app, room) = (&agreed.app, agreed.room());
    app.run_jobs().await;
    agreed.ben.get(&agreed.path).await.says(&room);
    agreed.go_to(-16);
    agreed.ben.get(&room).await.says("Not open yet").says("It opens on").lacks(">Join<");
    let early = agreed.ben.post(&format!("{room}/entry"), &[]).await;
    assert_eq!(early.status, 409);
    early.says("opens 15 minutes before");
    assert_eq!(app.number("SELECT count(*) FROM video_presence").await, 0);

    agreed.go_to(-15);
    agreed
        .ben
        .get(&room)
        .await
        .says("The room is open")
        .says("Jitsi Meet")
        .says(">Join<")
        .says("Nobody has joined yet");
    agreed.ben.get(&room).await.says("This call is not recorded").says("Microphone");
    let on = agreed.ben.post(&format!("{room}/entry"), &[]).await;
    assert_eq!((on.header("cache-control"), on.header("referrer-policy")), ("no-store", "no-referrer"));
    let bens = way_on(&on);
    let anas = way_on(&agreed.ana.post(&format!("{room}/entry"), &[]).await);
    let (address, name) = bens.split_once('#').unwrap();
    assert_eq!((address, name), (anas.split_once('#').unwrap().0, "userInfo.displayName=%22Ben%22"));
    let key = address.strip_prefix("https://meet.jit.si/skillswap-").unwrap();
    assert!(key.len() == 40 && key.bytes().all(|digit| digit.is_ascii_hexdigit()), "{key}");
    agreed.ana.get(&room).await.says("You pressed Join").says("Ben pressed Join");
    // Whoever presses twice has come once.
    assert_eq!(agreed.ben.post(&format!("{room}/entry"), &[]).await.status, 200);
    let presence = presence_of(&mut app.state.db.get().await.unwrap(), agreed.booking()).await.unwrap();
    let seen: Vec<_> = presence.iter().map(|one| (one.member_id, one.kind, one.source)).collect();
    let came = |member| (Some(member), PresenceKind::Entered, Source::Page);
    assert_eq!(seen, [came(agreed.ben.id), came(agreed.ana.id)]);

    agreed.go_to(89);
    agreed.ben.get(&room).await.says(">Join<");
    agreed.go_to(90);
    agreed.ben.get(&room).await.says("The room is closed").lacks(">Join<");
    let late = agreed.ben.post(&format!("{room}/entry"), &[]).await;
    assert_eq!(late.status, 409);
    late.says("is over and its room is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_finds_the_room_and_nobody_before_it_is_agreed() {
    let agreed = Agreed::with(&[]).await;
    let (app, room) = (&agreed.app, agreed.room());
    app.run_jobs().await;
    let eve = app.learner("Eve").await;
    let proposed = app.proposal(&agreed.ben, &agreed.ana, &[app.in_days(3)]).await;
    agreed.go_to(-10);
    for (person, room) in
        [(&eve, room.as_str()), (&agreed.ben, &format!("{proposed}/room")), (&eve, "/bookings/x/room")]
    {
        assert_eq!(person.get(room).await.status, 404, "{room}");
        assert_eq!(person.get(&format!("{room}/news")).await.status, 404);
        assert_eq!(person.post(&format!("{room}/entry"), &[]).await.status, 404);
        assert_eq!(person.post(&format!("{room}/recording"), &[("agrees", "true")]).await.status, 404);
    }
    assert!(app.visitor().get(&room).await.location().starts_with("/login"));
    assert_eq!(app.number("SELECT count(*) FROM video_presence").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_called_off_has_no_room_any_more() {
    let agreed = Agreed::with(&[]).await;
    agreed.app.run_jobs().await;
    let now = agreed.app.state.clock.now();
    bookings::leave(&mut agreed.app.state.db.get().await.unwrap(), now, agreed.ana.id).await.unwrap();
    agreed.app.run_jobs().await;
    assert_eq!(agreed.room_column("state").await, "closed");
    agreed.go_to(-10);
    assert_eq!(agreed.ben.get(&agreed.room()).await.status, 404);
    assert_eq!(agreed.ben.post(&format!("{}/entry", agreed.room()), &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_hears_of_what_it_does_not_show_yet() {
    let agreed = Agreed::with(&[]).await;
    let room = agreed.room();
    agreed.app.run_jobs().await;
    let news = async |after: &str| agreed.ana.get(&format!("{room}/news?after={after}")).await;
    news("0").await.says("<hx-partial hx-target=\"#room\"").says("Not open yet");
    let shown = agreed.room_column("version").await;
    assert_eq!(news(&shown).await.status, 204);
    // That it opens is an event of its own.
    agreed.go_to(-15);
    agreed.app.run_jobs().await;
    news(&shown).await.says("The room is open");
    let shown = agreed.room_column("version").await;
    way_on(&agreed.ben.post(&format!("{room}/entry"), &[]).await);
    news(&shown).await.says("Ben pressed Join");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_were_agreed_before_there_were_rooms_get_one() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = agree(&app, &ana, &ben, app.in_days(2)).await;
    app.run_jobs().await;
    app.sql("DELETE FROM video_rooms; DELETE FROM jobs").await;
    assert_eq!(ben.get(&format!("{path}/room")).await.status, 404);
    app.state.clock.advance(jiff::SignedDuration::from_mins(6));
    app.run_jobs().await;
    ben.get(&format!("{path}/room")).await.says("Not open yet");
    assert_eq!(app.number("SELECT count(*) FROM video_rooms WHERE state = 'ready'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_goes_along_with_its_owner() {
    let agreed = Agreed::with(&[]).await;
    agreed.app.run_jobs().await;
    agreed.go_to(-5);
    way_on(&agreed.ben.post(&format!("{}/entry", agreed.room()), &[]).await);
    let mut conn = agreed.app.state.db.get().await.unwrap();
    let of_ben = skillswap::video::export(&mut conn, agreed.ben.id).await.unwrap();
    assert_eq!(
        (of_ben["rooms"][0]["provider"].as_str(), of_ben["came_and_went"][0]["kind"].as_str()),
        (Some("jitsi"), Some("entered"))
    );
    let of_ana = skillswap::video::export(&mut conn, agreed.ana.id).await.unwrap();
    assert_eq!(of_ana["came_and_went"].as_array().unwrap().len(), 0, "when Ben came is not hers to take");
    skillswap::video::purge(&mut conn, agreed.ben.id).await.unwrap();
    assert_eq!(agreed.app.number("SELECT count(*) FROM video_presence").await, 0);
}
