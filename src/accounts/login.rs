//! Logins: the places where a member is logged in. The cookie session holds a login's id and nothing else.

use actix_session::Session;
use actix_web::HttpRequest;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ipnet::IpNet;
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::MemberId;
use super::signing_in::Door;
use crate::clock::Instant;
use crate::db::{Connection, id_type};
use crate::error::{AppError, AppResult};
use crate::realtime::Bus;
use crate::schema::{logins, members};

id_type!(
    /// A login's id.
    LoginId(i64)
);

/// The cookie session's entry for a login.
const KEY: &str = "login";
/// A login dies after this long without a visit.
const IDLE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// With "remember me".
const REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A login to be.
#[derive(Debug)]
pub(super) struct NewLogin<'a> {
    pub member: MemberId,
    /// Whether the member wants to stay logged in.
    pub remembered: bool,
    /// The IANA zone that the device says it is in; anything else counts as nothing.
    pub zone: &'a str,
}

/// How long a login lives after a visit.
pub(super) fn lifetime(remembered: bool) -> SignedDuration {
    if remembered { REMEMBERED } else { IDLE }
}

/// The login that this cookie session names.
pub(super) fn of(session: &Session) -> Option<LoginId> {
    session.get(KEY).ok().flatten()
}

/// Logs a member in here: a new login, and the cookie session under a new key, so that one planted before is worthless.
/// Whoever was logged in here before is not any more. Only [`super::signing_in::admit`] decides who gets this far.
///
/// # Errors
/// When the row or the cookie session cannot be written.
pub(super) async fn start(door: &Door, new: &NewLogin<'_>) -> AppResult<LoginId> {
    let now = door.state.clock.now();
    let mut conn = door.state.db.get().await?;
    let login: LoginId = diesel::insert_into(logins::table)
        .values((
            logins::member_id.eq(new.member),
            logins::address.eq(door.address().map(IpNet::from)),
            logins::user_agent.eq(user_agent(&door.request)),
            logins::zone.eq(known_zone(new.zone)),
            logins::remembered.eq(new.remembered),
            logins::created_at.eq(now),
            logins::confirmed_at.eq(now),
            logins::last_seen_at.eq(now),
            logins::expires_at.eq(now.plus(lifetime(new.remembered))),
        ))
        .returning(logins::id)
        .get_result(&mut conn)
        .await?;
    note_seen(&mut conn, now, new.member).await?;
    if let Some(before) = of(&door.session) {
        diesel::delete(logins::table.find(before)).execute(&mut conn).await?;
        announce_ended(&door.state.bus, &[before]);
    }
    door.session.clear();
    door.session.renew();
    door.session.insert(KEY, login).map_err(AppError::internal)?;
    Ok(login)
}

/// Ends a login of a member; whether it was theirs and there. The caller tells it after the commit ([`announce_ended`]).
///
/// # Errors
/// When the database fails.
pub async fn end(conn: &mut Connection, member: MemberId, login: LoginId) -> QueryResult<bool> {
    let theirs = logins::table.filter(logins::id.eq(login).and(logins::member_id.eq(member)));
    Ok(diesel::delete(theirs).execute(conn).await? == 1)
}

/// Ends every login of a member but the one to `keep`, and gives those that ended. The caller tells it after the commit
/// ([`announce_ended`]).
///
/// # Errors
/// When the database fails.
pub async fn end_all(conn: &mut Connection, member: MemberId, keep: Option<LoginId>) -> QueryResult<Vec<LoginId>> {
    let keep = keep.map_or(0, |login| login.0);
    diesel::delete(logins::table.filter(logins::member_id.eq(member).and(logins::id.ne(LoginId(keep)))))
        .returning(logins::id)
        .get_results(conn)
        .await
}

/// Tells every node that logins have ended: their viewers are forgotten and their sockets closed.
pub fn announce_ended(bus: &Bus, logins: &[LoginId]) {
    for login in logins {
        bus.publish(format!("login:{login}"), 0);
    }
}

/// Notes that the member has just proven, here, who they are.
///
/// # Errors
/// When the database fails.
pub(super) async fn confirm(conn: &mut Connection, now: Instant, login: LoginId) -> QueryResult<()> {
    diesel::update(logins::table.find(login)).set(logins::confirmed_at.eq(now)).execute(conn).await?;
    Ok(())
}

/// When the member last proved, here, who they are.
///
/// # Errors
/// When the database fails, or the login has ended.
pub(super) async fn confirmed_at(conn: &mut Connection, login: LoginId) -> QueryResult<Option<Instant>> {
    logins::table.find(login).select(logins::confirmed_at).first(conn).await
}

/// A login that is visited.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visited {
    pub login: LoginId,
    pub member: MemberId,
    pub remembered: bool,
}

/// Notes a visit and moves the login's end.
pub(super) async fn touch(conn: &mut Connection, now: Instant, visited: Visited) -> QueryResult<()> {
    diesel::update(logins::table.find(visited.login))
        .set((logins::last_seen_at.eq(now), logins::expires_at.eq(now.plus(lifetime(visited.remembered)))))
        .execute(conn)
        .await?;
    note_seen(conn, now, visited.member).await
}

/// Notes that the member is here: a fact that stays when the login ends.
async fn note_seen(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<()> {
    diesel::update(members::table.find(member)).set(members::last_seen_at.eq(now)).execute(conn).await?;
    Ok(())
}

/// Deletes what has expired.
///
/// # Errors
/// When the database fails.
pub(super) async fn forget_expired(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    diesel::delete(logins::table.filter(logins::expires_at.le(now))).execute(conn).await?;
    Ok(())
}

fn user_agent(request: &HttpRequest) -> String {
    let named = request.headers().get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.chars().take(300).collect()
}

fn known_zone(zone: &str) -> &str {
    if zone.len() <= 50 && TimeZone::get(zone).is_ok() { zone } else { "" }
}
