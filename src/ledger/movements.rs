//! A member's movements, as rows for pages and exports.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use jiff::tz::TimeZone;

use super::Credits;
use super::history::{Cursor, History};
use super::month::Period;
use super::queries::Balances;
use super::transfer::TransferKind;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::web::dates::Locale;

/// Sessions that a page names as what credits are held for.
pub(super) const HELD: i64 = 10;

/// One movement as its member sees it.
#[derive(Debug, QueryableByName)]
pub(super) struct Movement {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = Text)]
    pub kind: TransferKind,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: Instant,
    /// By how much the available credits changed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub available: Option<Credits>,
    /// What was available afterwards, where that changed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub available_after: Option<Credits>,
    /// By how much the held credits changed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub held: Option<Credits>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub booking_id: Option<i64>,
    /// Why it was, where that was said.
    #[diesel(sql_type = Nullable<Text>)]
    pub reason: Option<String>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub minutes: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    pub skill: Option<String>,
    /// The other one of the session, while they are here.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub other_id: Option<i64>,
    #[diesel(sql_type = Nullable<Text>)]
    pub other_name: Option<String>,
}

/// A session that credits are held for.
#[derive(Debug, QueryableByName)]
pub(super) struct HeldFor {
    #[diesel(sql_type = BigInt)]
    pub booking_id: i64,
    #[diesel(sql_type = BigInt)]
    pub amount: Credits,
    #[diesel(sql_type = Nullable<Text>)]
    pub skill: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub teacher: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub starts_at: Option<Instant>,
}

/// What a member had before a period and at its end, and when they first had anything.
#[derive(Debug, QueryableByName)]
struct Totals {
    #[diesel(sql_type = BigInt)]
    available_before: Credits,
    #[diesel(sql_type = BigInt)]
    held_before: Credits,
    #[diesel(sql_type = BigInt)]
    available: Credits,
    #[diesel(sql_type = BigInt)]
    held: Credits,
    #[diesel(sql_type = Bool)]
    has_before: bool,
}

/// How far a member's movements reach, and how they read them.
#[derive(Debug, QueryableByName)]
pub(super) struct Span {
    /// When credits of theirs first moved.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub first: Option<Instant>,
    /// How many postings they have: more after each transfer, in whatever order transfers commit.
    #[diesel(sql_type = BigInt)]
    pub postings: i64,
    #[diesel(sql_type = Text)]
    time_zone: String,
    #[diesel(sql_type = Text)]
    pub locale: Locale,
}

impl Span {
    /// The member's zone.
    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

impl Movement {
    /// Where a list goes on after it.
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at, transfer: self.id }
    }
}

/// The member's movements that `asked` names, newest first, `most` at most.
pub(super) async fn movements(
    mut conn: &Connection,
    member: MemberId,
    asked: &History,
    most: i64,
) -> QueryResult<Vec<Movement>> {
    let (kinds, moves_held) = asked.movements.map_or((None, None), |movements| {
        let (kinds, moves_held) = movements.transfers();
        (Some(kinds), moves_held)
    });
    diesel::sql_query(
        "SELECT t.id, t.kind, t.created_at, t.booking_id, t.reason,
                p.available, p.available_after, p.held,
                b.minutes, s.name AS skill, o.name AS other_name,
                CASE WHEN o.deleted_at IS NULL THEN o.id END AS other_id
         FROM (SELECT p.created_at, p.transfer_id,
                      max(p.amount) FILTER (WHERE a.kind = 'available') AS available,
                      max(p.balance_after) FILTER (WHERE a.kind = 'available') AS available_after,
                      sum(p.amount) FILTER (WHERE a.kind IN ('held', 'pooled'))::bigint AS held
               FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.account_id
               WHERE p.member_id = $1 AND p.created_at >= $2 AND p.created_at < $3
                 AND (p.created_at, p.transfer_id) < ($4, $5)
               GROUP BY p.created_at, p.transfer_id) p
         JOIN ledger_transfers t ON t.id = p.transfer_id
         LEFT JOIN bookings b ON b.id = t.booking_id
         LEFT JOIN skills s ON s.id = b.skill_id
         LEFT JOIN members o ON o.id = CASE WHEN b.learner_id = $1 THEN b.teacher_id ELSE b.learner_id END
         WHERE ($6 IS NULL OR t.kind = ANY($6)) AND ($7 IS NULL OR (p.held IS NOT NULL) = $7)
           AND ($8 = '' OR position(plain($8) IN plain(concat_ws(' ', s.name, o.name, t.reason))) > 0)
         ORDER BY p.created_at DESC, p.transfer_id DESC LIMIT $9",
    )
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(asked.period.from)
    .bind::<Timestamptz, _>(asked.period.until)
    .bind::<Timestamptz, _>(asked.before.at)
    .bind::<BigInt, _>(asked.before.transfer)
    .bind::<Nullable<Array<Text>>, _>(kinds)
    .bind::<Nullable<Bool>, _>(moves_held)
    .bind::<Text, _>(&asked.words)
    .bind::<BigInt, _>(most)
    .prepared()
    .load(&mut conn)
    .await
}

