//! Programmes as learners take them.

use futures_util::future::join_all;
use futures_util::{SinkExt, Stream, StreamExt};
use skillswap::clock::Instant;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{bookings, key, take};
use crate::programmes::{describe, programme};
use crate::support::{Answer, Person, TestApp};

/// What the page says of a programme and sends with the form.
async fn said(learner: &Person, path: &str) -> (String, String) {
    let page = learner.get(&format!("{path}/enrolment")).await;
    let value = |name: &str| {
        let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
        rest.unwrap_or_else(|| panic!("{}", page.body)).split('"').next().unwrap().to_owned()
    };
    (value("revision"), value("price"))
}

/// The dates of a form: nothing leaves a lesson for later.
async fn send(learner: &Person, path: &str, said: (&str, &str), dates: &[(u8, Option<Instant>)], key: &str) -> Answer {
    let dates: Vec<(String, String)> = dates
        .iter()
        .map(|(position, at)| (position.to_string(), at.map_or_else(String::new, |at| at.to_string())))
        .collect();
    let mut form = vec![("key", key), ("revision", said.0), ("price", said.1)];
    for (position, at) in &dates {
        form.extend([("position", position.as_str()), ("start", at.as_str())]);
    }
    learner.post(path, &form).await
}

async fn enrol(learner: &Person, programme: &str, dates: &[(u8, Option<Instant>)], key: &str) -> Answer {
    let (revision, price) = said(learner, programme).await;
    send(learner, &format!("{programme}/enrolment"), (&revision, &price), dates, key).await
}

