//! The noun: giving, showing.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::{DISPUTE_DAYS, Outcome, RatingError, Role, Tag, standing};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::ratings;

/// What one says about the other; each mark is 1 to 5.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rating {
    /// All in all.
    pub overall: i16,
    /// How well they know it.
    pub knowledge: i16,
    /// How well they explain and listen.
    pub communication: i16,
    /// How reliable they are.
    pub professionalism: i16,
    /// Words that fit what they did, at most five.
    pub tags: Vec<Tag>,
    /// For everybody to read, up to 500 characters.
    pub comment: String,
    /// For the rated only, up to 500 characters.
    pub private_note: String,
}

/// The session that somebody rates.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// The booking's number.
    pub booking: i64,
    /// Who rates.
    pub rater: MemberId,
    /// Whom.
    pub ratee: MemberId,
    /// What the rated did in it.
    pub role: Role,
    /// When the rating is shown though the other one says nothing.
    pub hidden_until: Instant,
}

/// What giving a rating came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// It is the first of this rater's for this session.
    First,
    /// It took the place of an earlier one, which nobody had seen.
    Corrected,
}

/// A rating that is shown from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Queryable)]
pub struct Shown {
    /// Whom it is about.
    pub ratee: MemberId,
    /// Who said it.
    pub rater: MemberId,
}

/// A rating as its rater, or once it is shown its rated, reads it on the session's page; from
/// `to_jsonb` of its row, with its dispute.
#[derive(Debug, Clone, Deserialize)]
pub struct SeenRating {
    /// All in all.
    pub overall: i16,
    /// How well they know it.
    pub knowledge: i16,
    /// How well they explain and listen.
    pub communication: i16,
    /// How reliable they are.
    pub professionalism: i16,
    /// Words.
    pub tags: Vec<Tag>,
    /// For everybody to read.
    pub comment: String,
    /// For the rated only.
    pub private_note: String,
    /// Since when it is shown.
    pub revealed_at: Option<Instant>,
    /// Since when it does not count.
    pub set_aside_at: Option<Instant>,
    /// What was said against it.
    pub dispute: Option<SeenDispute>,
}

/// What came of a dispute.
#[derive(Debug, Clone, Deserialize)]
pub struct SeenDispute {
    /// What was decided; nothing yet.
    pub outcome: Option<Outcome>,
    /// Why.
    pub reason: String,
}

impl SeenRating {
    /// Whether the rated may still dispute it.
    pub fn can_be_disputed(&self, now: Instant) -> bool {
        let in_time = |shown_at: Instant| now < shown_at.plus_hours(24 * DISPUTE_DAYS);
        self.dispute.is_none() && self.revealed_at.is_some_and(in_time)
    }

    /// The marks beside the one that counts: name, mark.
    pub fn dimensions(&self) -> [(&'static str, i16); 3] {
        [
            ("Knowledge", self.knowledge),
            ("Communication", self.communication),
            ("Professionalism", self.professionalism),
        ]
    }
}

/// Gives a rating, or gives it anew while nobody else can see it. The caller holds a lock on the booking, and has found
/// that it is over.
///
/// # Errors
/// [`RatingError::Shown`], [`RatingError::Unfit`].
pub async fn give(
    conn: &mut Connection,
    now: Instant,
    session: &Session,
    rating: &Rating,
) -> Result<Given, RatingError> {
    if rating.tags.iter().any(|tag| tag.role() != session.role) {
        return Err(RatingError::Unfit);
    }
    let tags: Vec<&str> = rating.tags.iter().map(|tag| tag.as_str()).collect();
    let said = (
        ratings::overall.eq(rating.overall),
        ratings::knowledge.eq(rating.knowledge),
        ratings::communication.eq(rating.communication),
        ratings::professionalism.eq(rating.professionalism),
        ratings::tags.eq(tags),
        ratings::comment.eq(&rating.comment),
        ratings::private_note.eq(&rating.private_note),
    );
    let inserted = diesel::insert_into(ratings::table)
        .values((
            ratings::booking_id.eq(session.booking),
            ratings::rater_id.eq(session.rater),
            ratings::ratee_id.eq(session.ratee),
            ratings::rated_at.eq(now),
            ratings::hidden_until.eq(session.hidden_until),
            said.clone(),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if inserted == 1 {
        return Ok(Given::First);
    }
    let is_hidden = ratings::revealed_at.is_null().and(ratings::hidden_until.gt(now));
    let corrected =
        diesel::update(ratings::table.find((session.booking, session.rater)).filter(is_hidden)).set(said).execute(conn);
    if corrected.await? == 1 { Ok(Given::Corrected) } else { Err(RatingError::Shown) }
}

/// Whether `member` has rated the session of `booking`.
///
/// # Errors
/// When the database fails.
pub async fn has_rated(conn: &mut Connection, booking: i64, member: MemberId) -> QueryResult<bool> {
    diesel::select(exists(ratings::table.find((booking, member)))).get_result(conn).await
}

/// What `member` said of the session of `booking`, and whether it is shown.
///
/// # Errors
/// When the database fails.
pub async fn own(conn: &mut Connection, booking: i64, member: MemberId) -> QueryResult<Option<(Rating, bool)>> {
    type Row = (i16, i16, i16, i16, Vec<Option<Tag>>, String, String, bool);
    let row: Option<Row> = ratings::table
        .find((booking, member))
        .select((
            ratings::overall,
            ratings::knowledge,
            ratings::communication,
            ratings::professionalism,
            ratings::tags,
            ratings::comment,
            ratings::private_note,
            ratings::revealed_at.is_not_null(),
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(overall, knowledge, communication, professionalism, tags, comment, private_note, is_shown)| {
        let tags = tags.into_iter().flatten().collect();
        (Rating { overall, knowledge, communication, professionalism, tags, comment, private_note }, is_shown)
    }))
}

/// Shows every rating of a booking that is still hidden, and counts it for the rated. Gives them, by the rated.
///
/// # Errors
/// When the database fails.
pub async fn reveal(conn: &mut Connection, now: Instant, booking: i64) -> QueryResult<Vec<Shown>> {
    let hidden = ratings::table.filter(ratings::booking_id.eq(booking).and(ratings::revealed_at.is_null()));
    let mut shown: Vec<Shown> = diesel::update(hidden)
        .set(ratings::revealed_at.eq(now))
        .returning((ratings::ratee_id, ratings::rater_id))
        .get_results(conn)
        .await?;
    shown.sort_unstable();
    let rated: Vec<MemberId> = shown.iter().map(|shown| shown.ratee).collect();
    standing::refigure(conn, now, &rated).await?;
    Ok(shown)
}

/// Bookings with a rating whose time to be hidden is over, at most `most`.
///
/// # Errors
/// When the database fails.
pub async fn due(conn: &mut Connection, now: Instant, most: i64) -> QueryResult<Vec<i64>> {
    ratings::table
        .filter(ratings::revealed_at.is_null().and(ratings::hidden_until.le(now)))
        .order(ratings::hidden_until)
        .limit(most)
        .select(ratings::booking_id)
        .load(conn)
        .await
}
