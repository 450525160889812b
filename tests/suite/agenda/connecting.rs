//! Connecting an account, and what is written into it.

use jiff::SignedDuration;

use super::{PAGE, connect, connected, everywhere};
use crate::support::{CalendarPeer, Departure, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_agreed_moved_and_called_off_is_written_as_it_is() {
    for provider in everywhere() {
        let (app, peer) = connected().await;
        let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
        let [first, second, third] = [2, 3, 4].map(|days| app.in_days(days));
        // One that was agreed before, and one after.
        let before = app.proposal(&ben, &ana, &[first]).await;
        assert_eq!(ana.post(&format!("{before}/acceptance"), &[("slot", "1")]).await.status, 303);
        connect(&app, &peer, &ana, provider).await;
        let event = peer.event();
        assert_eq!((event.title.as_str(), peer.calendars()), ("Spanish: you teach Ben", 1));
        assert!(event.text.ends_with(&before), "{}", event.text);
        assert_eq!((event.start, event.end), (first.timestamp(), first.plus_hours(1).timestamp()));
        ana.get(PAGE).await.says("Your sessions are in the calendar Skillswap").lacks("tokenmarker");
        let after = app.proposal(&ben, &ana, &[third]).await;
        assert_eq!(ana.post(&format!("{after}/acceptance"), &[("slot", "1")]).await.status, 303);
        app.run_jobs().await;
        assert_eq!(peer.events().len(), 2, "{provider}");

        let slot = second.to_string();
        assert_eq!(ana.post(&format!("{before}/move"), &[("slot", &slot)]).await.status, 303);
        assert_eq!(ben.post(&format!("{before}/move/agreement"), &[("slot", "1")]).await.status, 303);
        app.run_jobs().await;
        assert!(peer.events().iter().any(|event| event.start == second.timestamp()), "{provider}");
        for path in [&before, &after] {
            assert_eq!(ana.post(&format!("{path}/cancellation"), &[("refund", "1000")]).await.status, 303);
        }
        app.run_jobs().await;
        assert_eq!(peer.events().len(), 0, "{provider}");
        for table in ["calendar_connections", "calendar_errands", "jobs", "calendar_events"] {
            let rows = format!("SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE '%tokenmarker%'");
            assert_eq!(app.number(&rows).await, 0, "{table} has a token in the open");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_whose_answer_was_lost_is_no_second_event() {
    for provider in everywhere() {
        let (app, peer) = connected().await;
        let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
        connect(&app, &peer, &ana, provider).await;
        let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
        assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
        app.run_jobs().await;
        let first = peer.event();
        // As when the answer had not come: we do not know that it is there.
        app.sql("DELETE FROM calendar_events").await;
        let again = "INSERT INTO jobs (kind, payload, max_attempts, run_at, created_at)
            SELECT 'agenda.write_event', jsonb_build_object('connection_id', c.id, 'booking_id', b.id), 10, now(), now()
            FROM calendar_connections c, bookings b";
        app.sql(again).await;
        app.run_jobs().await;
        assert_eq!(peer.event().id, first.id, "{provider}");
        assert_eq!(app.number("SELECT count(*) FROM calendar_events").await, 1, "{provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_renewed_when_they_end_and_when_they_are_not_taken() {
    for provider in everywhere() {
        let (app, peer) = connected().await;
        let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
        connect(&app, &peer, &ana, provider).await;
        let agree = async |day| {
            let path = app.proposal(&ben, &ana, &[app.in_days(day)]).await;
            assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
            app.run_jobs().await;
        };
        peer.end_access();
        agree(2).await;
        assert_eq!((peer.events().len(), peer.renewals()), (1, (1, 0)), "{provider}: taken back early");
        app.state.clock.advance(SignedDuration::from_mins(62));
        agree(3).await;
        assert_eq!((peer.events().len(), peer.renewals()), (2, (2, 0)), "{provider}: at its time");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_need_new_tokens_renew_them_once() {
    let (app, peer) = connected().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    connect(&app, &peer, &ana, "google").await;
    for day in 2..6 {
        let path = app.proposal(&ben, &ana, &[app.in_days(day)]).await;
        assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    }
    peer.end_access();
    // Two nodes do what there is to do at the same time.
    for _ in 0..4 {
        tokio::join!(app.run_jobs(), app.run_jobs(), app.run_jobs());
        app.state.clock.advance(SignedDuration::from_secs(20));
    }
    assert_eq!(peer.renewals(), (1, 0));
    assert_eq!(peer.events().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_waited_out_as_long_as_is_asked() {
    let (app, peer) = connected().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    connect(&app, &peer, &ana, "microsoft").await;
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    peer.refuse(&[(429, 90)]);
    app.run_jobs().await;
    app.state.clock.advance(SignedDuration::from_secs(60));
    app.run_jobs().await;
    assert_eq!(peer.events().len(), 0, "not before its time");
    app.state.clock.advance(SignedDuration::from_secs(40));
    app.run_jobs().await;
    assert_eq!(peer.events().len(), 1);
    // A server that fails is tried again as any job is.
    peer.refuse(&[(503, 0)]);
    assert_eq!(ana.post(&format!("{path}/cancellation"), &[("refund", "1000")]).await.status, 303);
    app.run_jobs().await;
    app.state.clock.advance(SignedDuration::from_mins(2));
    app.run_jobs().await;
    assert_eq!(peer.events().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn access_that_was_taken_back_is_told_once_and_given_again() {
    for provider in everywhere() {
        let (app, peer) = connected().await;
        let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
        connect(&app, &peer, &ana, provider).await;
        peer.revoke();
        for day in 2..5 {
            let path = app.proposal(&ben, &ana, &[app.in_days(day)]).await;
            assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
            app.run_jobs().await;
        }
        let told = "SELECT count(*) FROM notifications WHERE kind = 'calendar_disconnected'";
        assert_eq!((app.number(told).await, peer.events().len()), (1, 0), "{provider}");
        let asked = peer.requests().len();
        app.state.clock.advance(SignedDuration::from_mins(10));
        app.run_jobs().await;
        assert_eq!(peer.requests().len(), asked, "nothing is tried any more");
        ana.get("/notifications").await.says("does not let us in any more");
        ana.get(PAGE).await.says("Not connected since").says("again");
        connect(&app, &peer, &ana, provider).await;
        assert_eq!((peer.events().len(), peer.calendars()), (3, 1), "{provider}: the same calendar");
        peer.delete_calendar();
        app.state.clock.advance(SignedDuration::from_mins(6));
        app.run_jobs().await;
        ana.get(PAGE).await.says("Not connected since");
        connect(&app, &peer, &ana, provider).await;
        assert_eq!((peer.events().len(), peer.calendars()), (3, 1), "{provider}: another calendar");

        assert_eq!(ana.post(&format!("{PAGE}/{provider}/removal"), &[]).await.location(), PAGE);
        ana.get(PAGE).await.says("our calendar there is gone");
        assert_eq!((peer.calendars(), app.number("SELECT count(*) FROM calendar_connections").await), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_is_who_set_out() {
    let (app, peer) = connected().await;
    let (ana, eve) = (app.teacher("Ana").await, app.teacher("Eve").await);
    let departure = Departure::of(&ana.post(&format!("{PAGE}/google"), &[]).await);
    assert_eq!(departure.parameter("scope"), "https://www.googleapis.com/auth/calendar.app.created");
    assert_eq!(departure.parameter("access_type"), "offline");
    let back = peer.agree(&departure);
    assert_eq!(eve.get(&back).await.location(), PAGE);
    eve.get(PAGE).await.says("begun in another browser");
    assert_eq!(ana.get(&back.replace("/google/", "/microsoft/")).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM calendar_connections").await, 0);
    assert_eq!(ana.get(&back).await.status, 303);
    assert_eq!(ana.get(&back).await.status, 303, "a second time");
    ana.get(PAGE).await.says("begun in another browser");
    assert_eq!(app.number("SELECT count(*) FROM calendar_connections").await, 1);

    let departure = Departure::of(&eve.post(&format!("{PAGE}/google"), &[]).await);
    let back = format!("{PAGE}/google/callback?error=access_denied&state={}", departure.parameter("state"));
    assert_eq!(eve.get(&back).await.status, 303);
    eve.get(PAGE).await.says("nothing is written there");
    let late = peer.agree(&Departure::of(&eve.post(&format!("{PAGE}/google"), &[]).await));
    app.state.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(eve.get(&late).await.status, 303);
    eve.get(PAGE).await.says("more than ten minutes old");
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM calendar_errands").await, 0);
    let plain = TestApp::start().await;
    let ben = plain.learner("Ben").await;
    assert_eq!(ben.post(&format!("{PAGE}/google"), &[]).await.status, 404, "not configured");
    ben.get(PAGE).await.lacks("Connect Google");
}

#[tokio::test(flavor = "multi_thread")]
async fn our_tokens_go_nowhere_but_to_the_api() {
    let (app, peer) = connected().await;
    let (ana, other) = (app.teacher("Ana").await, CalendarPeer::start());
    connect(&app, &peer, &ana, "microsoft").await;
    let elsewhere = other.settings().iter().find(|(name, _)| *name == "MICROSOFT_CALENDAR_API_URL").unwrap().1.clone();
    peer.lead_to(&format!("{elsewhere}/me/calendars/x/calendarView/delta"));
    app.state.clock.advance(SignedDuration::from_mins(6));
    app.run_jobs().await;
    assert_eq!(other.requests(), Vec::<String>::new());
    app.state.clock.advance(SignedDuration::from_mins(6));
    app.run_jobs().await;
    ana.get(PAGE).await.says("Looked at");
}
