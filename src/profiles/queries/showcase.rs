//! Teachers for the landing page.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::db::Connection;
use crate::db::Prepare;

/// A teacher on the landing page: a swap that somebody offers.
#[derive(Debug, Clone, QueryableByName)]
pub struct ShowcaseRow {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub id: MemberId,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Their city, or empty.
    #[diesel(sql_type = Text)]
    pub city: String,
    /// Their country, or empty.
    #[diesel(sql_type = Text)]
    pub country: String,
    /// What they teach best.
    #[diesel(sql_type = Text)]
    pub teach: String,
    /// Something that they want to learn.
    #[diesel(sql_type = Text)]
    pub learn: String,
    /// The sum of their overall ratings.
    #[diesel(sql_type = BigInt)]
    pub rating_total: i64,
    /// How many there are.
    #[diesel(sql_type = Integer)]
    pub rating_count: i32,
}

/// At most `n` teachers whom everybody may see, rated 4.5 or above at least three times, who teach something and want
/// to learn something: of the hundred with most sessions, those rated last.
///
/// # Errors
/// When the database fails.
pub async fn showcase(conn: &mut Connection, n: i64) -> QueryResult<Vec<ShowcaseRow>> {
    let query = diesel::sql_query(
        "SELECT shown.*,
                (SELECT (SELECT name FROM skills WHERE id = ms.skill_id) FROM member_skills ms
                  WHERE ms.member_id = shown.id AND ms.direction = 'teach'
                  ORDER BY ms.level DESC, ms.skill_id LIMIT 1) AS teach,
                (SELECT (SELECT name FROM skills WHERE id = ms.skill_id) FROM member_skills ms
                  WHERE ms.member_id = shown.id AND ms.direction = 'learn'
                  ORDER BY ms.skill_id LIMIT 1) AS learn
           FROM (SELECT m.id, m.name, p.city, p.country, best.rating_total, best.rating_count
                   FROM (SELECT s.member_id, s.rating_total, s.rating_count,
                                (SELECT revealed_at FROM ratings r
                                  WHERE r.ratee_id = s.member_id AND r.revealed_at IS NOT NULL
                                  ORDER BY r.revealed_at DESC LIMIT 1) AS rated_at
                           FROM standings s
                          WHERE s.rating_count >= 3 AND s.rating_total * 2 >= s.rating_count * 9
                          ORDER BY s.sessions DESC, s.member_id
                          LIMIT 100) best
                   JOIN members m ON m.id = best.member_id AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL
                   JOIN profiles p ON p.member_id = m.id AND p.visibility = 'public'
                  WHERE EXISTS (SELECT FROM member_skills WHERE member_id = m.id AND direction = 'teach')
                    AND EXISTS (SELECT FROM member_skills WHERE member_id = m.id AND direction = 'learn')
                  ORDER BY best.rated_at DESC NULLS LAST, m.id
                  LIMIT $1) shown",
    );
    query.bind::<BigInt, _>(n).prepared().load(conn).await
}

impl ShowcaseRow {
    /// The path of their page.
    pub fn path(&self) -> String {
        crate::profiles::path(self.id, &self.name)
    }
}
