//! The second factor: a code from an app (TOTP: SHA-1, 6 digits, 30 seconds, as every app knows it), or one of ten
//! recovery codes. Set up in two steps, so that nobody locks themselves out with a key that never reached their app.

mod app;
mod recovery;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

pub(super) use self::app::AppKey;
pub(super) use self::recovery::RecoveryCode;
use super::jobs::SecondFactorNews;
use super::{MemberId, Passwords, rescue};
use crate::clock::Instant;
use crate::crypto;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::schema::{recovery_codes, second_factors};
use crate::state::AppState;

/// How a member's second factor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// There is none.
    Off,
    /// The key is drawn; no code has been shown yet.
    BeingSetUp,
    /// A code is asked for at every log-in.
    On {
        /// Recovery codes not used yet.
        codes_left: i64,
    },
}

/// What a code was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepted {
    /// One from the app.
    FromApp,
    /// A recovery code.
    Recovery,
}

#[derive(Queryable)]
struct Row {
    secret: Vec<u8>,
    recovery_salt: Vec<u8>,
    confirmed_at: Option<Instant>,
}

/// How it stands.
///
/// # Errors
/// When the database fails.
pub(super) async fn standing(conn: &mut Connection, member: MemberId) -> QueryResult<Standing> {
    let left = recovery_codes::table.filter(recovery_codes::member_id.eq(member)).count().single_value();
    let row: Option<(Option<Instant>, Option<i64>)> =
        second_factors::table.find(member).select((second_factors::confirmed_at, left)).first(conn).await.optional()?;
    Ok(match row {
        None => Standing::Off,
        Some((None, _)) => Standing::BeingSetUp,
        Some((Some(_), left)) => Standing::On { codes_left: left.unwrap_or(0) },
    })
}

/// Begins: a new key, which replaces one that was never confirmed. One that is in use stays.
///
/// # Errors
/// When the system gives no random bytes, or the database fails.
pub(super) async fn begin(state: &AppState, member: MemberId) -> AppResult<()> {
    let sealed = AppKey::random().map_err(AppError::internal)?.sealed(state, member)?;
    let salt = crypto::random_bytes::<16>().map_err(AppError::internal)?;
    let values = (
        second_factors::secret.eq(sealed),
        second_factors::recovery_salt.eq(salt.as_slice()),
        second_factors::created_at.eq(state.clock.now()),
    );
    let upsert = diesel::insert_into(second_factors::table)
        .values((second_factors::member_id.eq(member), values.clone()))
        .on_conflict(second_factors::member_id)
        .do_update()
        .set(values);
    // By its path: imported, it would stand in the way of the other `filter`.
    diesel::query_dsl::methods::FilterDsl::filter(upsert, second_factors::confirmed_at.is_null())
        .execute(&mut *state.db.get().await?)
        .await?;
    Ok(())
}

/// The key of a member who is setting it up.
///
/// # Errors
/// `NotFound` when none is being set up: a key in use is never shown again.
pub(super) async fn key_to_show(state: &AppState, member: MemberId) -> AppResult<AppKey> {
    let row = row(&mut *state.db.get().await?, member).await?.filter(|row| row.confirmed_at.is_none());
    AppKey::opened(state, member, &row.ok_or(AppError::NotFound)?.secret)
}

/// Ends the setting up with a code from the app: from now on one is asked for. Gives the recovery codes, which nobody can
/// see again; `None` when the code is wrong.
///
/// # Errors
/// `NotFound` when nothing is being set up; when the database fails or too many wait for a hash.
pub(super) async fn confirm(
    state: &AppState,
    passwords: &Passwords,
    member: MemberId,
    code: &str,
) -> AppResult<Option<Vec<RecoveryCode>>> {
    let now = state.clock.now();
    let found = row(&mut *state.db.get().await?, member).await?.filter(|row| row.confirmed_at.is_none());
    let found = found.ok_or(AppError::NotFound)?;
    let Some(step) = AppKey::opened(state, member, &found.secret)?.step_of(code, now) else { return Ok(None) };
    let (codes, digests) = recovery::fresh(passwords, &found.recovery_salt).await?;
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        let pending = second_factors::member_id.eq(member).and(second_factors::confirmed_at.is_null());
        let confirmed =
            diesel::update(second_factors::table.filter(pending.and(second_factors::secret.eq(found.secret))))
                .set((second_factors::confirmed_at.eq(now), second_factors::last_step.eq(step)))
                .execute(conn)
                .await?;
        if confirmed == 0 {
            return Err(diesel::result::Error::NotFound);
        }
        recovery::replace(conn, member, digests).await?;
        rescue::tell(state, conn, member, SecondFactorNews::On).await
    })
    .await?;
    Ok(Some(codes))
}

