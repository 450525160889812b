use diesel_async::SimpleAsyncConnection;
use futures_util::{SinkExt, StreamExt};
use jiff::SignedDuration;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{Person, TestApp};

const SURE: [(&str, &str); 2] = [("sure", "true"), ("password", "Swap-hours-1")];

const PAGE: &str = "/me/deletion";

async fn leave(person: &Person) {
    let answer = person.post(PAGE, &SURE).await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.body);
}

/// `learner` proposes an hour in `days`, `teacher` accepts.
async fn agreed(app: &TestApp, learner: &Person, teacher: &Person, days: i64) -> String {
    let path = app.proposal(learner, teacher, &[app.in_days(days)]).await;
    assert_eq!(teacher.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_first_what_leaving_means_and_wants_a_tick() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    agreed(&app, &ben, &ana, 2).await;
    app.proposal(&ben, &ana, &[app.in_days(3)]).await;
    ben.get(PAGE).await.says("2 proposals and sessions end").says("You lose 50.00 credits");
    let refused = ben.post(PAGE, &[]).await;
    assert_eq!(refused.status, 422);
    refused.says("Tick this first");
    assert_eq!(app.number("SELECT count(*) FROM members WHERE deleted_at IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_of_some_minutes_ago_is_asked_for_the_password_first() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    app.state.clock.advance(SignedDuration::from_mins(11));
    for path in [PAGE, "/me/data/skillswap.zip"] {
        assert!(ana.get(path).await.location().starts_with("/me/confirmation?next="), "{path}");
    }
    for path in [PAGE, "/me/data"] {
        assert!(ana.post(path, &SURE).await.location().starts_with("/me/confirmation?next="), "{path}");
    }
    assert_eq!(app.number("SELECT count(*) FROM members WHERE deleted_at IS NOT NULL").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM data_exports").await, 0);
    let form = [("password", "Swap-hours-1"), ("next", PAGE)];
    assert_eq!(ana.post("/me/confirmation", &form).await.location(), PAGE);
    leave(&ana).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_leaves_is_logged_in_nowhere_within_a_second() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let elsewhere = app.visitor();
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(elsewhere.post("/login", &form).await.status, 303);
    assert_eq!(elsewhere.get("/credits").await.status, 200);
    let mut request = format!("ws://{}/live", app.address).into_client_request().unwrap();
    request.headers_mut().insert("origin", format!("http://{}", app.address).parse().unwrap());
    request.headers_mut().insert("cookie", elsewhere.cookie().parse().unwrap());
    let stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    socket.send(Message::text("{\"topics\":{}}")).await.unwrap();

    leave(&ana).await;
    let ended = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
                Some(Ok(_)) => {}
                gone => panic!("closed without a code: {gone:?}"),
            }
        }
    };
    assert_eq!(tokio::time::timeout(std::time::Duration::from_secs(1), ended).await.unwrap(), 4001);
    for browser in [&ana, &elsewhere] {
        assert_eq!(browser.get("/credits").await.status, 303);
    }
    assert_eq!(app.visitor().post("/login", &form).await.status, 422);
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await, ["Your account is deleted"]);
    assert_eq!(app.visitor().get(&format!("/members/{}-ana", ana.id)).await.status, 404);
    // The address is free for somebody new.
    let form = [("name", "Ana"), ("email", "ana@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(app.visitor().post("/join", &form).await.location(), "/join/sent");
    assert_eq!(app.number("SELECT count(*) FROM members").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_who_leaves_gives_back_what_is_to_come() {
    let app = TestApp::start().await;
    let (ana, ben, carla) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Carla").await);
    let agreed = agreed(&app, &ben, &ana, 2).await;
    let asked = app.proposal(&carla, &ana, &[app.in_days(3)]).await;
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
    leave(&ana).await;
    assert_eq!(app.balances(ben.id).await, (5000, 0));
    assert_eq!(app.balances(ana.id).await, (0, 0));
    app.assert_book_balances().await;
    ben.get(&agreed).await.says("Former member called it off").says("went back");
    carla.get(&asked).await.says("Former member declined");
    ben.get("/notifications").await.says("Former member cancelled your session");
    carla.get("/notifications").await.says("Former member cannot take your proposal");
    app.run_jobs().await;
    assert!(app.mails_to("ben@example.org").await.iter().any(|subject| subject.starts_with("Called off")));
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 0);
    // The house has what Ana had.
    assert_eq!(app.number("SELECT balance FROM ledger_accounts WHERE kind = 'expiry'").await, 5_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_took_place_is_paid_and_stays_the_others_history() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let over = agreed(&app, &ben, &ana, 2).await;
    app.state.clock.advance(SignedDuration::from_hours(24 * 2 + 3));
    let rating = [
        ("overall", "5"),
        ("knowledge", "5"),
        ("communication", "5"),
        ("professionalism", "5"),
        ("comment", "Patient and clear."),
    ];
    assert_eq!(ben.post(&format!("{over}/rating"), &rating).await.status, 303);
    let form = [("email", "ben@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(ben.post("/login", &form).await.status, 303);
    leave(&ben).await;
    assert_eq!(app.balances(ana.id).await, (6000, 0));
    assert_eq!(app.balances(ben.id).await, (0, 0));
    app.assert_book_balances().await;
    ana.get(&over).await.says("Patient and clear.").says("10.00 credits went to you");
    app.visitor().get(&format!("/members/{}-ana", ana.id)).await.says("Patient and clear.");
    ana.get("/credits").await.says("1 hour of Spanish</a> to").says("Former member");
    // A month later the words are gone and the marks are there.
    app.state.clock.advance(SignedDuration::from_hours(24 * 30));
    app.run_jobs().await;
    assert_eq!(app.number("SELECT rating_count FROM standings ORDER BY rating_count DESC LIMIT 1").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM ratings WHERE overall = 5 AND comment = ''").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_and_being_booked_at_the_same_moment_leaves_nothing_open() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let mut learners = Vec::new();
    for name in ["Ben", "Carla", "Dan", "Eva"] {
        learners.push(app.learner(name).await);
    }
    let mut asked = Vec::new();
    for (day, learner) in (2..).zip(&learners) {
        asked.push(app.proposal(learner, &ana, &[app.in_days(day)]).await);
    }
    let accepting = asked.iter().map(|path| {
        let (ana, path) = (&ana, format!("{path}/acceptance"));
        async move { ana.post(&path, &[("slot", "1")]).await.status }
    });
    let (left, _) = tokio::join!(ana.post(PAGE, &SURE), futures_util::future::join_all(accepting));
    if left.status != 303 || left.location() != "/" {
        panic!("{}: {}", left.status, left.body);
    }
    // What slipped in between is ended by the purge at the latest.
    app.state.clock.advance(SignedDuration::from_hours(24 * 30));
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state IN ('proposed', 'accepted')").await, 0);
    assert_eq!(app.number("SELECT sum(balance) FROM ledger_accounts WHERE kind = 'held'").await, 0);
    assert_eq!(app.balances(ana.id).await, (0, 0));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_a_phone_cannot_delete_its_owner() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.get(PAGE).await.says("name=\"password\"");
    let refused = ana.post(PAGE, &[("sure", "true"), ("password", "Wrong-hours-1")]).await;
    assert_eq!(refused.status, 422);
    refused.says("not your password. Nothing has been deleted");
    assert_eq!(app.number("SELECT count(*) FROM departures").await, 0);
    app.sql("UPDATE members SET password_hash = NULL").await;
    assert_eq!(ana.post(PAGE, &[("sure", "true")]).await.location(), "/", "who has none proved themselves just now");
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_on_its_way_to_somebody_with_a_longer_address_arrives() {
    let app = TestApp::start().await;
    let na = app.member("na").await;
    for (email, depth) in [("ana@example.org", "{}"), ("na@example.org", "{}"), ("na@example.org", "{\"deep\": [{}]}")]
    {
        let payload = depth.replace("{}", &format!("{{\"email\": \"{email}\"}}"));
        app.sql(&format!(
            "INSERT INTO jobs (kind, payload, run_at, created_at) VALUES ('test.mail', '{payload}', now(), now())"
        ))
        .await;
    }
    leave(&na).await;
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE kind = 'test.mail'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE payload ->> 'email' = 'ana@example.org'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_click_finds_nothing_left_to_delete() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let mut conn = app.state.db.dedicated().await.unwrap();
    // Somebody holds the row that both need first: both are past their log-in when they go on.
    conn.batch_execute(&format!("BEGIN; SELECT FROM members WHERE id = {} FOR UPDATE", ana.id)).await.unwrap();
    let release = async {
        let waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while app.number(waiting).await < 2 {}
        conn.batch_execute("COMMIT").await.unwrap();
    };
    let (one, other, ()) = tokio::join!(ana.post(PAGE, &SURE), ana.post(PAGE, &SURE), release);
    for answer in [one, other] {
        assert_eq!((answer.status, answer.location()), (303, "/"), "{}", answer.body);
    }
    app.run_jobs().await;
    assert_eq!(app.mails_to("ana@example.org").await, ["Your account is deleted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_does_not_wait_for_somebody_who_joins() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let mut joining = app.state.db.dedicated().await.unwrap();
    joining.batch_execute("BEGIN; INSERT INTO member_words VALUES ('zacharias')").await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(10), leave(&ana)).await.unwrap();
    joining.batch_execute("COMMIT").await.unwrap();
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM member_words").await, 0);
}
