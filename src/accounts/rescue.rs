//! Taking an account back. Whoever gets into somebody's account makes sure of coming in again: another address, a second
//! factor, a passkey, a linked account. Each of these is told to the owner by a mail with a link that works for a week
//! and takes the account back from whoever did it.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::email_change::{self, ChangeError};
use super::jobs::{ResetMail, SecondFactorMail, SecondFactorNews};
use super::mail_tokens::{self, Purpose};
use super::{LoginId, MemberId, login};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::AppError;
use crate::jobs::enqueue;
use crate::schema::{linked_identities, members, passkeys, second_factors};
use crate::state::AppState;

/// Who was in somebody's account did what they came for within hours: what came into the account this long before the
/// change that its owner disowns goes, too.
const BEFORE_HOURS: i64 = 24;

/// Writes down the link of a change made at `at`; `email` is the address to go back to, when that is what changed. The
/// mail about the change carries [`link`].
///
/// # Errors
/// When the row cannot be written.
pub(super) async fn allow(
    state: &AppState,
    conn: &mut Connection,
    member: MemberId,
    email: Option<&str>,
    at: Instant,
) -> QueryResult<()> {
    mail_tokens::issue_of(state, conn, member, Purpose::TakeBack, email, at).await
}

/// The address of the page that takes back what was done at `at` (microseconds).
pub(super) fn link(state: &AppState, member: MemberId, at: i64) -> String {
    let token = mail_tokens::secret_of(state, Purpose::TakeBack, member, at);
    state.config.server.absolute(&format!("/take-back/{token}"))
}

/// Tells a member by mail what has happened to their second factor or passkeys, with the way back.
///
/// # Errors
/// When the database fails.
pub(super) async fn tell(
    state: &AppState,
    conn: &mut Connection,
    member_id: MemberId,
    news: SecondFactorNews,
) -> QueryResult<()> {
    let now = state.clock.now();
    allow(state, conn, member_id, None, now).await?;
    enqueue(conn, now, &SecondFactorMail { member_id, news, at: now.microseconds() }).await
}

/// Uses the link: the address is again what it was before the change, the password and every way in that came with it
/// are gone, every login ends, and a link to choose a new password goes to the address. Younger links are worthless
/// afterwards, older ones are not: whoever changed an address twice holds a way back as well, and the first owner wins.
///
/// # Errors
/// [`ChangeError::NoLink`] for a link that is used, expired or invented; when the database fails.
pub(super) async fn take_back(state: &AppState, token: &str) -> Result<MemberId, AppError> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let (member, ended) = conn
        .transaction(async |conn| {
            let used = mail_tokens::redeem(conn, now, Purpose::TakeBack, token).await?.ok_or(ChangeError::NoLink)?;
            if let Some(email) = &used.email {
                email_change::replace(conn, now, used.member, email).await?;
            }
            mail_tokens::withdraw_younger(conn, used.member, Purpose::TakeBack, used.expires_at).await?;
            let rest = [Purpose::ChangeEmail, Purpose::ResetPassword, Purpose::VerifyEmail];
            mail_tokens::withdraw(conn, used.member, &rest).await?;
            let ended =
                throw_out(conn, used.member, used.issued_at(Purpose::TakeBack).plus_hours(-BEFORE_HOURS)).await?;
            let email: String = members::table.find(used.member).select(members::email).first(conn).await?;
            enqueue(conn, now, &ResetMail { email, asked_at: now.microseconds() }).await?;
            Ok::<_, ChangeError>((used.member, ended))
        })
        .await?;
    login::announce_ended(&state.bus, &ended);
    Ok(member)
}

/// Takes away the password, every way in that came since then, and every login.
async fn throw_out(conn: &mut Connection, member: MemberId, since: Instant) -> QueryResult<Vec<LoginId>> {
    let nothing = members::password_hash.eq(None::<String>);
    diesel::update(members::table.find(member)).set(nothing).execute(conn).await?;
    let came = passkeys::member_id.eq(member).and(passkeys::created_at.ge(since));
    diesel::delete(passkeys::table.filter(came)).execute(conn).await?;
    let came = linked_identities::member_id.eq(member).and(linked_identities::created_at.ge(since));
    diesel::delete(linked_identities::table.filter(came)).execute(conn).await?;
    let came = second_factors::member_id.eq(member).and(second_factors::created_at.ge(since));
    diesel::delete(second_factors::table.filter(came)).execute(conn).await?;
    login::end_all(conn, member, None).await
}
