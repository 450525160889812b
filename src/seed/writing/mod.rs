//! Writes a story down, a statement a table. The one place that writes the tables of other slices.

mod book;
mod notifications;
mod people;
mod sessions;
mod talks;
mod verification;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::RunQueryDsl;

use super::Summary;
use super::story::Story;
use crate::accounts::PasswordHash;
use crate::db::Connection;

/// Every table that is written, for VACUUM.
pub(super) const TABLES: &str = "members, profiles, member_skills, weekly_hours, standings, ledger_accounts, \
     ledger_transfers, ledger_postings, bookings, booking_slots, commitments, booking_events, ratings, conversations, \
     participants, messages, notifications, logins, member_search, member_words, member_places";

/// Writes everything that `story` tells; everybody in it has `password`. To be called in a transaction.
pub(super) async fn write(conn: &mut Connection, story: &Story, password: &PasswordHash) -> anyhow::Result<Summary> {
    let writing = Writing { story, ids: Ids::reserve(conn, story).await? };
    writing.people(conn, password).await?;
    writing.sessions(conn).await?;
    writing.verification(conn).await?;
    let messages = writing.talks(conn).await?;
    writing.notifications(conn).await?;
    // Last: from here on, whoever else is granted starter credits waits for us.
    writing.book(conn).await?;
    Ok(Summary {
        members: story.people.len(),
        sessions: story.sessions.len(),
        transfers: story.transfers.len(),
        conversations: story.talks.len(),
        messages,
    })
}

/// A story with the ids that it is written under.
struct Writing<'a> {
    story: &'a Story,
    ids: Ids,
}

/// The ids of what a story tells of, by its places there.
struct Ids {
    people: Vec<i64>,
    available: Vec<i64>,
    /// By the session.
    escrow: Vec<i64>,
    sessions: Vec<i64>,
    transfers: Vec<i64>,
    talks: Vec<i64>,
    /// The house's account that starter credits come from.
    starter: i64,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

impl Ids {
    async fn reserve(conn: &mut Connection, story: &Story) -> anyhow::Result<Self> {
        let mut accounts = reserve(conn, "ledger_accounts", story.people.len() + story.sessions.len()).await?;
        let starter: Id =
            diesel::sql_query("SELECT id FROM ledger_accounts WHERE kind = 'starter'").get_result(conn).await?;
        Ok(Self {
            people: reserve(conn, "members", story.people.len()).await?,
            escrow: accounts.split_off(story.people.len()),
            available: accounts,
            sessions: reserve(conn, "bookings", story.sessions.len()).await?,
            transfers: reserve(conn, "ledger_transfers", story.transfers.len()).await?,
            talks: reserve(conn, "conversations", story.talks.len()).await?,
            starter: starter.id,
        })
    }
}

/// `count` ids of `table` that nobody else will get.
async fn reserve(conn: &mut Connection, table: &str, count: usize) -> anyhow::Result<Vec<i64>> {
    let rows: Vec<Id> =
        diesel::sql_query("SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)")
            .bind::<Text, _>(table)
            .bind::<Integer, _>(i32::try_from(count)?)
            .load(conn)
            .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
