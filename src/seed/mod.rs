//! Made-up members: a population of any size to try and measure the product with, and the demo cast of a fresh
//! development installation.
//!
//! This is the one place that writes the tables of other slices. Going through their verbs would take minutes for ten
//! thousand members, send ten thousand mails and leave everything to have happened today; so `writing` repeats, row by
//! row, what those verbs leave behind, and the tests hold the result against their invariants. Whoever changes what a
//! verb writes looks here too. The constraints and triggers of the tables are on: balances, sums of transfers and
//! overlaps are still the database's word.
//!
//! A story is imagined first, from a seed and without the database (`story`), then written with one statement a table.
//! A story's people meet only each other, so that each is one transaction and a population is many of them.

mod book;
mod cast;
mod data;
mod demo;
mod people;
mod rows;
mod sessions;
mod story;
mod talks;
#[cfg(test)]
mod tests;
mod writing;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use rand::SeedableRng;
use rand::rngs::StdRng;

pub use demo::{LOG_INS, demo, log_ins_that_work};

use crate::accounts::{PasswordHash, Passwords};
use crate::clock::Instant;
use crate::db::Connection;
use crate::state::AppState;
use people::Taxonomy;
use story::Story;

/// Everybody's password: it keeps the rules, and is no secret.
pub const PASSWORD: &str = "Swap-hours-1";

/// People of one story, written in one transaction.
const STORY: u32 = 1_000;

/// "seed" in ASCII: the advisory lock by which two populations get different addresses.
const LOCK: i64 = 0x7365_6564;

/// The address that population members have, as `member7@example.org`; the number is taken out of it.
const NEXT_NUMBER: &str =
    "SELECT 1 + coalesce(max(substring(email FROM '^member([0-9]{1,9})@example\\.org$')::bigint), 0)
        AS number FROM members WHERE email LIKE 'member%@example.org'";

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// Members, each with profile, skills, hours, standing and accounts.
    pub members: usize,
    /// Bookings in any state.
    pub sessions: usize,
    /// Transfers of credits.
    pub transfers: usize,
    /// Conversations.
    pub conversations: usize,
    /// Messages in them.
    pub messages: usize,
}

/// Adds `members` plausible members with the addresses `memberN@example.org` (N counts on from those who are there) and
/// the password [`PASSWORD`], and what happened between them until now. The same `seed` in the same database tells the
/// same. Safe beside a running server: each thousand is a transaction.
///
/// # Errors
/// When the database fails or the taxonomy is missing; thousands written before stay.
pub async fn population(state: &AppState, members: u32, seed: u64) -> anyhow::Result<Summary> {
    let password = password().await?;
    let mut conn = state.db.dedicated().await?;
    let taxonomy = Taxonomy::load(&mut conn).await?;
    let mut written = Summary::default();
    let mut left = members;
    while left > 0 {
        let count = left.min(STORY);
        written.add(chapter(&mut conn, &taxonomy, &password, seed, count, state.clock.now()).await?);
        left -= count;
        tracing::info!("{} members of {members} seeded", written.members);
    }
    // Without fresh statistics the planner takes ten thousand members for none.
    state.db.owner().await?.batch_execute(&format!("VACUUM (ANALYZE) {}", writing::TABLES)).await?;
    Ok(written)
}

async fn chapter(
    conn: &mut Connection,
    taxonomy: &Taxonomy,
    password: &PasswordHash,
    seed: u64,
    count: u32,
    now: Instant,
) -> anyhow::Result<Summary> {
    conn.transaction(async |conn| {
        conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
        let next: Next = diesel::sql_query(NEXT_NUMBER).get_result(conn).await?;
        let first = u64::try_from(next.number)?;
        // Each story has its own numbers, also one that continues an earlier population of the same seed.
        let mut rng = StdRng::seed_from_u64(seed.wrapping_add(first));
        let story = Story::imagine(&mut rng, taxonomy, first, count, now)?;
        writing::write(conn, &story, password).await
    })
    .await
}

#[derive(QueryableByName)]
struct Next {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

async fn password() -> anyhow::Result<PasswordHash> {
    Ok(Passwords::new(1)?.hash(PASSWORD.to_owned()).await?)
}

impl Summary {
    fn add(&mut self, more: Self) {
        self.members += more.members;
        self.sessions += more.sessions;
        self.transfers += more.transfers;
        self.conversations += more.conversations;
        self.messages += more.messages;
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { members, sessions, transfers, conversations, messages } = self;
        write!(
            f,
            "{members} members, {sessions} sessions, {transfers} transfers of credits, {messages} messages in \
             {conversations} conversations"
        )
    }
}
