//! Another address: it replaces the old one when it is proven by its owner, who is logged in; both are told, and the old
//! one can take the account back for a week ([`super::rescue`]).

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::jobs::{EmailChangeAskedMail, EmailChangeMail, EmailChangedMail, OldEmailMail};
use super::mail_tokens::{self, Purpose, Redeemed};
use super::{EmailAddress, MemberId, rescue};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::jobs::enqueue;
use crate::schema::{mail_tokens as tokens, members};
use crate::state::AppState;

/// Why an address did not change.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChangeError {
    /// The link is of no use.
    #[error("the link is used, expired or invented")]
    NoLink,
    /// Said only to who has proven that the address is theirs.
    #[error("another account has this address")]
    Taken,
    /// The database failed.
    #[error(transparent)]
    Database(DieselError),
}

/// The address that a member waits to prove; it is there whether another account has that address or not.
///
/// # Errors
/// When the database fails.
pub(super) async fn awaited(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Option<String>> {
    let waiting = tokens::member_id.eq(member).and(tokens::purpose.eq(Purpose::ChangeEmail.as_str()));
    let newest: Option<Option<String>> = tokens::table
        .filter(waiting.and(tokens::expires_at.gt(now)))
        .order(tokens::expires_at.desc())
        .select(tokens::email)
        .first(conn)
        .await
        .optional()?;
    Ok(newest.flatten())
}

/// Asks for a member's change to `email`: links sent for earlier ones are worthless, and both addresses get a mail.
/// Whether another account has the address decides only what is in the mail to it.
///
/// # Errors
/// When the database fails.
pub(super) async fn ask(state: &AppState, member: MemberId, email: &EmailAddress) -> AppResult<()> {
    let now = state.clock.now();
    let asked_at = now.microseconds();
    let email = email.as_str().to_owned();
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        mail_tokens::withdraw(conn, member, &[Purpose::ChangeEmail]).await?;
        mail_tokens::issue_of(state, conn, member, Purpose::ChangeEmail, Some(&email), now).await?;
        enqueue(conn, now, &EmailChangeAskedMail { member_id: member, email: email.clone(), asked_at }).await?;
        enqueue(conn, now, &EmailChangeMail { member_id: member, email, asked_at }).await
    })
    .await?;
    Ok(())
}

/// Uses the link that went to the new address: it is the address of `member` now, who has to be the one who asked, and the
/// old one gets a way back.
///
/// # Errors
/// [`ChangeError`].
pub(super) async fn prove(state: &AppState, member: MemberId, token: &str) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        let used = mail_tokens::redeem(conn, now, Purpose::ChangeEmail, token).await?;
        // Somebody else's: rolled back.
        let Some(Redeemed { email: Some(email), .. }) = used.filter(|used| used.member == member) else {
            return Err(ChangeError::NoLink);
        };
        let old = replace(conn, now, member, &email).await?;
        mail_tokens::withdraw(conn, member, &[Purpose::ResetPassword, Purpose::VerifyEmail]).await?;
        rescue::allow(state, conn, member, Some(&old), now).await?;
        let changed_at = now.microseconds();
        enqueue(conn, now, &EmailChangedMail { member_id: member, changed_at }).await?;
        enqueue(conn, now, &OldEmailMail { member_id: member, old, new: email, changed_at }).await?;
        Ok::<_, ChangeError>(())
    })
    .await?;
    Ok(())
}

/// Puts `email` in the place of the member's address and gives that one. Somebody who joined with `email` and never
/// proved that it is theirs has nothing yet and gives way.
pub(super) async fn replace(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    email: &str,
) -> Result<String, ChangeError> {
    let old: String = members::table.find(member).select(members::email).for_update().first(conn).await?;
    let squatter = members::email.eq(email).and(members::email_verified_at.is_null()).and(members::id.ne(member));
    diesel::delete(members::table.filter(squatter)).execute(conn).await?;
    diesel::update(members::table.find(member))
        .set((members::email.eq(email), members::email_verified_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(old)
}

impl From<DieselError> for ChangeError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Self::Taken,
            other => Self::Database(other),
        }
    }
}

impl From<ChangeError> for AppError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NoLink => Self::Conflict(
                "This link has been used, has expired, or a newer one was sent. Nothing has changed.".to_owned(),
            ),
            ChangeError::Taken => {
                Self::Conflict("Another account has this address. Log in there, or use a different one.".to_owned())
            }
            ChangeError::Database(error) => error.into(),
        }
    }
}
