//! Proving that an address is one's own.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::MemberId;
use super::mail_tokens::{self, Purpose};
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::members;

/// Uses the secret of a link: the member's address is proven. `None` for a secret that is used, expired or invented.
///
/// # Errors
/// When the database fails.
pub(super) async fn redeem(conn: &mut Connection, now: Instant, token: &str) -> QueryResult<Option<MemberId>> {
    conn.transaction(async |conn| {
        let Some(redeemed) = mail_tokens::redeem(conn, now, Purpose::VerifyEmail, token).await? else {
            return Ok(None);
        };
        mark_verified(conn, now, redeemed.member).await?;
        Ok(Some(redeemed.member))
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
