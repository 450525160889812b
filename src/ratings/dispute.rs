//! Disputes: the rated says why a rating is unfair, and a moderator decides, once.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::{RatingError, standing};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, id_type, text_enum};
use crate::idempotency::Order;
use crate::notifications::{self, Kind};
use crate::schema::{rating_disputes, ratings};

/// How long a rating can be disputed after it is shown, in days.
pub const DISPUTE_DAYS: i64 = 30;

id_type!(
    /// A dispute's id.
    DisputeId(i64)
);

text_enum!(
    /// What a moderator decides about a rating.
    Outcome {
        /// It stays as it is.
        Stands = "stands",
        /// Comment and note are taken away; its marks count.
        WordsRemoved = "words_removed",
        /// It is shown as set aside and does not count.
        SetAside = "set_aside",
    }
);

impl Outcome {
    /// As the moderator chooses it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Stands => "It stands",
            Self::WordsRemoved => "Its words are taken away, its marks count",
            Self::SetAside => "It is set aside and does not count",
        }
    }

    /// As the two read it.
    pub fn told(self) -> &'static str {
        match self {
            Self::Stands => "Moderators have looked at this rating: it stands.",
            Self::WordsRemoved => "Moderators have taken the words of this rating away. Its marks count.",
            Self::SetAside => "Moderators have set this rating aside: it does not count.",
        }
    }
}

/// Disputes the rating that `member` received for the session of `booking`, in 1 to 1,000 characters.
///
/// # Errors
/// [`RatingError::NotFound`] while there is none that is shown, [`RatingError::TooLate`], [`RatingError::Disputed`],
/// [`RatingError::KeyUsed`].
pub async fn dispute(
    conn: &mut Connection,
    now: Instant,
    booking: i64,
    (member, key): (MemberId, Uuid),
    words: &str,
) -> Result<DisputeId, RatingError> {
    conn.transaction(async |conn| {
        let (rater, shown_at): (MemberId, Instant) = ratings::table
            .filter(ratings::booking_id.eq(booking).and(ratings::ratee_id.eq(member)))
            .filter(ratings::revealed_at.is_not_null())
            .select((ratings::rater_id, ratings::revealed_at.assume_not_null()))
            .for_update()
            .first(conn)
            .await?;
        if Order::new(member.0, key, "dispute_rating", &(booking, words))?.is_done(conn, now).await? {
            let of_rating = rating_disputes::booking_id.eq(booking).and(rating_disputes::rater_id.eq(rater));
            return Ok(rating_disputes::table.filter(of_rating).select(rating_disputes::id).first(conn).await?);
        }
        if now >= shown_at.plus_hours(24 * DISPUTE_DAYS) {
            return Err(RatingError::TooLate);
        }
        let made: Option<DisputeId> = diesel::insert_into(rating_disputes::table)
            .values((
                rating_disputes::booking_id.eq(booking),
                rating_disputes::rater_id.eq(rater),
                rating_disputes::words.eq(words),
                rating_disputes::made_at.eq(now),
            ))
            .on_conflict((rating_disputes::booking_id, rating_disputes::rater_id))
            .do_nothing()
            .returning(rating_disputes::id)
            .get_result(conn)
            .await
            .optional()?;
        made.ok_or(RatingError::Disputed)
    })
    .await
}

/// Decides a dispute for `moderator`, who is neither of the two; `reason`, 1 to 500 characters, is told to both, whom this
/// gives. Of two who decide at once, the second is told so.
///
/// # Errors
/// [`RatingError::NotFound`] also for one of the two, [`RatingError::Decided`].
pub async fn decide(
    conn: &mut Connection,
    now: Instant,
    moderator: MemberId,
    id: DisputeId,
    (outcome, reason): (Outcome, &str),
) -> Result<[MemberId; 2], RatingError> {
    conn.transaction(async |conn| {
        let (booking, rater, decided_at): (i64, MemberId, Option<Instant>) = rating_disputes::table
            .find(id)
            .select((rating_disputes::booking_id, rating_disputes::rater_id, rating_disputes::decided_at))
            .for_update()
            .first(conn)
            .await?;
        let rating = ratings::table.find((booking, rater));
        let ratee: MemberId = rating.select(ratings::ratee_id).first(conn).await?;
        if [rater, ratee].contains(&moderator) {
            return Err(RatingError::NotFound);
        }
        if decided_at.is_some() {
            return Err(RatingError::Decided);
        }
        diesel::update(rating_disputes::table.find(id))
            .set((
                rating_disputes::outcome.eq(outcome.as_str()),
                rating_disputes::reason.eq(reason),
                rating_disputes::decided_by.eq(moderator),
                rating_disputes::decided_at.eq(now),
            ))
            .execute(conn)
            .await?;
        carry_out(conn, now, (booking, rater, ratee), outcome).await?;
        for (member, other) in [(ratee, rater), (rater, ratee)] {
            notifications::notify(conn, now, member, Kind::RatingDisputeDecided, Some(other), Some(booking)).await?;
        }
        Ok([ratee, rater])
    })
    .await
}

async fn carry_out(
    conn: &mut Connection,
    now: Instant,
    (booking, rater, ratee): (i64, MemberId, MemberId),
    outcome: Outcome,
) -> QueryResult<()> {
    let rating = ratings::table.find((booking, rater));
    match outcome {
        Outcome::Stands => {}
        Outcome::WordsRemoved => {
            diesel::update(rating)
                .set((ratings::comment.eq(""), ratings::private_note.eq(""), ratings::words_removed_at.eq(now)))
                .execute(conn)
                .await?;
        }
        Outcome::SetAside => {
            diesel::update(rating).set(ratings::set_aside_at.eq(now)).execute(conn).await?;
            standing::refigure(conn, now, &[ratee]).await?;
        }
    }
    Ok(())
}