/// The sessions that the member's credits are held for, the next one first; one more than [`HELD`] at most.
pub(super) async fn held_for(mut conn: &Connection, member: MemberId) -> QueryResult<Vec<HeldFor>> {
    diesel::sql_query(
        "SELECT a.booking_id, a.balance AS amount, s.name AS skill, o.name AS teacher, b.starts_at
         FROM ledger_accounts a
         LEFT JOIN bookings b ON b.id = a.booking_id
         LEFT JOIN skills s ON s.id = b.skill_id
         LEFT JOIN members o ON o.id = b.teacher_id
         WHERE a.member_id = $1 AND a.is_open ORDER BY b.starts_at, a.booking_id LIMIT $2",
    )
    .bind::<BigInt, _>(member)
    .bind::<BigInt, _>(HELD + 1)
    .prepared()
    .load(&mut conn)
    .await
}

/// See [`Span`].
pub(super) async fn span(mut conn: &Connection, member: MemberId) -> QueryResult<Span> {
    diesel::sql_query(
        "SELECT m.time_zone, m.locale, p.first, p.postings
         FROM members m, (SELECT min(created_at) AS first, count(*) AS postings FROM ledger_postings WHERE member_id = $1) p
         WHERE m.id = $1",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await
}

/// What the member had when the period began and when it ended (or now, when it has not), and whether anything had moved
/// before it.
pub(super) async fn totals(
    mut conn: &Connection,
    member: MemberId,
    period: Period,
) -> QueryResult<(Balances, Balances, bool)> {
    let totals: Totals = diesel::sql_query(
        "SELECT coalesce(sum(p.amount) FILTER (WHERE a.kind = 'available' AND p.created_at < $2), 0)::bigint AS available_before,
                coalesce(sum(p.amount) FILTER (WHERE a.kind <> 'available' AND p.created_at < $2), 0)::bigint AS held_before,
                coalesce(sum(p.amount) FILTER (WHERE a.kind = 'available'), 0)::bigint AS available,
                coalesce(sum(p.amount) FILTER (WHERE a.kind <> 'available'), 0)::bigint AS held,
                coalesce(bool_or(p.created_at < $2), false) AS has_before
         FROM ledger_postings p JOIN ledger_accounts a ON a.id = p.account_id
         WHERE p.member_id = $1 AND p.created_at < $3",
    )
    .bind::<BigInt, _>(member)
    .bind::<Timestamptz, _>(period.from)
    .bind::<Timestamptz, _>(period.until)
    .prepared()
    .get_result(&mut conn)
    .await?;
    let opening = Balances { available: totals.available_before, held: totals.held_before };
    Ok((opening, Balances { available: totals.available, held: totals.held }, totals.has_before))
}
