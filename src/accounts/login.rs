//! Logins: the places where a member is logged in. The cookie session holds a login's id and nothing else.

use actix_session::Session;
use actix_web::HttpRequest;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ipnet::IpNet;
use jiff::SignedDuration;

use super::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, id_type};
use crate::error::{AppError, AppResult};
use crate::schema::logins;
use crate::state::AppState;
use crate::web::client_address;

id_type!(
    /// A login's id.
    LoginId(i64)
);

/// The cookie session's one entry.
const KEY: &str = "login";
/// A login dies after this long without a visit.
const IDLE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// With "remember me".
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long a login lives after a visit.
pub(super) fn lifetime(remembered: bool) -> SignedDuration {
    if remembered { REMEMBERED } else { IDLE }
}

/// The login that this cookie session names.
pub(super) fn of(session: &Session) -> Option<LoginId> {
    session.get(KEY).ok().flatten()
}

/// Logs a member in here: a new login, and the cookie session under a new key, so that one planted before is worthless.
///
/// # Errors
/// When the row or the cookie session cannot be written.
pub async fn start(
    state: &AppState,
    request: &HttpRequest,
    session: &Session,
    member: MemberId,
    remembered: bool,
) -> AppResult<LoginId> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let address = client_address::of(request, &state.config.server.trusted_proxies).map(IpNet::from);
    let login: LoginId = diesel::insert_into(logins::table)
        .values((
            logins::member_id.eq(member),
            logins::address.eq(address),
            logins::user_agent.eq(user_agent(request)),
            logins::remembered.eq(remembered),
            logins::created_at.eq(now),
            logins::last_seen_at.eq(now),
            logins::expires_at.eq(now.plus(lifetime(remembered))),
        ))
        .returning(logins::id)
        .get_result(&mut conn)
        .await?;
    session.renew();
    session.insert(KEY, login).map_err(|error| AppError::internal(anyhow::anyhow!("{error}")))?;
    Ok(login)
}

/// Ends a login; the caller publishes `login:<id>` after its commit.
///
/// # Errors
/// When the database fails.
pub async fn end(conn: &mut Connection, login: LoginId) -> QueryResult<()> {
    diesel::delete(logins::table.find(login)).execute(conn).await?;
    Ok(())
}

/// Notes a visit and moves the login's end.
pub(super) async fn touch(conn: &mut Connection, now: Instant, login: LoginId, remembered: bool) -> QueryResult<()> {
    diesel::update(logins::table.find(login))
        .set((logins::last_seen_at.eq(now), logins::expires_at.eq(now.plus(lifetime(remembered)))))
        .execute(conn)
        .await?;
    Ok(())
}

fn user_agent(request: &HttpRequest) -> String {
    let named = request.headers().get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.chars().take(300).collect()
}
