//! What a calendar's file says, compared with what ical.js understands of it, with the time zones of another engine.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use jiff::tz::TimeZone;
use skillswap::availability::{Question, read};
use skillswap::clock::Instant;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calendars");
/// Homes from which each file is read: floating times and whole days are another time in each.
const HOMES: [&str; 4] = ["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "UTC"];
/// A hundred days around the changes of clocks of the north and the south.
pub const WINDOW: (&str, &str) = ("2026-09-15T00:00:00Z", "2026-12-24T00:00:00Z");

type Busy = Vec<(i64, i64)>;

/// What the other reader says, in milliseconds; `None`, with a printed reason, on a machine without it.
pub fn second_opinion(file: &[u8], home: &str) -> Option<Busy> {
    if !Path::new(FOLDER).join("../pages/node_modules/ical.js").exists() {
        println!("skipped: ical.js is not installed; bin/test installs it");
        return None;
    }
    let script = Path::new(FOLDER).join("busy.mjs");
    let mut command = Command::new("node");
    command.arg(script).args(["-", home, WINDOW.0, WINDOW.1]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(file).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success());
    Some(serde_json::from_slice(&done.stdout).unwrap())
}

fn ours(file: &[u8], home: &str) -> Busy {
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let home = TimeZone::get(home).unwrap();
    let question = Question { home, from: at(WINDOW.0), until: at(WINDOW.1), own_host: String::new() };
    let reading = read(file, &question).unwrap();
    assert_eq!((reading.unread_events, reading.unknown_zones.len()), (0, 0));
    reading.busy.iter().map(|(from, until)| (from.microseconds() / 1000, until.microseconds() / 1000)).collect()
}

fn files() -> Vec<PathBuf> {
    let files = std::fs::read_dir(FOLDER).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "ics")).collect()
}

#[test]
fn every_file_is_understood_as_by_somebody_elses_reader() {
    let mut times = 0;
    for path in files() {
        let file = std::fs::read(&path).unwrap();
        for home in HOMES {
            let Some(theirs) = second_opinion(&file, home) else { return };
            let ours = ours(&file, home);
            let differs = ours.iter().zip(&theirs).position(|(a, b)| a != b).unwrap_or(ours.len().min(theirs.len()));
            let around =
                |busy: &Busy| busy.iter().skip(differs).take(2).map(|(a, b)| moments(*a, *b)).collect::<Vec<_>>();
            assert!(ours == theirs, "{path:?} from {home}: {:?} and {:?}", around(&ours), around(&theirs));
            times += theirs.len();
        }
    }
    assert!(times > 500, "{times}");
}

fn moments(from: i64, until: i64) -> String {
    format!("{}/{}", Instant::from_microseconds(from * 1000), Instant::from_microseconds(until * 1000))
}
