//! What its owner does to a session in a connected calendar.

use jiff::SignedDuration;
use skillswap::clock::Instant;

use super::{connect, connected, everywhere};
use crate::support::{CalendarPeer, Person, TestApp};

/// Ana teaches Ben in two days' time, and has it in her calendar. The moment is given, because the clock goes on.
async fn agreed(provider: &str) -> (TestApp, CalendarPeer, [Person; 2], String, Instant) {
    let (app, peer) = connected().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    connect(&app, &peer, &ana, provider).await;
    let starts_at = app.in_days(2);
    let path = app.proposal(&ben, &ana, &[starts_at]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    app.run_jobs().await;
    look(&app).await;
    (app, peer, [ana, ben], path, starts_at)
}

/// The next look at connected calendars.
async fn look(app: &TestApp) {
    app.state.clock.advance(SignedDuration::from_mins(6));
    app.run_jobs().await;
}

const OFFERS: &str = "SELECT count(*) FROM moves";

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_event_is_an_offer_and_the_agreed_time_is_put_back() {
    for provider in everywhere() {
        let (app, peer, [ana, ben], path, old) = agreed(provider).await;
        let new = old.plus_hours(24);
        look(&app).await;
        assert_eq!(app.number(OFFERS).await, 0, "{provider}: what we write ourselves is no move");
        peer.move_to(new);
        look(&app).await;
        assert_eq!(peer.event().start, old.timestamp(), "{provider}: put back");
        assert_eq!(app.number("SELECT sequence FROM bookings").await, 0, "{provider}: nothing has moved");
        let reason = if provider == "google" { "Moved in Google Calendar." } else { "Moved in Outlook." };
        ben.get(&path).await.says("Ana would like another time").says(reason);
        ana.get(&path).await.says("You offered another time").says(reason);
        ben.get("/notifications").await.says("Ana would like to move your session");
        look(&app).await;
        assert_eq!(app.number(OFFERS).await, 1, "{provider}: once");

        assert_eq!(ben.post(&format!("{path}/move/agreement"), &[("slot", "1")]).await.status, 303);
        app.run_jobs().await;
        look(&app).await;
        assert_eq!((peer.event().start, app.number(OFFERS).await), (new.timestamp(), 1), "{provider}");

        // And once more to the time that was offered before: another order.
        peer.move_to(old.plus_hours(2));
        look(&app).await;
        assert_eq!(ben.post(&format!("{path}/move/refusal"), &[]).await.status, 303);
        peer.move_to(old.plus_hours(2));
        look(&app).await;
        assert_eq!((app.number(OFFERS).await, peer.event().start), (3, new.timestamp()), "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_read_twice_is_offered_once() {
    for provider in everywhere() {
        let (app, peer, _, path, old) = agreed(provider).await;
        let cursor = app.text("SELECT cursor FROM calendar_connections").await;
        peer.move_to(old.plus_hours(24));
        look(&app).await;
        // As when the process had been stopped before it had noted how far it read, and before it had put the time back.
        peer.move_to(old.plus_hours(24));
        app.sql(&format!("UPDATE calendar_connections SET cursor = '{cursor}'")).await;
        look(&app).await;
        assert_eq!(app.number(OFFERS).await, 1, "{provider} {path}");
        assert_eq!(peer.event().start, old.timestamp(), "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_cannot_be_offered_is_put_back_and_its_owner_told() {
    for provider in everywhere() {
        let (app, peer, [ana, _], _, old) = agreed(provider).await;
        peer.move_to(old.plus_hours(24).plus_minutes(7));
        look(&app).await;
        assert_eq!((app.number(OFFERS).await, peer.event().start), (0, old.timestamp()), "{provider}");
        ana.get("/notifications").await.says("to a time that cannot be offered");
        peer.lengthen();
        look(&app).await;
        assert_eq!(peer.event().end, old.plus_hours(1).timestamp(), "{provider}: its length is agreed as well");
        assert_eq!(app.number(OFFERS).await, 0, "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_event_is_a_note_and_not_a_cancellation() {
    for provider in everywhere() {
        let (app, peer, [ana, ben], path, _) = agreed(provider).await;
        peer.delete_event();
        look(&app).await;
        look(&app).await;
        let told = "SELECT count(*) FROM notifications WHERE kind = 'calendar_event_deleted'";
        assert_eq!((app.number(told).await, peer.events().len()), (1, 0), "{provider}: once, and it stays away");
        assert_eq!(app.text("SELECT state FROM bookings").await, "accepted");
        ana.get("/notifications").await.says("It is still agreed");
        ben.get("/notifications").await.lacks("It is still agreed");
        assert_eq!(ana.post(&format!("{path}/cancellation"), &[("refund", "1000")]).await.status, 303);
        app.run_jobs().await;
        assert_eq!(app.number("SELECT count(*) FROM jobs WHERE state = 'dead' OR attempts > 0").await, 0, "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_is_too_old_is_begun_anew_and_loses_nothing() {
    for provider in everywhere() {
        let (app, peer, _, _, old) = agreed(provider).await;
        peer.forget_cursors();
        peer.move_to(old.plus_hours(24));
        look(&app).await;
        assert_eq!((app.number(OFFERS).await, peer.event().start), (1, old.timestamp()), "{provider}");
    }
}
