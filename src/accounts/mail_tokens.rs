//! Secrets sent by mail: each is for one purpose, works once and for a while, and is kept as a digest.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::MemberId;
use crate::clock::Instant;
use crate::crypto;
use crate::db::{Connection, text_enum};
use crate::error::{AppError, AppResult};
use crate::schema::mail_tokens;
use crate::state::AppState;

text_enum!(
    /// What a mailed secret is for.
    Purpose {
        /// A new member proves their address.
        VerifyEmail = "verify_email",
        /// A member chooses a new password.
        ResetPassword = "reset_password",
        /// A member proves the address that they want to change to.
        ChangeEmail = "change_email",
        /// A member takes their account back from whoever made a change to it.
        TakeBack = "take_back",
    }
);

impl Purpose {
    /// Hours that the secret works for.
    pub(super) fn lifetime_hours(self) -> i64 {
        match self {
            Self::VerifyEmail | Self::TakeBack => 7 * 24,
            Self::ResetPassword => 1,
            Self::ChangeEmail => 24,
        }
    }
}

/// Whose secret it was, and which address it was about.
#[derive(Debug, Queryable)]
pub(super) struct Redeemed {
    pub member: MemberId,
    pub email: Option<String>,
    pub expires_at: Instant,
}

impl Redeemed {
    /// The moment from which a secret for `purpose` worked.
    pub(super) fn issued_at(&self, purpose: Purpose) -> Instant {
        self.expires_at.plus_hours(-purpose.lifetime_hours())
    }
}

/// Makes a secret; only its digest is kept.
///
/// # Errors
/// When the system gives no random bytes or the row cannot be written.
pub(super) async fn issue(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    purpose: Purpose,
    email: Option<&str>,
) -> AppResult<String> {
    let (token, digest) = crypto::mail_token().map_err(AppError::internal)?;
    diesel::insert_into(mail_tokens::table)
        .values((
            mail_tokens::digest.eq(digest.as_slice()),
            mail_tokens::member_id.eq(member),
            mail_tokens::purpose.eq(purpose.as_str()),
            mail_tokens::email.eq(email),
            mail_tokens::expires_at.eq(now.plus_hours(purpose.lifetime_hours())),
        ))
        .execute(conn)
        .await?;
    Ok(token)
}

/// The secret for what a member did at a moment (microseconds): the same however often it is asked for. Its row is written
/// with what was done, and withdrawn with it; the mail that carries it is written later, and perhaps again.
pub(super) fn secret_of(state: &AppState, purpose: Purpose, member: MemberId, at: i64) -> String {
    hex::encode(state.secret.keyed_digest("mailed secret", &format!("{} {member} {at}", purpose.as_str())))
}

/// Writes the row of [`secret_of`].
///
/// # Errors
/// When the row cannot be written.
pub(super) async fn issue_of(
    state: &AppState,
    conn: &mut Connection,
    member: MemberId,
    purpose: Purpose,
    email: Option<&str>,
    at: Instant,
) -> QueryResult<()> {
    let secret = secret_of(state, purpose, member, at.microseconds());
    diesel::insert_into(mail_tokens::table)
        .values((
            mail_tokens::digest.eq(crypto::digest(&secret).to_vec()),
            mail_tokens::member_id.eq(member),
            mail_tokens::purpose.eq(purpose.as_str()),
            mail_tokens::email.eq(email),
            mail_tokens::expires_at.eq(at.plus_hours(purpose.lifetime_hours())),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// What this secret would do, while it still works; it is not used up.
///
/// # Errors
/// When the database fails.
pub(super) async fn look_at(
    conn: &mut Connection,
    now: Instant,
    purpose: Purpose,
    token: &str,
) -> QueryResult<Option<Redeemed>> {
    mail_tokens::table
        .find(crypto::digest(token).to_vec())
        .filter(mail_tokens::purpose.eq(purpose.as_str()).and(mail_tokens::expires_at.gt(now)))
        .select((mail_tokens::member_id, mail_tokens::email, mail_tokens::expires_at))
        .first(conn)
        .await
        .optional()
}

/// Uses the secret up. `None` for one that is used, expired or invented: of two who come at once, one gets it.
///
/// # Errors
/// When the database fails.
pub(super) async fn redeem(
    conn: &mut Connection,
    now: Instant,
    purpose: Purpose,
    token: &str,
) -> QueryResult<Option<Redeemed>> {
    diesel::delete(
        mail_tokens::table
            .find(crypto::digest(token).to_vec())
            .filter(mail_tokens::purpose.eq(purpose.as_str()).and(mail_tokens::expires_at.gt(now))),
    )
    .returning((mail_tokens::member_id, mail_tokens::email, mail_tokens::expires_at))
    .get_result(conn)
    .await
    .optional()
}

/// Makes a member's secrets for `purposes` worthless.
///
/// # Errors
/// When the database fails.
pub(super) async fn withdraw(conn: &mut Connection, member: MemberId, purposes: &[Purpose]) -> QueryResult<()> {
    let named: Vec<_> = purposes.iter().map(|purpose| purpose.as_str()).collect();
    let theirs = mail_tokens::member_id.eq(member).and(mail_tokens::purpose.eq_any(named));
    diesel::delete(mail_tokens::table.filter(theirs)).execute(conn).await?;
    Ok(())
}

/// Makes a member's secrets for `purpose` worthless that expire later than this one did.
///
/// # Errors
/// When the database fails.
pub(super) async fn withdraw_younger(
    conn: &mut Connection,
    member: MemberId,
    purpose: Purpose,
    than: Instant,
) -> QueryResult<()> {
    let theirs = mail_tokens::member_id.eq(member).and(mail_tokens::purpose.eq(purpose.as_str()));
    diesel::delete(mail_tokens::table.filter(theirs.and(mail_tokens::expires_at.gt(than)))).execute(conn).await?;
    Ok(())
}

/// Deletes what has expired.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_expired(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    diesel::delete(mail_tokens::table.filter(mail_tokens::expires_at.le(now))).execute(conn).await?;
    Ok(())
}
