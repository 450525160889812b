//! What did not go as agreed: one of the two says so, the credits are frozen, the other one answers within the window, and
//! what both say, or a moderator decides, is paid. Once.
//!
//! **Silence**: who is said not to have come, or to have come late, and says nothing to it in time, is taken to agree.
//! Anything else that is not answered waits for a moderator, as what is contested does.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::Serialize;
use uuid::Uuid;

use super::event::{Details, EventKind, record_with};
use super::{Booking, BookingError, BookingId, Command, State, Terms, moving, rating, reminding};
use crate::accounts::MemberId;
use crate::bookings::jobs::TellModerators;
use crate::bookings::letters::ClaimMail;
use crate::clock::Instant;
use crate::db::{Connection, text_enum};
use crate::jobs;
use crate::ledger::Credits;
use crate::notifications::{self, Kind};
use crate::ratings;
use crate::schema::claims;

text_enum!(
    /// What is claimed.
    ClaimKind {
        /// The other one did not come.
        NoShow = "no_show",
        /// The teacher came late.
        Late = "late",
        /// Something else.
        Other = "other",
    }
);

text_enum!(
    /// What the other one says to a claim.
    Answer {
        /// It is so.
        Admitted = "admitted",
        /// It is not so.
        Contested = "contested",
    }
);

text_enum!(
    /// What somebody would have done with the credits.
    Outcome {
        /// All to the teacher.
        Release = "release",
        /// Half to each.
        Split = "split",
        /// All back to the learner.
        Refund = "refund",
    }
);

/// What one of the two says.
#[derive(Debug, Clone, Serialize)]
pub struct Claim {
    /// What happened.
    pub kind: ClaimKind,
    /// In their own words, 1 to 1,000 characters.
    pub words: String,
    /// How many minutes were lost, of one who came late: 1 to the length of the session.
    pub minutes_lost: Option<i16>,
    /// What should become of the credits, when it is something else.
    pub outcome: Outcome,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = claims)]
pub(super) struct Row {
    pub by_id: MemberId,
    pub kind: ClaimKind,
    pub asks: Credits,
    pub made_at: Instant,
    pub answer_until: Instant,
    pub answer: Option<Answer>,
}

impl Outcome {
    /// What the teacher gets of `price`. Half a hundredth goes to the learner.
    pub fn to_teacher(self, price: Credits) -> Credits {
        match self {
            Self::Release => price,
            Self::Split => Credits(price.0 / 2),
            Self::Refund => Credits(0),
        }
    }
}

impl Claim {
    /// What the teacher should get by it, when `member` makes it.
    fn asks(&self, booking: &Booking, member: MemberId) -> Credits {
        let is_learner = member == booking.learner_id;
        match (self.kind, self.minutes_lost) {
            (ClaimKind::NoShow, _) if is_learner => Credits(0),
            (ClaimKind::NoShow, _) => booking.price,
            (ClaimKind::Late, Some(lost)) if is_learner => Terms::for_the_rest(booking.price, booking.minutes, lost),
            // The learner's being late costs the teacher nothing: the time was kept.
            (ClaimKind::Late, _) => booking.price,
            (ClaimKind::Other, _) => self.outcome.to_teacher(booking.price),
        }
    }
}

/// Says that an agreed session did not go as agreed, from its beginning (that somebody did not come: some minutes later)
/// until it is paid. Gives the other one.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::TooEarly`].
pub async fn claim(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    claim: &Claim,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let other = booking.other(member);
        if booking.is_done(conn, now, (member, key), (Command::Claim, claim)).await? {
            return Ok(other);
        }
        let state = booking.after(Command::Claim, member)?;
        let late = if claim.kind == ClaimKind::NoShow { booking.terms.late_minutes } else { 0 };
        if booking.starts_at.is_none_or(|starts_at| now < starts_at.plus_minutes(late)) {
            return Err(BookingError::TooEarly(late));
        }
        insert(conn, now, &booking, member, claim).await?;
        booking.stands(conn, now, state).await?;
        moving::lapse(conn, now, &booking).await?;
        let details = Details::default().saying(&claim.words).sharing(booking.price, claim.asks(&booking, member));
        record_with(conn, now, id, (EventKind::Claimed, Some(member)), &details).await?;
        notifications::notify(conn, now, other, Kind::ClaimMade, Some(member), Some(id.0)).await?;
        jobs::enqueue(conn, now, &ClaimMail { booking_id: id, member_id: other, again: false }).await?;
        Ok(other)
    })
    .await
}

/// Says that the other one's claim is right: it is paid so. Gives the other one.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::NotYours`], [`BookingError::ClaimAnswered`], [`BookingError::AnswerTooLate`].
pub async fn admit(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let other = booking.other(member);
        if booking.is_done(conn, now, (member, key), (Command::Admit, &())).await? {
            return Ok(other);
        }
        let state = booking.after(Command::Admit, member)?;
        let row = to_answer(conn, now, &booking, member).await?;
        answered(conn, now, id, Answer::Admitted, "").await?;
        let event = (EventKind::Admitted, Some(member));
        resolve(conn, now, &booking, (state, row.asks), event, "").await?;
        notifications::notify(conn, now, other, Kind::ClaimSettled, Some(member), Some(id.0)).await?;
        Ok(other)
    })
    .await
}

