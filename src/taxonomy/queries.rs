//! Rows shaped for pages and mails.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::{ChangeKind, RequestId, RequestState};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::skills::SkillId;

/// Rows on a page of requests or changes.
pub(super) const ON_A_PAGE: usize = 20;
/// Supporters that a moderator reads.
const SUPPORTERS: i64 = 30;

/// A request as one of its supporters sees it.
#[derive(Debug, QueryableByName)]
pub(super) struct OwnRow {
    #[diesel(sql_type = BigInt)]
    pub id: RequestId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub state: RequestState,
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// What came of it; empty without.
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Timestamptz)]
    pub asked_at: Instant,
}

/// A request as it waits for moderators.
#[derive(Debug, QueryableByName)]
pub(super) struct QueueRow {
    #[diesel(sql_type = BigInt)]
    pub id: RequestId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = BigInt)]
    pub supporters: i64,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: Instant,
}

/// A request with what came of it.
#[derive(Debug, QueryableByName)]
pub(super) struct RequestRow {
    #[diesel(sql_type = BigInt)]
    pub id: RequestId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub category: String,
    #[diesel(sql_type = Text)]
    pub state: RequestState,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = BigInt)]
    pub supporters: i64,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: Instant,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub decided_at: Option<Instant>,
    #[diesel(sql_type = Text)]
    pub decided_by: String,
}

/// Who asks, and why.
#[derive(Debug, QueryableByName)]
pub(super) struct SupporterRow {
    #[diesel(sql_type = BigInt)]
    pub id: MemberId,
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub why: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: Instant,
}

/// What a mail about an answer says.
#[derive(Debug, QueryableByName)]
pub(super) struct AnswerRow {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Text)]
    pub state: RequestState,
    #[diesel(sql_type = Text)]
    pub reason: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub member: String,
    #[diesel(sql_type = Text)]
    pub email: String,
}

/// A line of the log.
#[derive(Debug, QueryableByName)]
pub(super) struct ChangeRow {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: ChangeKind,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Text)]
    pub detail: String,
    /// The name that was asked for; empty without a request, and when it went with its writers.
    #[diesel(sql_type = Text)]
    pub asked: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub request_id: Option<RequestId>,
    #[diesel(sql_type = Text)]
    pub admin: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: Instant,
}

/// How much is said of a skill.
#[derive(Debug, QueryableByName)]
pub(super) struct Reach {
    #[diesel(sql_type = BigInt)]
    pub teachers: i64,
    #[diesel(sql_type = BigInt)]
    pub learners: i64,
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
}

/// What a member asked for before request `before`, newest first, one more than a page.
///
/// # Errors
/// When the database fails.
pub(super) async fn own(
    mut conn: &Connection,
    member: MemberId,
    before: Option<RequestId>,
) -> QueryResult<Vec<OwnRow>> {
    diesel::sql_query(
        "SELECT r.id, r.name, r.state, r.reason, coalesce(k.name, '') AS skill, s.created_at AS asked_at
           FROM skill_request_supporters s
           JOIN skill_requests r ON r.id = s.request_id
           LEFT JOIN skills k ON k.id = r.skill_id
          WHERE s.member_id = $1 AND s.request_id < coalesce($2, 9223372036854775807)
          ORDER BY s.request_id DESC LIMIT 21",
    )
    .bind::<BigInt, _>(member)
    .bind::<Nullable<BigInt>, _>(before)
    .prepared()
    .load(&mut conn)
    .await
}

/// Open requests after `after`, oldest first, one more than a page.
///
/// # Errors
/// When the database fails.
pub(super) async fn queue(mut conn: &Connection, after: Option<RequestId>) -> QueryResult<Vec<QueueRow>> {
    diesel::sql_query(
        "SELECT r.id, r.name, c.name AS category, r.created_at,
                (SELECT count(*) FROM skill_request_supporters s WHERE s.request_id = r.id) AS supporters
           FROM skill_requests r JOIN skill_categories c ON c.id = r.category_id
          WHERE r.state = 'open' AND r.id > coalesce($1, 0)
          ORDER BY r.id LIMIT 21",
    )
    .bind::<Nullable<BigInt>, _>(after)
    .prepared()
    .load(&mut conn)
    .await
}

