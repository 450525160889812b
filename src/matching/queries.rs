//! Lists and receipts shaped for pages.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use super::card::{Match, MatchRow};
use super::generating::LIST_LENGTH;
use crate::accounts::{Avatar, MemberId, PhotoKey};
use crate::db::{Connection, Prepare};
use crate::schema::matches;
use crate::skills::NamesById;

/// A member's list or one line of it, with everything that a card and a receipt say, in one statement. The list is cut
/// before anything is joined to it. Skills are ids, below zero for those that somebody learns: their names, joined and
/// sorted here, would cost more than all the rest.
const STATEMENT: &str = "
WITH list AS (
    SELECT * FROM matches WHERE member_id = $1 AND ($2 IS NULL OR other_id = $2)
     ORDER BY score DESC, overlap_minutes DESC, other_id LIMIT $3),
taken AS (
    SELECT member_id, array_agg(CASE direction WHEN 'teach' THEN skill_id ELSE -skill_id END) AS skills
      FROM member_skills WHERE member_id IN (SELECT other_id FROM list) GROUP BY member_id)
SELECT m.other_id, o.name, p.photo, m.score, m.complementarity, m.overlap, m.learning_style, m.rating, m.response, m.overlap_minutes,
       m.learn_skill_id, m.teach_skill_id, coalesce(taken.skills, '{}') AS skills,
       coalesce((SELECT array_agg(CASE direction WHEN 'teach' THEN skill_id ELSE -skill_id END)
                   FROM member_skills WHERE member_id = $1), '{}') AS own_skills,
       coalesce(p.city, '') AS city, coalesce(p.country, '') AS country, coalesce(p.languages, '{}') AS languages,
       p.learning_style AS their_style, (SELECT own.learning_style FROM profiles own WHERE own.member_id = $1) AS own_style,
       s.figure, coalesce(s.rating_count, 0) AS rating_count,
       coalesce(s.proposals, 0) AS proposals, coalesce(s.proposals_answered, 0) AS proposals_answered
  FROM list m
  JOIN members o ON o.id = m.other_id AND o.suspended_at IS NULL
  LEFT JOIN profiles p ON p.member_id = m.other_id
  LEFT JOIN standings s ON s.member_id = m.other_id
  LEFT JOIN taken ON taken.member_id = m.other_id
 ORDER BY m.score DESC, m.overlap_minutes DESC, m.other_id";

/// The first lines of a list, as short as they can be said.
const BEST: &str = "
SELECT m.other_id, o.name, p.photo, m.score, learn.name AS learn_skill, teach.name AS teach_skill
  FROM (SELECT * FROM matches WHERE member_id = $1
         ORDER BY score DESC, overlap_minutes DESC, other_id LIMIT $2) m
  JOIN members o ON o.id = m.other_id AND o.suspended_at IS NULL
  JOIN skills learn ON learn.id = m.learn_skill_id
  LEFT JOIN skills teach ON teach.id = m.teach_skill_id
  LEFT JOIN profiles p ON p.member_id = m.other_id
 ORDER BY m.score DESC, m.overlap_minutes DESC, m.other_id";

/// A line of the dashboard.
#[derive(Debug, Clone, QueryableByName)]
pub struct BestMatch {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Nullable<Text>)]
    photo: Option<PhotoKey>,
    /// 0 to 100.
    #[diesel(sql_type = SmallInt)]
    pub score: i16,
    /// What they can teach the viewer.
    #[diesel(sql_type = Text)]
    pub learn_skill: String,
    /// What the viewer can teach them.
    #[diesel(sql_type = Nullable<Text>)]
    pub teach_skill: Option<String>,
}

impl BestMatch {
    /// Their face.
    pub fn avatar(&self) -> Avatar {
        Avatar::of(&self.name, self.photo.as_ref())
    }
}

/// The best `count` of `member`'s list.
///
/// # Errors
/// When the database fails.
pub async fn top(mut conn: &Connection, member: MemberId, count: i64) -> QueryResult<Vec<BestMatch>> {
    diesel::sql_query(BEST).bind::<BigInt, _>(member).bind::<BigInt, _>(count).prepared().load(&mut conn).await
}

/// Whether `member` has a list.
///
/// # Errors
/// When the database fails.
pub async fn has_list(conn: &mut Connection, member: MemberId) -> QueryResult<bool> {
    diesel::select(exists(matches::table.filter(matches::member_id.eq(member)))).get_result(conn).await
}

/// The whole list of `member`, best first.
pub(super) async fn list(conn: &Connection, names: &NamesById, member: MemberId) -> QueryResult<Vec<Match>> {
    let rows = rows(conn, member, None, i64::try_from(LIST_LENGTH).unwrap_or(i64::MAX)).await?;
    Ok(rows.into_iter().filter_map(|row| row.named(names)).collect())
}

/// The match of `member` with `other`; `NotFound` when they are not in the list.
pub(super) async fn receipt(
    conn: &Connection,
    names: &NamesById,
    member: MemberId,
    other: MemberId,
) -> QueryResult<Match> {
    let row = rows(conn, member, Some(other), 1).await?.pop();
    row.and_then(|row| row.named(names)).ok_or(diesel::result::Error::NotFound)
}

async fn rows(
    mut conn: &Connection,
    member: MemberId,
    other: Option<MemberId>,
    count: i64,
) -> QueryResult<Vec<MatchRow>> {
    diesel::sql_query(STATEMENT)
        .bind::<BigInt, _>(member)
        .bind::<Nullable<BigInt>, _>(other)
        .bind::<BigInt, _>(count)
        .prepared()
        .load(&mut conn)
        .await
}

/// What a member has said of themselves, as far as matching needs it.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(super) struct Said {
    /// Whether they want to learn something.
    #[diesel(sql_type = Bool)]
    pub wants: bool,
    /// Whether they have hours.
    #[diesel(sql_type = Bool)]
    pub has_hours: bool,
}

/// What `member` has said.
pub(super) async fn said(conn: &mut Connection, member: MemberId) -> QueryResult<Said> {
    diesel::sql_query(
        "SELECT EXISTS (SELECT FROM member_skills WHERE member_id = $1 AND direction = 'learn') AS wants,
                EXISTS (SELECT FROM weekly_hours WHERE member_id = $1) AS has_hours",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(conn)
    .await
}