/// Takes a code: one from the app, of this half minute or one beside it and never taken before, or a recovery code, which
/// is used up. Of two who bring the same one at once, one is let through.
///
/// # Errors
/// When the database fails or too many wait for a hash.
pub(super) async fn accept(
    state: &AppState,
    passwords: &Passwords,
    member: MemberId,
    code: &str,
) -> AppResult<Option<Accepted>> {
    let now = state.clock.now();
    let found = row(&mut *state.db.get().await?, member).await?.filter(|row| row.confirmed_at.is_some());
    let Some(found) = found else { return Ok(None) };
    if let Some(step) = AppKey::opened(state, member, &found.secret)?.step_of(code, now) {
        let taken = take_step(&mut *state.db.get().await?, member, step).await?;
        return Ok(taken.then_some(Accepted::FromApp));
    }
    let Some(code) = RecoveryCode::parse(code) else { return Ok(None) };
    let digest = code.digest(passwords, &found.recovery_salt).await?;
    let mut conn = state.db.get().await?;
    let used = conn
        .transaction(async |conn| {
            let used = recovery::use_up(conn, member, &digest).await?;
            if used {
                rescue::tell(state, conn, member, SecondFactorNews::RecoveryCodeUsed).await?;
            }
            Ok::<_, diesel::result::Error>(used)
        })
        .await?;
    Ok(used.then_some(Accepted::Recovery))
}

/// Ten new recovery codes; the old ones are worthless.
///
/// # Errors
/// `NotFound` when the second factor is off; when the database fails or too many wait for a hash.
pub(super) async fn renew_codes(
    state: &AppState,
    passwords: &Passwords,
    member: MemberId,
) -> AppResult<Vec<RecoveryCode>> {
    let found = row(&mut *state.db.get().await?, member).await?.filter(|row| row.confirmed_at.is_some());
    let (codes, digests) = recovery::fresh(passwords, &found.ok_or(AppError::NotFound)?.recovery_salt).await?;
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        recovery::replace(conn, member, digests).await?;
        rescue::tell(state, conn, member, SecondFactorNews::NewCodes).await
    })
    .await?;
    Ok(codes)
}

/// Turns it off, or gives up setting it up.
///
/// # Errors
/// When the database fails.
pub(super) async fn turn_off(state: &AppState, member: MemberId) -> AppResult<()> {
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        let was: Option<Option<Instant>> = diesel::delete(second_factors::table.find(member))
            .returning(second_factors::confirmed_at)
            .get_result(conn)
            .await
            .optional()?;
        match was.flatten() {
            Some(_) => rescue::tell(state, conn, member, SecondFactorNews::Off).await,
            None => Ok(()),
        }
    })
    .await?;
    Ok(())
}

/// Notes that the code of this half minute is used up; `false` when it was, or one after it.
async fn take_step(conn: &mut Connection, member: MemberId, step: i64) -> QueryResult<bool> {
    let unused = second_factors::member_id.eq(member).and(second_factors::last_step.lt(step));
    let taken = diesel::update(second_factors::table.filter(unused)).set(second_factors::last_step.eq(step));
    Ok(taken.execute(conn).await? == 1)
}

async fn row(conn: &mut Connection, member: MemberId) -> QueryResult<Option<Row>> {
    second_factors::table
        .find(member)
        .select((second_factors::secret, second_factors::recovery_salt, second_factors::confirmed_at))
        .first(conn)
        .await
        .optional()
}