/// Says that the other one's claim is not right, in 1 to 1,000 characters: a moderator decides. Gives the other one.
///
/// # Errors
/// [`BookingError::NotNow`], [`BookingError::NotYours`], [`BookingError::ClaimAnswered`], [`BookingError::AnswerTooLate`].
pub async fn contest(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (member, key): (MemberId, Uuid),
    words: &str,
) -> Result<MemberId, BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock(conn, id, member).await?;
        let other = booking.other(member);
        if booking.is_done(conn, now, (member, key), (Command::Contest, &words)).await? {
            return Ok(other);
        }
        booking.after(Command::Contest, member)?;
        to_answer(conn, now, &booking, member).await?;
        answered(conn, now, id, Answer::Contested, words).await?;
        let details = Details::default().saying(words);
        record_with(conn, now, id, (EventKind::Contested, Some(member)), &details).await?;
        notifications::notify(conn, now, other, Kind::ClaimContested, Some(member), Some(id.0)).await?;
        to_moderators(conn, now, id).await?;
        Ok(other)
    })
    .await
}

/// Decides a claim for `moderator`, who is neither of the two: `paid` of the price goes to the teacher. `words`, 1 to 1,000
/// characters, say why to both. Gives both.
///
/// # Errors
/// [`BookingError::NotNow`] when it is decided, [`BookingError::NotFound`] for one of the two themselves.
pub async fn decide(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    (moderator, key): (MemberId, Uuid),
    paid: Credits,
    words: &str,
) -> Result<[MemberId; 2], BookingError> {
    conn.transaction(async |conn| {
        let booking = Booking::lock_any(conn, id).await?;
        if booking.people().contains(&moderator) || paid.0 < 0 || paid > booking.price {
            return Err(BookingError::NotFound);
        }
        if booking.is_done(conn, now, (moderator, key), (Command::Decide, &(paid, words))).await? {
            return Ok(booking.people());
        }
        let state = booking.after_time(Command::Decide)?;
        resolve(conn, now, &booking, (state, paid), (EventKind::Decided, None), words).await?;
        diesel::update(claims::table.find(id)).set(claims::decided_by.eq(moderator)).execute(conn).await?;
        for member in booking.people() {
            notifications::notify(conn, now, member, Kind::ClaimSettled, None, Some(id.0)).await?;
        }
        Ok(booking.people())
    })
    .await
}

/// Settles what is open of somebody who leaves: the credits go to the one who stays.
pub(super) async fn forfeit(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    leaver: MemberId,
) -> Result<(), BookingError> {
    let paid = if leaver == booking.teacher_id { Credits(0) } else { booking.price };
    let state = booking.after_time(Command::Decide)?;
    resolve(conn, now, booking, (state, paid), (EventKind::Decided, None), "").await?;
    let (other, subject) = (booking.other(leaver), Some(booking.id.0));
    notifications::notify(conn, now, other, Kind::ClaimSettled, None, subject).await?;
    Ok(())
}

/// Pays `paid` to the teacher and the rest back, and shows what each has said of the other.
pub(super) async fn resolve(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    (state, paid): (State, Credits),
    event: (EventKind, Option<MemberId>),
    words: &str,
) -> Result<(), BookingError> {
    diesel::update(claims::table.find(booking.id))
        .set((claims::decided_at.eq(now), claims::decision.eq(words)))
        .execute(conn)
        .await?;
    if paid.0 > 0 {
        ratings::taught(conn, (booking.teacher_id, booking.learner_id), booking.minutes).await?;
    }
    booking.pay(conn, now, state, paid).await?;
    reminding::forget(conn, booking.id).await?;
    // No other rating can come any more.
    rating::reveal(conn, now, booking.id, None).await?;
    let details = Details::default().saying(words).sharing(booking.price, paid);
    record_with(conn, now, booking.id, event, &details).await?;
    Ok(())
}

/// Has moderators told, once, that it is theirs to decide.
pub(super) async fn to_moderators(conn: &mut Connection, now: Instant, id: BookingId) -> QueryResult<()> {
    jobs::enqueue_unique(conn, now, now, &format!("dispute-waits:{id}"), &TellModerators { booking_id: id }).await
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
    claim: &Claim,
) -> QueryResult<()> {
    diesel::insert_into(claims::table)
        .values((
            claims::booking_id.eq(booking.id),
            claims::by_id.eq(member),
            claims::kind.eq(claim.kind),
            claims::words.eq(&claim.words),
            claims::minutes_lost.eq(claim.minutes_lost.filter(|_| claim.kind == ClaimKind::Late)),
            claims::asks.eq(claim.asks(booking, member)),
            claims::made_at.eq(now),
            claims::answer_until.eq(now.plus_hours(booking.terms.claim_hours)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn row(conn: &mut Connection, id: BookingId) -> QueryResult<Row> {
    claims::table.find(id).select(Row::as_select()).first(conn).await
}

/// The claim that `member` may answer.
async fn to_answer(
    conn: &mut Connection,
    now: Instant,
    booking: &Booking,
    member: MemberId,
) -> Result<Row, BookingError> {
    let row = row(conn, booking.id).await?;
    match row {
        row if row.by_id == member => Err(BookingError::NotYours),
        row if row.answer.is_some() => Err(BookingError::ClaimAnswered),
        row if row.answer_until <= now => Err(BookingError::AnswerTooLate(row.kind)),
        row => Ok(row),
    }
}

async fn answered(conn: &mut Connection, now: Instant, id: BookingId, answer: Answer, words: &str) -> QueryResult<()> {
    diesel::update(claims::table.find(id))
        .set((claims::answer.eq(answer), claims::answer_words.eq(words), claims::answered_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}
