//! Everything that is known of a member, slice by slice, packed for them.

use std::io::{Cursor, Write};

use bytes::Bytes;
use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::accounts::{self, MemberId};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::{
    agenda, availability, bookings, disputes, ledger, matching, messaging, notifications, onboarding, profiles,
    programmes, quick_help, ratings, series, skills, taxonomy, verification, video,
};

/// What every package says of itself.
const ABOUT: &str = "What Skillswap knows of you, one file for each part of the site, as JSON: text that people and \
                     programs can read. Times are in UTC, credits in hundredths.\n";

/// A file of the package: its name and what is in it.
type Entry = (String, Bytes);

/// The package of a member: JSON of every slice, and their files.
///
/// # Errors
/// When the database or the storage fails.
pub(super) async fn package(state: &AppState, now: Instant, member: MemberId) -> AppResult<Bytes> {
    let (documents, files) = {
        let mut conn = state.db.get().await?;
        (documents(&mut conn, member).await?, profiles::personal_files(&mut conn, member).await?)
    };
    let made = json!({ "made_at": now.timestamp().to_string() });
    let mut entries = vec![("about.txt".to_owned(), Bytes::from_static(ABOUT.as_bytes())), entry("about.json", &made)?];
    for (slice, document) in &documents {
        entries.push(entry(&format!("{slice}.json"), document)?);
    }
    for (name, key) in files {
        let stored = state.storage.get(&key).await.map_err(|error| AppError::Unavailable(error.into()))?;
        entries.extend(stored.map(|bytes| (format!("files/{name}"), bytes)));
    }
    let packed = tokio::task::spawn_blocking(move || pack(&entries)).await.map_err(AppError::internal)?;
    packed.map_err(AppError::internal)
}

/// What each slice knows: a slice's line here is all that it takes.
async fn documents(conn: &mut Connection, member: MemberId) -> diesel::QueryResult<Vec<(&'static str, Value)>> {
    Ok(vec![
        ("account", accounts::export(conn, member).await?),
        ("profile", profiles::export(conn, member).await?),
        ("steps_left", onboarding::export(conn, member).await?),
        ("skills", skills::export(conn, member).await?),
        ("alerts", skills::export_alerts(conn, member).await?),
        ("skill_requests", taxonomy::export(conn, member).await?),
        ("hours", availability::export(conn, member).await?),
        ("matches", matching::export(conn, member).await?),
        ("messages", messaging::export(conn, member).await?),
        ("sessions", bookings::export(conn, member).await?),
        ("ratings", ratings::export(conn, member).await?),
        ("disputes", disputes::export(conn, member).await?),
        ("quick_help", quick_help::export(conn, member).await?),
        ("programmes", programmes::export(conn, member).await?),
        ("series", series::export(conn, member).await?),
        ("calendar", agenda::export(conn, member).await?),
        ("video", video::export(conn, member).await?),
        ("verification", verification::export(conn, member).await?),
        ("credits", ledger::export(conn, member).await?),
        ("notifications", notifications::export(conn, member).await?),
    ])
}

fn entry(name: &str, document: &Value) -> AppResult<Entry> {
    Ok((name.to_owned(), serde_json::to_vec_pretty(document).map_err(AppError::internal)?.into()))
}

fn pack(entries: &[Entry]) -> zip::result::ZipResult<Bytes> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(content)?;
    }
    Ok(archive.finish()?.into_inner().into())
}
