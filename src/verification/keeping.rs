//! What time and others' fates do to badges.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::badge::{self, BadgeId};
use super::jobs::News;
use super::round::lock;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::{assessments, badges, members, verification_rounds};
use crate::skills::SkillId;

/// Whose badge expires within so many days is told.
pub(super) const REMINDED_DAYS: i64 = 30;
/// Badges looked at by one call; the schedule calls again.
const BATCH: i64 = 100;

/// A badge of now that time does something to.
type Aged = (BadgeId, MemberId, SkillId);

/// Follows the suspension of `member`, or its end: what they said about others ceases to count, or counts again. Whoever
/// has left stays as they were: a ban outlives the account, and so does what an honest member said. Gives the members
/// whose badges changed.
///
/// # Errors
/// When the database fails; the job comes again.
pub(super) async fn follow_suspension(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
) -> QueryResult<Vec<MemberId>> {
    let (suspended_at, deleted_at): (Option<Instant>, Option<Instant>) =
        members::table.find(member).select((members::suspended_at, members::deleted_at)).first(conn).await?;
    if deleted_at.is_some() {
        return Ok(Vec::new());
    }
    let theirs = assessments::table.filter(assessments::assessor_id.eq(member));
    diesel::update(theirs).set(assessments::struck_at.eq(suspended_at)).execute(conn).await?;
    // All whom they assessed, struck just now or by a run that did not come to its end; a round that is being decided at
    // this moment as well, whose lock we wait for.
    let about: Vec<(MemberId, SkillId)> = verification_rounds::table
        .inner_join(assessments::table.on(assessments::round_id.eq(verification_rounds::id)))
        .filter(assessments::assessor_id.eq(member).and(assessments::answered_at.is_not_null()))
        .select((verification_rounds::member_id, verification_rounds::skill_id))
        .distinct()
        .load(conn)
        .await?;
    recompute_each(conn, now, about).await
}

/// Asks anew what all assessments of a member come to. Whether a badge changed.
///
/// # Errors
/// When the database fails.
pub(super) async fn recompute_all(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<bool> {
    let skills: Vec<(MemberId, SkillId)> = verification_rounds::table
        .filter(verification_rounds::member_id.eq(member))
        .select((verification_rounds::member_id, verification_rounds::skill_id))
        .distinct()
        .load(conn)
        .await?;
    Ok(!recompute_each(conn, now, skills).await?.is_empty())
}

async fn recompute_each(
    conn: &mut Connection,
    now: Instant,
    about: Vec<(MemberId, SkillId)>,
) -> QueryResult<Vec<MemberId>> {
    let mut told = Vec::new();
    for (member, skill) in about {
        let news = conn
            .transaction(async |conn| {
                lock(conn, member).await?;
                badge::recompute(conn, now, member, skill).await
            })
            .await?;
        told.extend(news.map(|_| member));
    }
    Ok(told)
}

/// Tells those whose badges have expired, and gives them the badge that is left, if any. Gives the members to tell.
///
/// # Errors
/// When the database fails; what was done before stays.
pub(super) async fn lapse_due(conn: &mut Connection, now: Instant) -> QueryResult<Vec<MemberId>> {
    let due = aged(conn, now).await?;
    for (id, member, skill) in due.iter().copied() {
        conn.transaction(async |conn| {
            lock(conn, member).await?;
            let still = badges::table.find(id).filter(badges::lapsed_at.is_null().and(badges::expires_at.le(now)));
            if diesel::update(still).set(badges::lapsed_at.eq(now)).execute(conn).await? == 1 {
                badge::recompute(conn, now, member, skill).await?;
                badge::tell(conn, now, member, skill, (id, News::Expired)).await?;
            }
            QueryResult::Ok(())
        })
        .await?;
    }
    Ok(due.into_iter().map(|(_, member, _)| member).collect())
}

/// Tells those whose badges expire within a month. Gives the members to tell.
///
/// # Errors
/// When the database fails; what was done before stays.
pub(super) async fn remind_due(conn: &mut Connection, now: Instant) -> QueryResult<Vec<MemberId>> {
    let soon = now.plus_hours(24 * REMINDED_DAYS);
    let due: Vec<Aged> = badges::table
        .filter(badges::withdrawn_at.is_null().and(badges::replaced_at.is_null()).and(badges::lapsed_at.is_null()))
        .filter(badges::expires_at.le(soon).and(badges::expires_at.gt(now)).and(badges::reminded_at.is_null()))
        .order(badges::expires_at)
        .limit(BATCH)
        .select((badges::id, badges::member_id, badges::skill_id))
        .load(conn)
        .await?;
    for (id, member, skill) in due.iter().copied() {
        conn.transaction(async |conn| {
            let first = badges::table.find(id).filter(badges::reminded_at.is_null());
            if diesel::update(first).set(badges::reminded_at.eq(now)).execute(conn).await? == 1 {
                badge::tell(conn, now, member, skill, (id, News::Expiring)).await?;
            }
            QueryResult::Ok(())
        })
        .await?;
    }
    Ok(due.into_iter().map(|(_, member, _)| member).collect())
}

async fn aged(conn: &mut Connection, now: Instant) -> QueryResult<Vec<Aged>> {
    badges::table
        .filter(badges::withdrawn_at.is_null().and(badges::replaced_at.is_null()).and(badges::lapsed_at.is_null()))
        .filter(badges::expires_at.le(now))
        .order(badges::expires_at)
        .limit(BATCH)
        .select((badges::id, badges::member_id, badges::skill_id))
        .load(conn)
        .await
}
