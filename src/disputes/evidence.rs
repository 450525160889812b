//! What each of the two hands in for a moderator to read: messages between them, as they were at that moment, and a note. Until
//! it is decided they may hand in again: what is selected then is what counts.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};

use crate::accounts::MemberId;
use crate::bookings::BookingId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::messaging::{self, Said};
use crate::schema::{claims, evidence, evidence_messages};

/// Messages that one of the two may hand in.
pub(super) const MOST_MESSAGES: usize = 20;

/// Why nothing was handed in.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// It is over.
    #[error("This was decided meanwhile, and nothing more can be handed in. The session's page says what was decided.")]
    Decided,
    /// The database failed, or there is no such dispute of theirs.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

/// A disputed session, as one of its two people sees it.
#[derive(Debug, QueryableByName)]
pub(super) struct Case {
    #[diesel(sql_type = BigInt)]
    pub id: BookingId,
    #[diesel(sql_type = BigInt)]
    pub other_id: MemberId,
    #[diesel(sql_type = Text)]
    pub other: String,
    #[diesel(sql_type = Text)]
    pub skill: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub decided_at: Option<Instant>,
    /// What they wrote to what they handed in.
    #[diesel(sql_type = Text)]
    pub note: String,
    /// When they handed in last.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub handed_in_at: Option<Instant>,
}

/// What one of the two has handed in.
#[derive(Debug)]
pub(super) struct HandedIn {
    pub by: MemberId,
    pub note: String,
    pub at: Instant,
    /// The newest first.
    pub messages: Vec<Said>,
}

/// The dispute of `member`, who is one of its two people.
pub(super) async fn case(mut conn: &Connection, id: BookingId, member: MemberId) -> QueryResult<Case> {
    diesel::sql_query(
        "SELECT b.id, o.id AS other_id, o.name AS other, s.name AS skill, c.decided_at, coalesce(e.note, '') AS note,
                e.handed_in_at
         FROM claims c JOIN bookings b ON b.id = c.booking_id
         JOIN members o ON o.id = b.learner_id + b.teacher_id - $2
         JOIN skills s ON s.id = b.skill_id
         LEFT JOIN evidence e ON e.booking_id = b.id AND e.member_id = $2
         WHERE c.booking_id = $1 AND $2 IN (b.learner_id, b.teacher_id)",
    )
    .bind::<BigInt, _>(id)
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// The messages that `member` has handed in, the newest first.
pub(super) async fn selected(mut conn: &Connection, id: BookingId, member: MemberId) -> QueryResult<Vec<Said>> {
    let rows: Vec<(i64, MemberId, String, Instant)> = evidence_messages::table
        .filter(evidence_messages::booking_id.eq(id).and(evidence_messages::member_id.eq(member)))
        .order(evidence_messages::seq.desc())
        .select((
            evidence_messages::seq,
            evidence_messages::sender_id,
            evidence_messages::body,
            evidence_messages::sent_at,
        ))
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|(seq, sender, body, at)| Said { seq, sender, body, at }).collect())
}

/// What both have handed in, for who decides.
pub(super) async fn handed_in(mut conn: &Connection, id: BookingId) -> QueryResult<Vec<HandedIn>> {
    let notes: Vec<(MemberId, String, Instant)> = evidence::table
        .filter(evidence::booking_id.eq(id))
        .order(evidence::handed_in_at)
        .select((evidence::member_id, evidence::note, evidence::handed_in_at))
        .load(&mut conn)
        .await?;
    let mut all = Vec::new();
    // One or two of them.
    for (by, note, at) in notes {
        all.push(HandedIn { by, note, at, messages: selected(conn, id, by).await? });
    }
    Ok(all)
}

/// Hands in, for `member`, a note and those of the messages between the two whose numbers are in `seqs`, at most
/// twenty, in the place of what they handed in before; nothing at all takes everything back. A message that was
/// handed in before stays as it was then.
///
/// # Errors
/// [`EvidenceError::Decided`]; `NotFound` for a number that is of no message between the two.
pub async fn hand_in(
    conn: &mut Connection,
    now: Instant,
    id: BookingId,
    member: MemberId,
    (seqs, note): (&[i64], &str),
) -> Result<(), EvidenceError> {
    conn.transaction(async |conn| {
        // Who decides writes this row: one of us waits for the other.
        let decided_at: Option<Instant> =
            claims::table.find(id).select(claims::decided_at).for_share().first(conn).await?;
        let case = case(conn, id, member).await?;
        if decided_at.is_some() {
            return Err(EvidenceError::Decided);
        }
        if seqs.is_empty() && note.is_empty() {
            diesel::delete(evidence::table.find((id, member))).execute(conn).await?;
            return Ok(());
        }
        let said = messaging::among(conn, (member, case.other_id), seqs).await?;
        let kept = selected(conn, id, member).await?;
        let is_there = |seq: &i64| said.iter().chain(&kept).any(|one| one.seq == *seq);
        if !seqs.iter().all(is_there) {
            return Err(diesel::result::Error::NotFound.into());
        }
        put(conn, now, (id, member), (seqs, note), said).await?;
        Ok(())
    })
    .await
}

async fn put(
    conn: &mut Connection,
    now: Instant,
    (id, member): (BookingId, MemberId),
    (seqs, note): (&[i64], &str),
    said: Vec<Said>,
) -> QueryResult<()> {
    diesel::insert_into(evidence::table)
        .values((
            evidence::booking_id.eq(id),
            evidence::member_id.eq(member),
            evidence::note.eq(note),
            evidence::handed_in_at.eq(now),
        ))
        .on_conflict((evidence::booking_id, evidence::member_id))
        .do_update()
        .set((evidence::note.eq(note), evidence::handed_in_at.eq(now)))
        .execute(conn)
        .await?;
    let own = evidence_messages::booking_id.eq(id).and(evidence_messages::member_id.eq(member));
    diesel::delete(evidence_messages::table.filter(own.and(evidence_messages::seq.ne_all(seqs)))).execute(conn).await?;
    let rows: Vec<_> = said
        .into_iter()
        .map(|said| {
            (
                evidence_messages::booking_id.eq(id),
                evidence_messages::member_id.eq(member),
                evidence_messages::seq.eq(said.seq),
                evidence_messages::sender_id.eq(said.sender),
                evidence_messages::body.eq(said.body),
                evidence_messages::sent_at.eq(said.at),
            )
        })
        .collect();
    diesel::insert_into(evidence_messages::table).values(rows).on_conflict_do_nothing().execute(conn).await?;
    Ok(())
}
