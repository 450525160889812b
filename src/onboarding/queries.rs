//! Rows shaped for pages.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::RunQueryDsl;

use super::Step;
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare};

/// What a member has told so far.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(super) struct Facts {
    #[diesel(sql_type = Bool)]
    pub is_verified: bool,
    #[diesel(sql_type = Bool)]
    pub has_bio: bool,
    #[diesel(sql_type = Bool)]
    pub has_place: bool,
    #[diesel(sql_type = Bool)]
    pub has_photo: bool,
    #[diesel(sql_type = Bool)]
    pub has_languages: bool,
    #[diesel(sql_type = Bool)]
    pub has_style: bool,
    #[diesel(sql_type = Bool)]
    pub has_hours: bool,
    #[diesel(sql_type = BigInt)]
    pub teaches: i64,
    #[diesel(sql_type = BigInt)]
    pub learns: i64,
    /// Steps that were left for later.
    #[diesel(sql_type = Array<Text>)]
    pub skipped: Vec<Step>,
}

/// All of it in one statement.
pub(super) async fn facts(mut conn: &Connection, member: MemberId) -> QueryResult<Facts> {
    diesel::sql_query(
        "SELECT m.email_verified_at IS NOT NULL AS is_verified,
                coalesce(p.bio <> '', false) AS has_bio,
                coalesce(p.city <> '' AND p.country <> '', false) AS has_place,
                p.photo IS NOT NULL AS has_photo,
                coalesce(cardinality(p.languages) > 0, false) AS has_languages,
                p.learning_style IS NOT NULL AS has_style,
                EXISTS (SELECT FROM weekly_hours h WHERE h.member_id = m.id) AS has_hours,
                (SELECT count(*) FROM member_skills s WHERE s.member_id = m.id AND s.direction = 'teach') AS teaches,
                (SELECT count(*) FROM member_skills s WHERE s.member_id = m.id AND s.direction = 'learn') AS learns,
                array(SELECT step FROM skipped_steps k WHERE k.member_id = m.id) AS skipped
         FROM members m LEFT JOIN profiles p ON p.member_id = m.id
         WHERE m.id = $1",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await
}
