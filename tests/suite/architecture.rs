//! Holds the shape of the house: what each room may import.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Rooms in the order in which they may lean on each other: each may use those before it.
const FOUNDATIONS: [&str; 15] = [
    "clock",
    "config",
    "crypto",
    "schema",
    "db",
    "redis_pool",
    "error",
    "state",
    "mail",
    "outbound",
    "conference",
    "storage",
    "jobs",
    "idempotency",
    "realtime",
];
const SLICES: [&str; 21] = [
    "accounts",
    "notifications",
    "ledger",
    "skills",
    "profiles",
    "availability",
    "matching",
    "messaging",
    "ratings",
    "video",
    "bookings",
    "programmes",
    "series",
    "quick_help",
    "disputes",
    "agenda",
    "verification",
    "taxonomy",
    "onboarding",
    "privacy",
    "home",
];

fn source_files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { source_files(&path) } else { vec![path] }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn room_of(path: &Path) -> String {
    let relative = path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// Every `crate::...` path of a file, as its segments.
fn crate_paths(text: &str) -> Vec<Vec<String>> {
    text.match_indices("crate::")
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$'))
        .map(|(at, _)| {
            let rest = &text[at + "crate::".len()..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
            rest[..end].split("::").map(str::to_owned).collect()
        })
        .collect()
}

fn all_files() -> Vec<(PathBuf, String, String)> {
    source_files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")))
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            // Documentation may point anywhere.
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (path.clone(), room_of(&path), code)
        })
        .collect()
}

#[test]
fn slices_use_only_what_stands_to_their_left() {
    let position = |room: &str| SLICES.iter().position(|slice| *slice == room);
    let mut wrong = BTreeSet::new();
    for (path, room, code) in all_files() {
        let Some(own) = position(&room) else { continue };
        for segments in crate_paths(&code) {
            if let Some(used) = position(&segments[0])
                && used > own
            {
                wrong.insert(format!("{}: {} uses {}", path.display(), room, segments[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn foundations_know_no_slice() {
    let mut wrong = BTreeSet::new();
    for (path, room, code) in all_files() {
        if !FOUNDATIONS.contains(&room.as_str()) && room != "web" {
            continue;
        }
        for segments in crate_paths(&code) {
            if SLICES.contains(&segments[0].as_str()) {
                wrong.insert(format!("{}: {} uses {}", path.display(), room, segments[0]));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_slice_is_used_through_its_face_only() {
    let mut wrong = BTreeSet::new();
    for (path, room, code) in all_files() {
        for segments in crate_paths(&code) {
            let reaches_in = SLICES.contains(&segments[0].as_str())
                && segments[0] != room
                && segments.len() > 2
                && segments[1].starts_with(|c: char| c.is_lowercase());
            if reaches_in {
                wrong.insert(format!("{}: {}", path.display(), segments.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_homeless_lives_here() {
    for (path, ..) in all_files() {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let homeless = ["utils", "util", "helpers", "helper", "common", "service", "manager", "misc"];
        assert!(!homeless.contains(&name), "{}", path.display());
    }
}

#[test]
fn a_slice_writes_only_its_own_tables() {
    // Owner of each table, by the slice whose verbs write it.
    let owners = [
        (
            "accounts",
            &[
                "members",
                "logins",
                "mail_tokens",
                "login_attempts",
                "second_factors",
                "recovery_codes",
                "passkeys",
                "passkey_challenges",
                "linked_identities",
                "provider_errands",
            ][..],
        ),
        ("notifications", &["notifications"]),
        ("ledger", &["ledger_accounts", "ledger_transfers", "ledger_postings", "ledger_closings", "ledger_days"]),
        (
            "skills",
            &[
                "skill_categories",
                "skill_subcategories",
                "skills",
                "skill_relations",
                "skill_terms",
                "skill_vocabulary",
                "skill_alerts",
                "skill_alerts_told",
                "member_skills",
                "skill_slugs",
            ],
        ),
        ("profiles", &["profiles", "member_words", "member_places", "member_search"]),
        (
            "availability",
            &[
                "weekly_hours",
                "booking_rules",
                "date_overrides",
                "date_hours",
                "time_off",
                "calendars",
                "calendar_busy",
                "calendars",
                "calendar_busy",
            ],
        ),
        ("matching", &["matches"]),
        ("messaging", &["conversations", "participants", "messages"]),
        ("onboarding", &["skipped_steps"]),
        ("ratings", &["ratings", "standings", "rating_disputes"]),
        ("disputes", &["evidence", "evidence_messages"]),
        ("video", &["video_rooms", "video_guests", "video_presence"]),
        (
            "bookings",
            &[
                "bookings",
                "booking_slots",
                "commitments",
                "booking_events",
                "booking_terms",
                "teaching_prices",
                "moves",
                "move_slots",
                "claims",
                "booking_mails",
                "reminders",
            ],
        ),
        ("programmes", &["programmes", "programme_lessons"]),
        ("series", &["series", "series_dates", "series_lessons"]),
        ("quick_help", &["quick_helps", "standbys"]),
        ("agenda", &["calendar_feeds", "calendar_connections", "calendar_events", "calendar_errands"]),
        ("verification", &["verification_rounds", "assessments", "badges"]),
        ("taxonomy", &["skill_requests", "skill_request_supporters", "taxonomy_changes"]),
        ("privacy", &["data_exports", "departures"]),
    ];
    let mut wrong = BTreeSet::new();
    for (path, room, code) in all_files() {
        if !SLICES.contains(&room.as_str()) {
            continue;
        }
        let flat = code.split_whitespace().collect::<Vec<_>>().join(" ");
        for (owner, tables) in owners.iter().filter(|(owner, _)| *owner != room) {
            for table in *tables {
                let writes = [
                    format!("insert_into({table}::"),
                    format!("update({table}::"),
                    format!("delete({table}::"),
                    format!("INSERT INTO {table} "),
                    format!("UPDATE {table} "),
                    format!("DELETE FROM {table} "),
                ];
                if writes.iter().any(|write| flat.contains(write)) {
                    wrong.insert(format!("{}: {room} writes {table}, which is {owner}'s", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
