//! Passkeys: keys that live in a member's device or password manager and open the account with a finger, a face or a
//! PIN. Because the device asks for that, one is as good as a password and a code together.

mod ceremony;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use webauthn_rs::prelude::Passkey;

pub(super) use self::ceremony::{
    begin_login, begin_registration, finish_login, finish_registration, forget_expired, is_possible,
};
use super::jobs::SecondFactorNews;
use super::{MemberId, rescue, ways_in};
use crate::clock::Instant;
use crate::db::{Connection, id_type};
use crate::error::AppError;
use crate::schema::passkeys;
use crate::state::AppState;

id_type!(
    /// A passkey's id.
    PasskeyId(i64)
);

/// More than anybody has devices.
const MOST: i64 = 20;

/// Why a passkey could not be used, added or removed.
#[derive(Debug, thiserror::Error)]
pub(super) enum PasskeyError {
    /// What the browser sent does not prove anything: another key, an old challenge, a forged answer.
    #[error("the passkey was not accepted")]
    Refused,
    /// There are enough of them.
    #[error("a member has at most {MOST} passkeys")]
    TooMany,
    /// Without it nobody could log in any more.
    #[error("the last way in stays")]
    LastWayIn,
    /// Something of ours failed.
    #[error(transparent)]
    Failed(#[from] AppError),
}

impl From<diesel::result::Error> for PasskeyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// A passkey, for the list of them.
#[derive(Debug, Queryable)]
pub(super) struct Listed {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Instant,
    pub last_used_at: Option<Instant>,
}

/// A member's passkeys, the newest first.
///
/// # Errors
/// When the database fails.
pub(super) async fn list(conn: &mut Connection, member: MemberId) -> QueryResult<Vec<Listed>> {
    passkeys::table
        .filter(passkeys::member_id.eq(member))
        .order(passkeys::id.desc())
        .limit(MOST)
        .select((passkeys::id, passkeys::name, passkeys::created_at, passkeys::last_used_at))
        .load(conn)
        .await
}

/// Keeps a passkey that has just proven itself, and tells its owner by mail.
///
/// # Errors
/// [`PasskeyError::TooMany`]; [`PasskeyError::Refused`] for one that somebody has already; when the database fails.
async fn add(state: &AppState, member: MemberId, name: &str, key: &Passkey) -> Result<(), PasskeyError> {
    let credential = serde_json::to_value(key).map_err(AppError::internal)?;
    let mut conn = state.db.get().await.map_err(AppError::from)?;
    conn.transaction(async |conn| {
        // Locks the member: two at once are counted one after the other.
        ways_in::locked(conn, member).await?;
        let there: i64 = passkeys::table.filter(passkeys::member_id.eq(member)).count().get_result(conn).await?;
        if there >= MOST {
            return Err(PasskeyError::TooMany);
        }
        let added = diesel::insert_into(passkeys::table)
            .values((
                passkeys::member_id.eq(member),
                passkeys::credential_id.eq(key.cred_id().as_slice()),
                passkeys::credential.eq(credential),
                passkeys::name.eq(name),
                passkeys::created_at.eq(state.clock.now()),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        if added == 0 {
            return Err(PasskeyError::Refused);
        }
        rescue::tell(state, conn, member, SecondFactorNews::PasskeyAdded).await?;
        Ok(())
    })
    .await
}

/// Gives a member's passkey another name; whether it was theirs.
///
/// # Errors
/// When the database fails.
pub(super) async fn rename(conn: &mut Connection, member: MemberId, id: PasskeyId, name: &str) -> QueryResult<bool> {
    let theirs = passkeys::table.filter(passkeys::id.eq(id).and(passkeys::member_id.eq(member)));
    Ok(diesel::update(theirs).set(passkeys::name.eq(name)).execute(conn).await? == 1)
}

/// Removes a member's passkey and tells them by mail; whether it was theirs.
///
/// # Errors
/// [`PasskeyError::LastWayIn`]; when the database fails.
pub(super) async fn remove(state: &AppState, member: MemberId, id: PasskeyId) -> Result<bool, PasskeyError> {
    let mut conn = state.db.get().await.map_err(AppError::from)?;
    conn.transaction(async |conn| {
        let ways = ways_in::locked(conn, member).await?;
        let theirs = passkeys::table.filter(passkeys::id.eq(id).and(passkeys::member_id.eq(member)));
        if diesel::delete(theirs).execute(conn).await? == 0 {
            return Ok(false);
        }
        if ways.is_last() {
            return Err(PasskeyError::LastWayIn);
        }
        rescue::tell(state, conn, member, SecondFactorNews::PasskeyRemoved).await?;
        Ok(true)
    })
    .await
}
