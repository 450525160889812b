mod connecting;
mod feeding;
mod inviting;
mod moving;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{CalendarPeer, Departure, Person, TestApp};

const PAGE: &str = "/me/calendar";

/// The two providers.
fn everywhere() -> [&'static str; 2] {
    ["google", "microsoft"]
}

/// A site that can write into both providers' calendars.
async fn connected() -> (TestApp, CalendarPeer) {
    let peer = CalendarPeer::start();
    let settings = peer.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    (TestApp::start_with(&settings).await, peer)
}

/// Somebody connects their account, and what is agreed is written there.
async fn connect(app: &TestApp, peer: &CalendarPeer, person: &Person, provider: &str) {
    let departure = Departure::of(&person.post(&format!("{PAGE}/{provider}"), &[]).await);
    assert_eq!(person.get(&peer.agree(&departure)).await.location(), PAGE);
    person.get(PAGE).await.says("is connected");
    app.run_jobs().await;
}

/// What ical.js understands of a file; `None`, with a printed reason, on a machine without it. Where it is, a file that it
/// refuses fails the test.
fn second_opinion(file: &str) -> Option<Value> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calendars"));
    if !folder.join("../pages/node_modules/ical.js").exists() {
        println!("skipped: ical.js is not installed; bin/test installs it");
        return None;
    }
    let mut command = Command::new("node");
    command.arg(folder.join("events.mjs")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(file.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{file}");
    Some(serde_json::from_slice(&done.stdout).unwrap())
}
