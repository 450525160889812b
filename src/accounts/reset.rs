//! Choosing a password: a new one with a link by mail, or another while logged in. Either ends every other login, because
//! somebody who knows the old password may be behind one.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::attempts::{self, Subject};
use super::jobs::PasswordChangedMail;
use super::mail_tokens::{self, Purpose};
use super::password::PasswordHash;
use super::{LoginId, MemberId, login, verification};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::AppResult;
use crate::jobs::enqueue;
use crate::schema::members;
use crate::state::AppState;

/// Whose link it is, while it works: what a good password must not be made of.
#[derive(Debug, Queryable)]
pub(super) struct Owner {
    pub name: String,
    pub email: String,
}

/// Who holds the link with this secret. `None` for a secret that is used, expired or invented.
///
/// # Errors
/// When the database fails.
pub(super) async fn owner(conn: &mut Connection, now: Instant, token: &str) -> QueryResult<Option<Owner>> {
    match mail_tokens::look_at(conn, now, Purpose::ResetPassword, token).await? {
        Some(token) => about(conn, token.member).await.map(Some),
        None => Ok(None),
    }
}

/// A member's name and address.
///
/// # Errors
/// `NotFound` when there is no such member.
pub(super) async fn about(conn: &mut Connection, member: MemberId) -> QueryResult<Owner> {
    members::table.find(member).select((members::name, members::email)).first(conn).await
}

/// Uses the link: the member has this password, every login of theirs ends, and so does any wait for wrong tries. The link
/// came to their address, so it is proven. `None` for a secret that is used, expired or invented; of two who use it at
/// once, one gets `None`.
///
/// # Errors
/// When the database fails.
pub(super) async fn redeem(state: &AppState, token: &str, password: &PasswordHash) -> AppResult<Option<MemberId>> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let done = conn
        .transaction(async |conn| {
            let Some(token) = mail_tokens::redeem(conn, now, Purpose::ResetPassword, token).await? else {
                return Ok::<_, diesel::result::Error>(None);
            };
            verification::mark_verified(conn, now, token.member).await?;
            let ended = set_password(conn, now, token.member, password, None).await?;
            let account = Subject::account(&about(conn, token.member).await?.email);
            attempts::succeeded(state, conn, &[account], &[]).await?;
            Ok(Some((token.member, ended)))
        })
        .await?;
    let Some((member, ended)) = done else { return Ok(None) };
    login::announce_ended(&state.bus, &ended);
    Ok(Some(member))
}

/// Gives a member who is logged in at `here` another password; every other login of theirs ends.
///
/// # Errors
/// When the database fails.
pub(super) async fn change(
    state: &AppState,
    member: MemberId,
    here: LoginId,
    password: &PasswordHash,
) -> AppResult<()> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let ended = conn.transaction(async |conn| set_password(conn, now, member, password, Some(here)).await).await?;
    login::announce_ended(&state.bus, &ended);
    Ok(())
}

/// What both come to: the hash, the other logins, links that lie in the mailbox, and a mail that tells.
async fn set_password(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    password: &PasswordHash,
    keep: Option<LoginId>,
) -> QueryResult<Vec<LoginId>> {
    diesel::update(members::table.find(member)).set(members::password_hash.eq(password.as_str())).execute(conn).await?;
    mail_tokens::withdraw(conn, member, &[Purpose::ResetPassword, Purpose::VerifyEmail, Purpose::ChangeEmail]).await?;
    enqueue(conn, now, &PasswordChangedMail { member_id: member, at: now.microseconds() }).await?;
    login::end_all(conn, member, keep).await
}
