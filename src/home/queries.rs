//! Rows shaped for the first page.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use crate::accounts::{MemberId, PhotoKey};
use crate::db::{Connection, Prepare};
use crate::ledger::Credits;

/// Sessions shown to visitors.
const SWAPS: i64 = 3;
/// Completed sessions looked through for them.
const RECENT: i64 = 50;

/// A session that took place, between two members who are public.
#[derive(Debug, QueryableByName)]
pub(super) struct Swap {
    #[diesel(sql_type = BigInt)]
    pub teacher_id: MemberId,
    #[diesel(sql_type = Text)]
    pub teacher: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub teacher_photo: Option<PhotoKey>,
    #[diesel(sql_type = Text)]
    pub teacher_city: String,
    #[diesel(sql_type = Text)]
    pub learner: String,
    #[diesel(sql_type = Text)]
    pub learner_city: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = SmallInt)]
    pub minutes: i16,
    #[diesel(sql_type = Text)]
    pub comment: String,
}

/// A category and a few of its skills.
#[derive(Debug, QueryableByName)]
pub(super) struct Category {
    #[diesel(sql_type = Text)]
    pub name: String,
    #[diesel(sql_type = Array<Text>)]
    pub skills: Vec<String>,
}

/// The four numbers of a member.
#[derive(Debug, QueryableByName)]
pub(super) struct Numbers {
    #[diesel(sql_type = BigInt)]
    pub available: Credits,
    #[diesel(sql_type = BigInt)]
    pub held: Credits,
    #[diesel(sql_type = Integer)]
    pub sessions: i32,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub figure: Option<i16>,
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
}

/// The newest sessions between public members, one for each teacher.
pub(super) async fn swaps(conn: &mut Connection) -> QueryResult<Vec<Swap>> {
    diesel::sql_query(
        "SELECT * FROM (
             SELECT DISTINCT ON (t.id) b.id, t.id AS teacher_id, t.name AS teacher, tp.photo AS teacher_photo, tp.city AS teacher_city,
                    l.name AS learner, lp.city AS learner_city, s.name AS skill, b.minutes, coalesce(r.comment, '') AS comment
             FROM (SELECT * FROM bookings WHERE state = 'completed' ORDER BY id DESC LIMIT $1) b
             JOIN members t ON t.id = b.teacher_id AND t.suspended_at IS NULL
             JOIN members l ON l.id = b.learner_id AND l.suspended_at IS NULL
             JOIN profiles tp ON tp.member_id = t.id AND tp.visibility = 'public'
             JOIN profiles lp ON lp.member_id = l.id AND lp.visibility = 'public'
             JOIN skills s ON s.id = b.skill_id
             LEFT JOIN ratings r ON r.booking_id = b.id AND r.rater_id = b.learner_id AND r.revealed_at IS NOT NULL AND r.set_aside_at IS NULL
                                AND r.overall >= 4
             ORDER BY t.id, b.id DESC) newest
         ORDER BY (comment <> '') DESC, id DESC LIMIT $2",
    )
    .bind::<BigInt, _>(RECENT)
    .bind::<BigInt, _>(SWAPS).prepared()
    .load(conn)
    .await
}

/// Every category with its first three skills.
pub(super) async fn categories(conn: &mut Connection) -> QueryResult<Vec<Category>> {
    diesel::sql_query(
        "SELECT c.name, array(SELECT s.name FROM skills s JOIN skill_subcategories u ON u.id = s.subcategory_id
                              WHERE u.category_id = c.id ORDER BY s.id LIMIT 3) AS skills
         FROM skill_categories c ORDER BY c.id",
    )
    .prepared()
    .load(conn)
    .await
}

/// A member's numbers.
pub(super) async fn numbers(mut conn: &Connection, member: MemberId) -> QueryResult<Numbers> {
    diesel::sql_query(
        "SELECT coalesce((SELECT balance FROM ledger_accounts WHERE member_id = $1 AND kind = 'available'), 0) AS available,
                coalesce((SELECT sum(balance) FROM ledger_accounts WHERE member_id = $1 AND is_open), 0)::bigint AS held,
                coalesce(s.sessions, 0) AS sessions, s.figure,
                coalesce(s.rating_count, 0) AS rating_count
         FROM (SELECT) one LEFT JOIN standings s ON s.member_id = $1",
    )
    .bind::<BigInt, _>(member).prepared()
    .get_result(&mut conn)
    .await
}
