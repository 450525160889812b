//! Errands: who is on their way to connect a calendar, so that only they come back, once, and soon.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::peers::{Departure, ProviderName};
use crate::accounts::{LoginId, MemberId};
use crate::clock::Instant;
use crate::crypto;
use crate::db::Connection;
use crate::schema::calendar_errands as errands;

/// How long somebody may take over there.
const MINUTES: i64 = 10;

/// Notes that somebody sets out.
///
/// # Errors
/// When the database fails.
pub(super) async fn begin(
    conn: &mut Connection,
    now: Instant,
    (member, login): (MemberId, LoginId),
    provider: ProviderName,
    departure: &Departure,
) -> QueryResult<()> {
    diesel::insert_into(errands::table)
        .values((
            errands::digest.eq(crypto::digest(&departure.state).to_vec()),
            errands::member_id.eq(member),
            errands::login_id.eq(login),
            errands::provider.eq(provider),
            errands::verifier.eq(&departure.verifier),
            errands::expires_at.eq(now.plus_minutes(MINUTES)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The verifier of the errand that came back with `state`, in the login in which it began; `None` when there is none.
/// Deleting its row is what makes it happen once.
///
/// # Errors
/// When the database fails.
pub(super) async fn take(
    conn: &mut Connection,
    now: Instant,
    (member, login): (MemberId, LoginId),
    provider: ProviderName,
    state: &str,
) -> QueryResult<Option<String>> {
    let theirs = errands::member_id.eq(member).and(errands::login_id.eq(login)).and(errands::provider.eq(provider));
    let errand = errands::table.find(crypto::digest(state).to_vec()).filter(theirs).filter(errands::expires_at.gt(now));
    diesel::delete(errand).returning(errands::verifier).get_result(conn).await.optional()
}

/// Deletes errands that nobody came back from.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_expired(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    diesel::delete(errands::table.filter(errands::expires_at.le(now))).execute(conn).await?;
    Ok(())
}
