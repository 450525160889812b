//! Invitations by mail, through a real mail server, read by somebody else's reader.

use serde_json::Value;

use super::second_opinion;
use crate::support::{Letter, MailServer, TestApp};

/// The letter to somebody whose subject begins so, and its event as the other reader has it.
fn invitation(server: &MailServer, to: &str, subject: &str) -> (Letter, Option<Value>) {
    let mut letters = server.letters();
    let at = letters.iter().position(|letter| letter.to == to && letter.subject.starts_with(subject));
    let letter = letters.remove(at.unwrap_or_else(|| panic!("no {subject} to {to}: {letters:?}")));
    let event = second_opinion(letter.calendar.as_ref().unwrap());
    (letter, event)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_agreed_moved_and_called_off_is_one_event_whose_sequence_rises() {
    let Some(server) = MailServer::start().await else { return };
    let app = TestApp::start_with(&[("SMTP_URL", &server.url())]).await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    app.sql(&format!("UPDATE members SET name = 'Ana, the \"Great\"; Ünïcödé' WHERE id = {}", ana.id)).await;
    let (first, second) = (app.in_days(2), app.in_days(3));
    let path = app.proposal(&ben, &ana, &[first]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    app.run_jobs().await;

    let (letter, event) = invitation(&server, "ben@example.org", "Booked: ");
    assert_eq!(letter.calendar_type.as_deref(), Some("method=REQUEST"));
    assert_eq!(letter.file.as_deref(), letter.calendar.as_deref(), "the file is the same event");
    let Some(said) = event else { return };
    assert_eq!(said["method"], "REQUEST");
    let event = &said["events"][0];
    assert_eq!(event["summary"].as_str().unwrap(), "Spanish: you learn from Ana, the \"Great\"; Ünïcödé");
    assert_eq!((&event["sequence"], &event["status"]), (&0.into(), &"CONFIRMED".into()));
    assert_eq!(event["from"], first.microseconds() / 1000);
    assert_eq!(event["until"], first.plus_hours(1).microseconds() / 1000);
    assert_eq!(event["url"], event["location"]);
    assert!(event["url"].as_str().unwrap().ends_with(&path));
    assert_eq!(event["attendees"][0]["address"], "mailto:ben@example.org");
    let file = letter.calendar.as_ref().unwrap();
    assert!(!file.contains("ana@example.org"), "the other one's address is not told: {file}");
    let (_, theirs) = invitation(&server, "ana@example.org", "Booked: ");
    let theirs = &theirs.unwrap()["events"][0];
    assert_eq!((&theirs["uid"], &theirs["summary"]), (&event["uid"], &"Spanish: you teach Ben".into()));

    assert_eq!(ben.post(&format!("{path}/move"), &[("slot", &second.to_string())]).await.status, 303);
    app.run_jobs().await;
    assert!(server.letters().iter().all(|letter| !letter.subject.starts_with("Moved: ")), "nothing has moved yet");
    assert_eq!(ana.post(&format!("{path}/move/agreement"), &[("slot", "1")]).await.status, 303);
    app.run_jobs().await;
    let (_, moved) = invitation(&server, "ben@example.org", "Moved: ");
    let moved = &moved.unwrap()["events"][0];
    assert_eq!((&moved["uid"], &moved["sequence"]), (&event["uid"], &1.into()));
    assert_eq!(moved["from"], second.microseconds() / 1000);

    let all_back = [("reason", "I am ill, sorry"), ("refund", "1000")];
    assert_eq!(ana.post(&format!("{path}/cancellation"), &all_back).await.status, 303);
    app.run_jobs().await;
    let (letter, gone) = invitation(&server, "ben@example.org", "Called off: ");
    assert_eq!(letter.calendar_type.as_deref(), Some("method=CANCEL"));
    for words in ["I am ill, sorry", "10.00 of the 10.00 credits", "called it off"] {
        assert!(letter.text.contains(words), "{words}: {}", letter.text);
    }
    let gone = gone.unwrap();
    assert_eq!(gone["method"], "CANCEL");
    let gone = &gone["events"][0];
    assert_eq!((&gone["uid"], &gone["sequence"]), (&event["uid"], &2.into()));
    assert_eq!(gone["status"], "CANCELLED");
    assert_eq!(server.letters().iter().filter(|letter| letter.calendar.is_some()).count(), 6, "one each, each time");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_overtaken_is_not_told() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    let all_back = [("reason", ""), ("refund", "1000")];
    assert_eq!(ana.post(&format!("{path}/cancellation"), &all_back).await.status, 303);
    app.run_jobs().await;
    let subjects = app.mails_to("ben@example.org").await;
    assert_eq!(subjects.iter().filter(|subject| subject.starts_with("Booked:")).count(), 0, "{subjects:?}");
    assert_eq!(subjects.iter().filter(|subject| subject.starts_with("Called off:")).count(), 1, "{subjects:?}");
}
