//! Tries that may be guesses, counted before they are made, in PostgreSQL: a count holds on every node and outlives a
//! restart.
//!
//! The rule, for each subject by itself: so many tries a minute are free (`LOGINS_PER_MINUTE`, 5). The next one is
//! refused and a minute must pass; from then on each try makes the wait for the following one twice as long: 2, 4, 8, at
//! most 15 minutes. An hour without a try ends it. A try that succeeds is taken back.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Bool, Integer, Timestamptz};
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;

use super::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::error::{AppError, AppResult};
use crate::schema::login_attempts;
use crate::state::AppState;
use crate::web::client_address;

/// Rows deleted in one statement: enough to be quick, few enough to hold nobody up.
const AT_ONCE: i64 = 5000;

/// What tries are counted on.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// Log-ins to the account with this address, as typed, whether there is one or not.
    Account(String),
    /// Log-ins from one household or host.
    From(IpAddr),
    /// A member who confirms who they are.
    Proof(MemberId),
    /// Codes of a member's second factor.
    Code(MemberId),
    /// Mails that somebody asked us to send to this address, as typed.
    Mail(String),
}

impl Subject {
    /// An account, by its address as typed.
    pub(super) fn account(email: &str) -> Self {
        Self::Account(email.trim().to_lowercase())
    }

    /// Mails to an address as typed.
    pub(super) fn mail(email: &str) -> Self {
        Self::Mail(email.trim().to_lowercase())
    }

    fn digest(&self, state: &AppState) -> Vec<u8> {
        let text = match self {
            Self::Account(email) => format!("account {email}"),
            Self::From(address) => format!("from {}", client_address::limit_key(*address)),
            Self::Proof(member) => format!("proof {member}"),
            Self::Code(member) => format!("code {member}"),
            Self::Mail(email) => format!("mail {email}"),
        };
        state.secret.keyed_digest("login attempts", &text).to_vec()
    }
}

/// One try on every subject, in one statement. Rows are locked in one order, whoever counts. Of tries that come at once,
/// one with an earlier clock may be counted later: only a strike makes anybody wait.
const COUNT: &str = "
INSERT INTO login_attempts AS known (subject, tries, strikes, counted_from, open_at, last_at, refused)
SELECT subject, 1, 0, $2, $2, $2, false FROM unnest($1) AS subject ORDER BY subject
ON CONFLICT (subject) DO UPDATE SET (tries, strikes, counted_from, open_at, last_at, refused) = (
    SELECT CASE step WHEN 'anew' THEN 1 WHEN 'free' THEN known.tries + 1 ELSE known.tries END,
           CASE step WHEN 'anew' THEN 0 WHEN 'strike' THEN 1 WHEN 'slow' THEN known.strikes + 1 ELSE known.strikes END,
           CASE step WHEN 'anew' THEN $2 ELSE known.counted_from END,
           CASE step WHEN 'wait' THEN known.open_at
                     WHEN 'strike' THEN $2 + interval '1 minute'
                     WHEN 'slow' THEN $2 + least(interval '1 minute' * 2 ^ least(known.strikes, 10), interval '15 minutes')
                     ELSE $2 END,
           CASE WHEN step IN ('wait', 'strike') THEN known.last_at ELSE $2 END,
           step IN ('wait', 'strike')
    FROM (SELECT CASE WHEN known.strikes > 0 AND known.open_at > $2 THEN 'wait'
                      WHEN greatest(known.last_at, known.open_at) <= $2 - interval '1 hour' THEN 'anew'
                      WHEN known.strikes > 0 THEN 'slow'
                      WHEN known.counted_from <= $2 - interval '1 minute' THEN 'anew'
                      WHEN known.tries < $3 THEN 'free'
                      ELSE 'strike' END AS step) AS next)
RETURNING refused, open_at";

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = Bool)]
    refused: bool,
    #[diesel(sql_type = Timestamptz)]
    open_at: Instant,
}

/// Counts one try on each of `subjects`; when any of them has used up its tries, how long to wait.
///
/// # Errors
/// When the database fails.
pub(super) async fn count(
    state: &AppState,
    conn: &mut Connection,
    subjects: &[Subject],
) -> QueryResult<Option<SignedDuration>> {
    let now = state.clock.now();
    let allowance = i32::try_from(state.config.server.limits.logins_per_minute).unwrap_or(i32::MAX);
    let counted: Vec<Counted> = diesel::sql_query(COUNT)
        .bind::<Array<Binary>, _>(subjects.iter().map(|subject| subject.digest(state)).collect::<Vec<_>>())
        .bind::<Timestamptz, _>(now)
        .bind::<Integer, _>(allowance)
        .prepared()
        .load(conn)
        .await?;
    let waits = counted.into_iter().filter(|row| row.refused).map(|row| row.open_at.since(now));
    Ok(waits.max().map(|wait| wait.max(SignedDuration::from_secs(1))))
}

/// Counts one try on each of `subjects`, where nobody types a form anew who has to wait.
///
/// # Errors
/// [`AppError::TooMany`] when any of them has used up its tries; when the database fails.
pub(super) async fn demand(state: &AppState, subjects: &[Subject]) -> AppResult<()> {
    match count(state, &mut *state.db.get().await?, subjects).await? {
        Some(wait) => Err(AppError::TooMany { retry_after: wait.unsigned_abs() }),
        None => Ok(()),
    }
}

/// Who had the right answer is nobody who guesses: their own subject is cleared, and the try is taken back from those
/// that they share with others. Locked in the order of [`COUNT`].
const TAKE_BACK: &str = "
UPDATE login_attempts AS known
SET tries = CASE WHEN known.subject = ANY ($1) THEN 0 ELSE greatest(known.tries - 1, 0) END,
    strikes = CASE WHEN known.subject = ANY ($1) THEN 0 ELSE greatest(known.strikes - 1, 0) END,
    open_at = least(known.open_at, $3)
FROM (SELECT subject FROM login_attempts WHERE subject = ANY ($1 || $2) ORDER BY subject FOR UPDATE) AS held
WHERE known.subject = held.subject";

/// Takes a try back, because it succeeded: its `own` subjects are cleared, `shared` ones lose this one try.
///
/// # Errors
/// When the database fails.
pub(super) async fn succeeded(
    state: &AppState,
    conn: &mut Connection,
    own: &[Subject],
    shared: &[Subject],
) -> QueryResult<()> {
    let digests = |subjects: &[Subject]| subjects.iter().map(|subject| subject.digest(state)).collect::<Vec<_>>();
    diesel::sql_query(TAKE_BACK)
        .bind::<Array<Binary>, _>(digests(own))
        .bind::<Array<Binary>, _>(digests(shared))
        .bind::<Timestamptz, _>(state.clock.now())
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// Deletes counts that no longer mean anything.
///
/// # Errors
/// When the database fails; what was deleted until then stays deleted.
pub(super) async fn forget_old(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    let before = now.plus_hours(-2);
    loop {
        let old = login_attempts::table
            .filter(login_attempts::last_at.lt(before))
            .order(login_attempts::last_at)
            .limit(AT_ONCE)
            .select(login_attempts::subject)
            .load::<Vec<u8>>(conn)
            .await?;
        let still_old = login_attempts::subject.eq_any(&old).and(login_attempts::last_at.lt(before));
        diesel::delete(login_attempts::table.filter(still_old)).execute(conn).await?;
        if i64::try_from(old.len()).is_ok_and(|deleted| deleted < AT_ONCE) {
            return Ok(());
        }
    }
}
