//! Proposing a session.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use uuid::Uuid;

use super::answering::put_slots;
use super::event::{Details, EventKind, record_with};
use super::{BookingError, BookingId, rating};
use crate::accounts::MemberId;
use crate::availability::{self, Pair};
use crate::bookings::letters::ProposalMail;
use crate::bookings::queries;
use crate::bookings::terms::Offer;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs;
use crate::ledger::{self, Credits};
use crate::notifications::{self, Kind};
use crate::ratings;
use crate::schema::{booking_slots, bookings};
use crate::skills::SkillId;

/// What a learner proposes. Slots are the starts, in order, at least one and at most five, without
/// repetition.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Who wants to learn.
    pub learner: MemberId,
    /// From whom.
    pub teacher: MemberId,
    /// What.
    pub skill: SkillId,
    /// How long, in quarters of an hour.
    pub minutes: i16,
    /// When it could begin.
    pub slots: Vec<Instant>,
    /// What it should be about, up to 500 characters.
    pub agenda: String,
    /// The same key twice is the same proposal.
    pub idempotency_key: Uuid,
}

/// A proposal that stands.
#[derive(Debug, Clone, Copy)]
pub struct Proposed {
    /// The booking.
    pub id: BookingId,
    /// Whether it was made just now, not by an earlier request with the same key.
    pub is_new: bool,
}

/// Makes a proposal and tells the teacher.
///
/// # Errors
/// Every [`BookingError`] that says why it cannot be proposed.
pub async fn propose(conn: &mut Connection, now: Instant, proposal: &Proposal) -> Result<Proposed, BookingError> {
    conn.transaction(async |conn| {
        if let Some(id) = earlier(conn, proposal).await? {
            return Ok(Proposed { id, is_new: false });
        }
        check_people(conn, now, proposal).await?;
        let pair = availability::pair_of(conn, now, proposal.teacher, Some(proposal.learner)).await?;
        let Some(id) = ask(conn, now, proposal, &pair).await? else {
            // The same form was sent twice at once; the other one has just committed.
            let id = earlier(conn, proposal).await?.ok_or(BookingError::NotFound)?;
            return Ok(Proposed { id, is_new: false });
        };
        notifications::notify(conn, now, proposal.teacher, Kind::ProposalReceived, Some(proposal.learner), Some(id.0))
            .await?;
        jobs::enqueue(conn, now, &ProposalMail { booking_id: id }).await?;
        Ok(Proposed { id, is_new: true })
    })
    .await
}

/// Makes a proposal in the caller's transaction between people who were checked, at times that `pair` has, telling nobody;
/// none when the key was used meanwhile.
pub(super) async fn ask(
    conn: &mut Connection,
    now: Instant,
    proposal: &Proposal,
    pair: &Pair,
) -> Result<Option<BookingId>, BookingError> {
    let offer = Offer::of(conn, proposal.teacher).await?;
    check_length(&offer, proposal.minutes)?;
    check_times(now, proposal, pair)?;
    check_credits(conn, offer.price(proposal.minutes), proposal.learner).await?;
    let Some(id) = insert(conn, now, proposal, &offer).await? else { return Ok(None) };
    let details = Details::times(&proposal.slots).saying(&proposal.agenda);
    record_with(conn, now, id, (EventKind::Proposed, Some(proposal.learner)), &details).await?;
    ratings::proposal_received(conn, proposal.teacher).await?;
    Ok(Some(id))
}

/// What was proposed with the same key: a slot of it.
#[derive(Queryable)]
struct EarlierSlot {
    id: BookingId,
    teacher: MemberId,
    skill: SkillId,
    minutes: i16,
    agenda: String,
    starts_at: Option<Instant>,
}

/// The booking that the same key made, when the same was proposed.
async fn earlier(conn: &mut Connection, proposal: &Proposal) -> Result<Option<BookingId>, BookingError> {
    let rows: Vec<EarlierSlot> = bookings::table
        .left_join(
            booking_slots::table.on(booking_slots::booking_id.eq(bookings::id).and(booking_slots::round.eq(1_i16))),
        )
        .filter(bookings::learner_id.eq(proposal.learner).and(bookings::idempotency_key.eq(proposal.idempotency_key)))
        .order(booking_slots::starts_at)
        .select((
            bookings::id,
            bookings::teacher_id,
            bookings::skill_id,
            bookings::minutes,
            bookings::agenda,
            booking_slots::starts_at.nullable(),
        ))
        .load(conn)
        .await?;
    let [row, ..] = rows.as_slice() else { return Ok(None) };
    let is_same = (row.teacher, row.skill, row.minutes) == (proposal.teacher, proposal.skill, proposal.minutes)
        && row.agenda == proposal.agenda
        && rows.iter().filter_map(|row| row.starts_at).eq(proposal.slots.iter().copied());
    if is_same { Ok(Some(row.id)) } else { Err(BookingError::KeyUsed) }
}

/// That the two may book, and that the learner owes nobody a rating.
pub(super) async fn check_people(conn: &mut Connection, now: Instant, proposal: &Proposal) -> Result<(), BookingError> {
    if proposal.learner == proposal.teacher {
        return Err(BookingError::WithOneself);
    }
    if !queries::is_taught(conn, proposal.teacher, proposal.skill).await? {
        return Err(BookingError::NotTaught);
    }
    rating::check_owed(conn, now, proposal.learner).await
}

fn check_times(now: Instant, proposal: &Proposal, pair: &Pair) -> Result<(), BookingError> {
    let minutes = i64::from(proposal.minutes);
    let refused: Vec<_> = proposal
        .slots
        .iter()
        .filter_map(|starts_at| pair.explain(now, *starts_at, minutes).err().map(|why| (*starts_at, why)))
        .collect();
    if refused.is_empty() { Ok(()) } else { Err(BookingError::SlotsUnavailable(refused)) }
}

fn check_length(offer: &Offer, minutes: i16) -> Result<(), BookingError> {
    let (shortest, longest) = (offer.terms.shortest, offer.terms.longest);
    if offer.terms.allows(minutes) { Ok(()) } else { Err(BookingError::Length { shortest, longest }) }
}

async fn check_credits(conn: &mut Connection, price: Credits, learner: MemberId) -> Result<(), BookingError> {
    let available = ledger::balances(conn, learner).await?.available;
    if available < price { Err(BookingError::NotEnough { price, available }) } else { Ok(()) }
}

pub(super) async fn insert(
    conn: &mut Connection,
    now: Instant,
    proposal: &Proposal,
    offer: &Offer,
) -> QueryResult<Option<BookingId>> {
    let id: Option<BookingId> = diesel::insert_into(bookings::table)
        .values((
            bookings::learner_id.eq(proposal.learner),
            bookings::teacher_id.eq(proposal.teacher),
            bookings::skill_id.eq(proposal.skill),
            bookings::minutes.eq(proposal.minutes),
            bookings::price.eq(offer.price(proposal.minutes)),
            bookings::terms_id.eq(offer.terms_id),
            bookings::agenda.eq(&proposal.agenda),
            bookings::idempotency_key.eq(proposal.idempotency_key),
            bookings::proposed_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .returning(bookings::id)
        .get_result(conn)
        .await
        .optional()?;
    let Some(id) = id else { return Ok(None) };
    put_slots(conn, id, 1, &proposal.slots).await?;
    Ok(Some(id))
}