/// A request.
///
/// # Errors
/// `NotFound` without one, or when the database fails.
pub(super) async fn request(mut conn: &Connection, id: RequestId) -> QueryResult<RequestRow> {
    diesel::sql_query(
        "SELECT r.id, r.name, c.name AS category, r.state, r.reason, coalesce(k.name, '') AS skill, r.created_at, r.decided_at,
                (SELECT count(*) FROM skill_request_supporters s WHERE s.request_id = r.id) AS supporters,
                coalesce((SELECT m.name FROM taxonomy_changes t JOIN members m ON m.id = t.admin_id
                           WHERE t.request_id = r.id LIMIT 1), '') AS decided_by
           FROM skill_requests r
           JOIN skill_categories c ON c.id = r.category_id
           LEFT JOIN skills k ON k.id = r.skill_id
          WHERE r.id = $1",
    )
    .bind::<BigInt, _>(id)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// Who supports a request, the first before the others, at most 30.
///
/// # Errors
/// When the database fails.
pub(super) async fn supporters(mut conn: &Connection, id: RequestId) -> QueryResult<Vec<SupporterRow>> {
    diesel::sql_query(
        "SELECT m.id, m.name, s.why, s.created_at
           FROM skill_request_supporters s JOIN members m ON m.id = s.member_id
          WHERE s.request_id = $1 ORDER BY s.created_at, m.id LIMIT $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(SUPPORTERS)
    .prepared()
    .load(&mut conn)
    .await
}

/// What a supporter is told of an answered request; nothing when they support it no longer.
///
/// # Errors
/// When the database fails.
pub(super) async fn answer(conn: &mut Connection, id: RequestId, member: MemberId) -> QueryResult<Option<AnswerRow>> {
    diesel::sql_query(
        "SELECT r.name, r.state, r.reason, coalesce(k.name, '') AS skill, m.name AS member, m.email
           FROM skill_request_supporters s
           JOIN skill_requests r ON r.id = s.request_id
           JOIN members m ON m.id = s.member_id
           LEFT JOIN skills k ON k.id = r.skill_id
          WHERE s.request_id = $1 AND s.member_id = $2 AND r.state <> 'open'",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(conn)
    .await
    .optional()
}

/// The log before line `before`, newest first, one more than a page.
///
/// # Errors
/// When the database fails.
pub(super) async fn changes(mut conn: &Connection, before: Option<i64>) -> QueryResult<Vec<ChangeRow>> {
    diesel::sql_query(
        "SELECT t.id, t.kind, t.skill, t.detail, coalesce(r.name, '') AS asked, t.request_id, m.name AS admin, t.made_at
           FROM taxonomy_changes t
           JOIN members m ON m.id = t.admin_id
           LEFT JOIN skill_requests r ON r.id = t.request_id
          WHERE t.id < coalesce($1, 9223372036854775807)
          ORDER BY t.id DESC LIMIT 21",
    )
    .bind::<Nullable<BigInt>, _>(before)
    .prepared()
    .load(&mut conn)
    .await
}

/// How much is said of a skill.
///
/// # Errors
/// When the database fails.
pub(super) async fn reach(mut conn: &Connection, skill: SkillId) -> QueryResult<Reach> {
    diesel::sql_query(
        "SELECT (SELECT count(*) FROM member_skills WHERE skill_id = $1 AND direction = 'teach') AS teachers,
                (SELECT count(*) FROM member_skills WHERE skill_id = $1 AND direction = 'learn') AS learners,
                (SELECT count(*) FROM bookings WHERE skill_id = $1) AS sessions",
    )
    .bind::<Integer, _>(skill)
    .prepared()
    .get_result(&mut conn)
    .await
}
