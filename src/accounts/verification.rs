//! Proving that an address is one's own: a link by mail that works once, for seven days.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::MemberId;
use crate::clock::Instant;
use crate::crypto;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::schema::{mail_tokens, members};

const PURPOSE: &str = "verify_email";
const LIFETIME_HOURS: i64 = 7 * 24;

/// Makes a secret for the link; only its digest is kept.
///
/// # Errors
/// When the system gives no random bytes or the row cannot be written.
pub(super) async fn issue(conn: &mut Connection, now: Instant, member: MemberId) -> AppResult<String> {
    let (token, digest) = crypto::mail_token().map_err(AppError::internal)?;
    diesel::insert_into(mail_tokens::table)
        .values((
            mail_tokens::digest.eq(digest.as_slice()),
            mail_tokens::member_id.eq(member),
            mail_tokens::purpose.eq(PURPOSE),
            mail_tokens::expires_at.eq(now.plus_hours(LIFETIME_HOURS)),
        ))
        .execute(conn)
        .await?;
    Ok(token)
}

/// Whether the link with this secret would still work.
///
/// # Errors
/// When the database fails.
pub(super) async fn is_open(conn: &mut Connection, now: Instant, token: &str) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        mail_tokens::table
            .find(crypto::digest(token).to_vec())
            .filter(mail_tokens::purpose.eq(PURPOSE).and(mail_tokens::expires_at.gt(now))),
    ))
    .get_result(conn)
    .await
}

/// Uses the secret: the member's address is proven. `None` for a secret that is used, expired or invented.
///
/// # Errors
/// When the database fails.
pub(super) async fn redeem(conn: &mut Connection, now: Instant, token: &str) -> QueryResult<Option<MemberId>> {
    let digest = crypto::digest(token).to_vec();
    conn.transaction(async |conn| {
        let member: Option<MemberId> = diesel::delete(
            mail_tokens::table
                .find(digest)
                .filter(mail_tokens::purpose.eq(PURPOSE).and(mail_tokens::expires_at.gt(now))),
        )
        .returning(mail_tokens::member_id)
        .get_result(conn)
        .await
        .optional()?;
        if let Some(member) = member {
            mark_verified(conn, now, member).await?;
        }
        Ok(member)
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