async fn date(learner: &Person, series: &str, dates: &[(u8, Option<Instant>)], key: &str) -> Answer {
    send(learner, &format!("{series}/dates"), ("0", "0"), dates, key).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_is_dated_answered_and_what_is_refused_is_dated_again() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let programme = programme(&app, &ana, "At the table", &["60", "90", "30"]).await;
    let form = ben.get(&format!("{programme}/enrolment")).await;
    form.says("Learn At the table").says("<b>30.00 credits</b>. You have 50.00 available.");
    assert_eq!(form.body.matches(" selected>").count(), 3, "each session has a suggestion");
    let dates = [(1, Some(app.in_days(2))), (2, Some(app.in_days(9))), (3, None)];
    let sent = enrol(&ben, &programme, &dates, &key()).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let series = sent.location().to_owned();
    ben.get(&series).await.says("2 dates proposed.").says("A programme of Spanish with Ana. 0 of 3 done.");
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'series_received'").await, 1);
    app.run_jobs().await;
    let mails = app.mails_to("ana@example.org").await;
    assert!(mails.contains(&"Ben would like to learn At the table from you: dates to answer".to_owned()), "{mails:?}");

    // The teacher changes the programme: who is enrolled keeps what they enrolled for.
    let changed = describe(&app, &ana, &format!("/me{programme}"), "In the kitchen", &["30", "30"], &key()).await;
    assert_eq!(changed.status, 303);
    let ids = bookings(&app, &series).await;
    ana.get(&series).await.says("<b>1. At the table, part 1</b>").says("proposes dates for those that have none");
    assert_eq!(take(&ana, &series, &ids[..1], &key()).await.status, 303);
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
    ben.get(&format!("/bookings/{}", ids[0]))
        .await
        .says("Programme “At the table”, session 1 of 3: At the table, part 1");
    ben.get(&series).await.says("<b>Next.</b>").says("Declined").says("To be dated, 30 minutes").says("Propose dates");

    // What was refused, and what was left for later.
    let page = ben.get(&format!("{series}/dates")).await;
    page.says("2. At the table, part 2").says("3. At the table, part 3").lacks("1. At the table, part 1");
    let early = date(&ben, &series, &[(2, Some(app.in_days(2).plus_minutes(30))), (3, None)], &key()).await;
    assert_eq!(early.status, 422);
    early.says("Session 2 begins before the one before it is over.");
    let again = [(2, Some(app.in_days(10))), (3, Some(app.in_days(10).plus_minutes(90)))];
    assert_eq!(date(&ben, &series, &again, &key()).await.status, 303);
    let ids = bookings(&app, &series).await;
    assert_eq!(ids.len(), 3);
    assert_eq!(take(&ana, &series, &ids, &key()).await.status, 303);
    assert_eq!(app.balances(ben.id).await, (2000, 3000));
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 6);
    ben.get(&format!("{series}/dates")).await.says("Every session has a date");
    ben.get(&series).await.lacks("To be dated").says("Agreed, 15.00 credits held");
    // Ending the rest says what goes back, and sends it back.
    let end = ana.get(&format!("{series}/end")).await;
    end.says("End At the table with Ben?").says("<b>30.00 credits</b>");
    let refunds: Vec<String> = end
        .body
        .split("name=\"refund\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    let (key, mut form) = (key(), vec![("reason", "I move away.")]);
    form.push(("key", &key));
    form.extend(refunds.iter().map(|refund| ("refund", refund.as_str())));
    assert_eq!(ana.post(&format!("{series}/end"), &form).await.status, 303);
    assert_eq!(app.balances(ben.id).await, (5000, 0));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_copies_of_an_enrolment_are_one_and_two_windows_date_a_session_once() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let programme = programme(&app, &ana, "At the table", &["60", "60"]).await;
    let (first, key) = ([(1, Some(app.in_days(2))), (2, None)], key());
    let answers = join_all((0..50).map(|_| enrol(&ben, &programme, &first, &key))).await;
    for answer in &answers {
        assert_eq!((answer.status, answer.location()), (303, answers[0].location()), "{}", answer.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM series").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 1);
    let other = enrol(&ben, &programme, &[(1, Some(app.in_days(3)))], &key).await;
    assert_eq!(other.status, 422);
    other.says("already been sent with other choices");
    let series = answers[0].location();
    let keys: Vec<String> = (0..6).map(|_| super::key()).collect();
    let second = [(2, Some(app.in_days(9)))];
    let answers = join_all(keys.iter().map(|key| date(&ben, series, &second, key))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1, "{answers:?}");
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 2);
    answers.iter().find(|answer| answer.status == 422).unwrap().says("Session 2 has a date by now.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_said_and_leaves_nothing() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Eve").await);
    let path = programme(&app, &ana, "At the table", &["60", "60"]).await;
    let (revision, price) = said(&ben, &path).await;
    let form = format!("{path}/enrolment");
    let none = enrol(&ben, &path, &[(1, None), (2, None)], &key()).await;
    assert_eq!(none.status, 422);
    none.says("Choose a date for at least one session.");
    let reversed = [(1, Some(app.in_days(9))), (2, Some(app.in_days(2)))];
    enrol(&ben, &path, &reversed, &key()).await.says("Session 2 begins before the one before it is over.");
    let dates = [(1, Some(app.in_days(2))), (2, Some(app.in_days(9)))];
    // A page from before the teacher changed it, and from before the price rose.
    assert_eq!(describe(&app, &ana, &format!("/me{path}"), "At the table", &["60", "90"], &key()).await.status, 303);
    let stale = send(&ben, &form, (&revision, &price), &dates, &key()).await;
    assert_eq!(stale.status, 422);
    stale.says("The programme or its price has changed since you looked.");
    assert_eq!(ana.get(&form).await.status, 404);
    let dear = programme(&app, &ana, "For long", &["240", "240"]).await;
    let refused = enrol(&ben, &dear, &dates, &key()).await;
    assert_eq!(refused.status, 422);
    refused.says("These 2 dates cost 80.00 credits in all, and you have 50.00 available: enough for 1.");
    for table in ["series", "series_lessons", "bookings", "orders"] {
        assert_eq!(app.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    // A date that somebody else has by now leaves its session to be dated.
    let taken = app.proposal(&eve, &ana, &[app.in_days(9)]).await;
    assert_eq!(ana.post(&format!("{taken}/acceptance"), &[("slot", "1")]).await.status, 303);
    let sent = enrol(&ben, &path, &dates, &key()).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let series = sent.location();
    ben.get(series).await.says("Could not be had any more: 1").says("To be dated, 1 hour 30 minutes");
    for path in [series.to_owned(), format!("{series}/dates"), format!("{series}/end")] {
        assert_eq!(eve.get(&path).await.status, 404, "{path}");
    }
    assert_eq!(date(&eve, series, &[(2, Some(app.in_days(12)))], &key()).await.status, 404);
    // Dates are the learner's to propose.
    assert_eq!(ana.get(&format!("{series}/dates")).await.status, 404);
    assert_eq!(date(&ana, series, &[(2, Some(app.in_days(12)))], &key()).await.status, 409);
    assert_eq!(app.number("SELECT count(*) FROM series_dates").await, 1);
}

/// What is pushed next that holds `words`.
async fn pushed(socket: &mut (impl Stream<Item = Result<Message, Error>> + Unpin), words: &str) {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) if text.contains(words) => return,
            _ => continue,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_moves_when_the_other_one_answers() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let series = super::series(&app, &ben, &ana, app.in_days(2), 2).await;
    let id = series.rsplit('/').next().unwrap();
    let mut request = format!("ws://{}/live", app.address).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", app.state.origin().parse().unwrap());
    headers.insert("cookie", ben.cookie().parse().unwrap());
    let stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    socket.send(Message::text(format!("{{\"topics\":{{\"series:{id}\":0}}}}"))).await.unwrap();
    pushed(&mut socket, "Waiting for Ana").await;
    assert_eq!(take(&ana, &series, &bookings(&app, &series).await, &key()).await.status, 303);
    pushed(&mut socket, "Agreed, 10.00 credits held").await;
}
