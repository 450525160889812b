//! Proving that an address is one's own. Opening the mail shows whose address it is, not who chose the password: a
//! stranger may have joined with it. So the password is asked for again, unless the link is opened where it was chosen.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::browser::Browser;
use super::mail_tokens::{self, Purpose};
use super::signing_in::Door;
use super::{MemberId, PasswordHash};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::schema::members;
use crate::state::AppState;

/// The cookie session's entry for the password that was chosen in this browser.
const JOINED: &str = "joined";

/// Who waits for a link to be used.
#[derive(Debug, Queryable)]
pub(super) struct Waiting {
    pub member: MemberId,
    pub password_hash: Option<String>,
}

/// Notes in a browser that this password was chosen there.
///
/// # Errors
/// When the cookie session fails.
pub(super) fn note_joined(door: &Door, password: &PasswordHash) -> AppResult<()> {
    Browser::marked(&door.session)?;
    let noted = door.session.insert(JOINED, mark_of(&door.state, password.as_str()));
    noted.map_err(|error| AppError::internal(anyhow::anyhow!("{error}")))
}

/// Whether the password of who waits was chosen in this browser.
pub(super) fn joined_here(door: &Door, waiting: &Waiting) -> bool {
    let noted: Option<String> = door.session.get(JOINED).ok().flatten();
    let wanted = waiting.password_hash.as_deref().map(|hash| mark_of(&door.state, hash));
    noted.is_some() && noted == wanted
}

fn mark_of(state: &AppState, password_hash: &str) -> String {
    hex::encode(state.secret.keyed_digest("joined", password_hash))
}

/// Who waits for the link with this secret; `None` for a secret that is used, expired or invented, and when the address
/// was proven already.
///
/// # Errors
/// When the database fails.
pub(super) async fn waiting(conn: &mut Connection, now: Instant, token: &str) -> QueryResult<Option<Waiting>> {
    let Some(token) = mail_tokens::look_at(conn, now, Purpose::VerifyEmail, token).await? else { return Ok(None) };
    members::table
        .find(token.member)
        .filter(members::email_verified_at.is_null())
        .select((members::id, members::password_hash))
        .first(conn)
        .await
        .optional()
}

/// Uses the secret of a link: the address of who waits is proven, and other links of the kind are worthless. Whether that
/// was so: not when the link was used meanwhile, or somebody joined anew with another password.
///
/// # Errors
/// When the database fails.
pub(super) async fn redeem(conn: &mut Connection, now: Instant, token: &str, waiting: &Waiting) -> QueryResult<bool> {
    conn.transaction(async |conn| {
        if mail_tokens::redeem(conn, now, Purpose::VerifyEmail, token).await?.is_none() {
            return Ok(false);
        }
        mail_tokens::withdraw(conn, waiting.member, &[Purpose::VerifyEmail]).await?;
        let same = members::table
            .find(waiting.member)
            .filter(members::email_verified_at.is_null())
            .filter(members::password_hash.is_not_distinct_from(&waiting.password_hash));
        Ok(diesel::update(same).set(members::email_verified_at.eq(now)).execute(conn).await? == 1)
    })
    .await
}

/// Notes that a member's address is proven; the first moment stays.
///
/// # Errors
/// When the database fails.
pub async fn mark_verified(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<()> {
    diesel::update(members::table.find(member).filter(members::email_verified_at.is_null()))
        .set(members::email_verified_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}
