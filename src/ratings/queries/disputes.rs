//! Disputed ratings.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use super::ON_A_PAGE;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::ratings::dispute::DISPUTE_DAYS;
use crate::ratings::{DisputeId, Outcome, Tag};

/// A rating that somebody received and may find unfair.
#[derive(Debug, QueryableByName)]
pub(in crate::ratings) struct ReceivedRow {
    #[diesel(sql_type = Text)]
    pub rater: String,
    #[diesel(sql_type = SmallInt)]
    pub overall: i16,
    #[diesel(sql_type = Text)]
    pub comment: String,
    #[diesel(sql_type = Timestamptz)]
    shown_at: Instant,
    #[diesel(sql_type = Nullable<BigInt>)]
    dispute_id: Option<DisputeId>,
}

impl ReceivedRow {
    /// Whether it may still be disputed.
    pub fn can_be_disputed(&self, now: Instant) -> bool {
        self.dispute_id.is_none() && now < self.shown_at.plus_hours(24 * DISPUTE_DAYS)
    }
}

/// A dispute that waits.
#[derive(Debug, QueryableByName)]
pub(in crate::ratings) struct DeskRow {
    #[diesel(sql_type = BigInt)]
    pub id: DisputeId,
    #[diesel(sql_type = Text)]
    pub rater: String,
    #[diesel(sql_type = Text)]
    pub ratee: String,
    #[diesel(sql_type = SmallInt)]
    pub overall: i16,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: Instant,
}

/// A dispute with all that decides it.
#[derive(Debug, QueryableByName)]
pub(in crate::ratings) struct DisputeRow {
    #[diesel(sql_type = BigInt)]
    pub id: DisputeId,
    #[diesel(sql_type = BigInt)]
    pub rater_id: MemberId,
    #[diesel(sql_type = Text)]
    pub rater: String,
    #[diesel(sql_type = BigInt)]
    pub ratee_id: MemberId,
    #[diesel(sql_type = Text)]
    pub ratee: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = SmallInt)]
    pub overall: i16,
    #[diesel(sql_type = SmallInt)]
    pub knowledge: i16,
    #[diesel(sql_type = SmallInt)]
    pub communication: i16,
    #[diesel(sql_type = SmallInt)]
    pub professionalism: i16,
    #[diesel(sql_type = Array<Text>)]
    pub tags: Vec<Tag>,
    #[diesel(sql_type = Text)]
    pub comment: String,
    #[diesel(sql_type = Text)]
    pub private_note: String,
    #[diesel(sql_type = Text)]
    pub words: String,
    #[diesel(sql_type = Timestamptz)]
    pub made_at: Instant,
    #[diesel(sql_type = Nullable<Text>)]
    pub outcome: Option<Outcome>,
    #[diesel(sql_type = Text)]
    pub reason: String,
    /// Empty while nobody has decided.
    #[diesel(sql_type = Text)]
    pub decided_by: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub decided_at: Option<Instant>,
}

/// The rating that `member` received for the session of `booking`, once it is shown.
pub(in crate::ratings) async fn received(
    mut conn: &Connection,
    booking: i64,
    member: MemberId,
) -> QueryResult<ReceivedRow> {
    diesel::sql_query(
        "SELECT m.name AS rater, r.overall, r.comment, r.revealed_at AS shown_at, d.id AS dispute_id
           FROM ratings r
           JOIN members m ON m.id = r.rater_id
           LEFT JOIN rating_disputes d USING (booking_id, rater_id)
          WHERE r.booking_id = $1 AND r.ratee_id = $2 AND r.revealed_at IS NOT NULL",
    )
    .bind::<BigInt, _>(booking)
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// Open disputes that `moderator` is no part of, the oldest first, after one of them: one more than a page.
pub(in crate::ratings) async fn desk(
    mut conn: &Connection,
    moderator: MemberId,
    after: Option<DisputeId>,
) -> QueryResult<Vec<DeskRow>> {
    diesel::sql_query(
        "SELECT d.id, rater.name AS rater, ratee.name AS ratee, r.overall, d.made_at
           FROM rating_disputes d
           JOIN ratings r USING (booking_id, rater_id)
           JOIN members rater ON rater.id = r.rater_id
           JOIN members ratee ON ratee.id = r.ratee_id
          WHERE d.decided_at IS NULL AND d.id > coalesce($2, 0) AND $1 NOT IN (r.rater_id, r.ratee_id)
          ORDER BY d.id LIMIT $3",
    )
    .bind::<BigInt, _>(moderator)
    .bind::<Nullable<BigInt>, _>(after)
    .bind::<BigInt, _>(i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX))
    .prepared()
    .load(&mut conn)
    .await
}

/// A dispute that `moderator` is no part of.
pub(in crate::ratings) async fn dispute(
    mut conn: &Connection,
    moderator: MemberId,
    id: DisputeId,
) -> QueryResult<DisputeRow> {
    diesel::sql_query(
        "SELECT d.id, r.rater_id, rater.name AS rater, r.ratee_id, ratee.name AS ratee, k.name AS skill, r.overall,
                r.knowledge, r.communication, r.professionalism, r.tags, r.comment, r.private_note, d.words, d.made_at,
                d.outcome, d.reason, coalesce(decider.name, '') AS decided_by, d.decided_at
           FROM rating_disputes d
           JOIN ratings r USING (booking_id, rater_id)
           JOIN bookings b ON b.id = r.booking_id
           JOIN skills k ON k.id = b.skill_id
           JOIN members rater ON rater.id = r.rater_id
           JOIN members ratee ON ratee.id = r.ratee_id
           LEFT JOIN members decider ON decider.id = d.decided_by
          WHERE d.id = $2 AND $1 NOT IN (r.rater_id, r.ratee_id)",
    )
    .bind::<BigInt, _>(moderator)
    .bind::<BigInt, _>(id)
    .prepared()
    .get_result(&mut conn)
    .await
}
