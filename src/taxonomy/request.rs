//! A request for a skill that is missing, as the members who support it see it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::TaxonomyError;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare, id_type, text_enum};
use crate::schema::{members, skill_request_supporters, skill_requests};
use crate::skills::{self, Called, CategoryId};

id_type!(
    /// A request's id.
    RequestId(i64)
);

text_enum!(
    /// Where a request stands.
    RequestState {
        /// Nobody has answered.
        Open = "open",
        /// It is a skill now.
        Approved = "approved",
        /// There is such a skill, under another name.
        Merged = "merged",
        /// It will be no skill; the reason is there.
        Declined = "declined",
    }
);

/// Answers that a member may wait for at one time.
pub(super) const OPEN_AT_ONCE: i64 = 5;
/// Skills that a member may ask for within 30 days.
pub(super) const A_MONTH: i64 = 10;

/// What a member misses.
#[derive(Debug, Clone)]
pub struct Wish {
    /// 2 to 60 characters.
    pub name: String,
    /// Where it would belong.
    pub category_id: CategoryId,
    /// At most 300 characters, or empty.
    pub why: String,
}

/// What came of asking.
#[derive(Debug)]
pub enum Asked {
    /// It is there, maybe under another name.
    Known(Called),
    /// The member had asked for it before.
    Again,
    /// Others ask for it, too: so many before this member.
    Joined(i64),
    /// Nobody did until now.
    First,
}

/// Of one name only one is open: the one that is there is locked, so that nobody answers it meanwhile.
const OPEN: &str = "INSERT INTO skill_requests (name, category_id, created_at) VALUES ($1, $2, $3)
                    ON CONFLICT (plain(name)) WHERE state = 'open' DO UPDATE SET name = skill_requests.name
                    RETURNING id, (SELECT count(*) FROM skill_request_supporters s WHERE s.request_id = skill_requests.id) AS others";

const ASKED_LATELY: &str = "SELECT count(*) FILTER (WHERE r.state = 'open') AS open,
                                   count(*) FILTER (WHERE s.created_at > $2) AS lately,
                                   coalesce(bool_or(r.state = 'open' AND plain(r.name) = plain($3)), false) AS is_again
                              FROM skill_request_supporters s JOIN skill_requests r ON r.id = s.request_id
                             WHERE s.member_id = $1";

#[derive(QueryableByName)]
struct Opened {
    #[diesel(sql_type = BigInt)]
    id: RequestId,
    #[diesel(sql_type = BigInt)]
    others: i64,
}

#[derive(QueryableByName)]
struct Lately {
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = BigInt)]
    lately: i64,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_again: bool,
}

/// A member asks for a skill. One that others ask for already is supported instead of asked for twice.
///
/// # Errors
/// `TooManyOpen`, `TooManyLately`, or when the database fails.
pub async fn ask(conn: &mut Connection, now: Instant, member: MemberId, wish: &Wish) -> Result<Asked, TaxonomyError> {
    conn.transaction(async |conn| {
        // Two requests at once would each count four: the second waits here for the first.
        members::table.find(member).select(members::id).for_no_key_update().first::<MemberId>(conn).await?;
        if let Some(known) = skills::called(conn, &wish.name).await? {
            return Ok(Asked::Known(known));
        }
        let lately = asked_lately(conn, now, member, &wish.name).await?;
        match lately {
            Lately { is_again: true, .. } => return Ok(Asked::Again),
            Lately { open: OPEN_AT_ONCE.., .. } => return Err(TaxonomyError::TooManyOpen),
            Lately { lately: A_MONTH.., .. } => return Err(TaxonomyError::TooManyLately),
            Lately { .. } => {}
        }
        let others = support(conn, now, member, wish).await?;
        Ok(if others == 0 { Asked::First } else { Asked::Joined(others) })
    })
    .await
}

async fn asked_lately(conn: &mut Connection, now: Instant, member: MemberId, name: &str) -> QueryResult<Lately> {
    diesel::sql_query(ASKED_LATELY)
        .bind::<BigInt, _>(member)
        .bind::<Timestamptz, _>(now.plus_hours(-24 * 30))
        .bind::<Text, _>(name)
        .prepared()
        .get_result(conn)
        .await
}

/// How many supported it before.
async fn support(conn: &mut Connection, now: Instant, member: MemberId, wish: &Wish) -> QueryResult<i64> {
    let opened: Opened = diesel::sql_query(OPEN)
        .bind::<Text, _>(&wish.name)
        .bind::<SmallInt, _>(wish.category_id)
        .bind::<Timestamptz, _>(now)
        .prepared()
        .get_result(conn)
        .await?;
    diesel::insert_into(skill_request_supporters::table)
        .values((
            skill_request_supporters::request_id.eq(opened.id),
            skill_request_supporters::member_id.eq(member),
            skill_request_supporters::why.eq(&wish.why),
            skill_request_supporters::created_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(opened.others)
}

/// A member asks no longer. A request that nobody supports is gone. Gives the name that was asked for.
///
/// # Errors
/// `NotFound` when the member does not support it, `DecidedAlready` when it is answered, or when the database fails.
pub async fn withdraw(conn: &mut Connection, member: MemberId, id: RequestId) -> Result<String, TaxonomyError> {
    conn.transaction(async |conn| {
        let (name, state): (String, RequestState) = skill_requests::table
            .find(id)
            .filter(diesel::dsl::exists(
                skill_request_supporters::table
                    .filter(skill_request_supporters::request_id.eq(id))
                    .filter(skill_request_supporters::member_id.eq(member)),
            ))
            .select((skill_requests::name, skill_requests::state))
            .for_update()
            .first(conn)
            .await?;
        if state != RequestState::Open {
            return Err(TaxonomyError::DecidedAlready);
        }
        diesel::delete(skill_request_supporters::table.find((id, member))).execute(conn).await?;
        drop_nobodys(conn, &[id]).await?;
        Ok(name)
    })
    .await
}

/// Drops those of `requests`, which the caller has locked, that nobody supports any more.
pub(super) async fn drop_nobodys(conn: &mut Connection, requests: &[RequestId]) -> QueryResult<()> {
    let supporters =
        skill_request_supporters::table.filter(skill_request_supporters::request_id.eq(skill_requests::id));
    let nobodys = skill_requests::id.eq_any(requests).and(diesel::dsl::not(diesel::dsl::exists(supporters)));
    diesel::delete(skill_requests::table.filter(nobodys)).execute(conn).await?;
    Ok(())
}
