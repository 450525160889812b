//! The booking: its row, its states, its history. Each verb has a file of its own.

mod answering;
mod beginning;
mod cancelling;
mod claiming;
mod error;
mod event;
mod lapsing;
mod leaving;
mod mailed;
mod moving;
mod obstacle;
mod pricing;
mod proposing;
mod rating;
mod reminding;
mod settling;
mod several;
mod state;
mod time;

use diesel::prelude::*;
use diesel::query_builder::SqlQuery;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Serialize;
use uuid::Uuid;

use super::terms::{self, Terms};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare, id_type};
use crate::idempotency::Order;
use crate::ledger::Credits;

pub use answering::{Acceptance, accept, counter, decline, withdraw};
pub use beginning::begin;
pub use cancelling::{cancel, refund_of};
pub use claiming::{Claim, ClaimKind, Outcome, admit, claim, contest, decide};
pub use error::BookingError;
pub(super) use event::{Details, EventKind};
pub use lapsing::{lapse_due, remind_of_claims, tell_moderators};
pub use leaving::{leave, open_count};
pub use mailed::{MailKind, mailed};
pub use moving::{agree_move, offer_move, refuse_move, withdraw_move};
pub use obstacle::Obstacle;
pub use pricing::{PriceStanding, price_standing, set_price};
pub use proposing::{Proposal, Proposed, propose};
pub use rating::{rate, reveal_due};
pub(super) use reminding::is_newest_reminder;
pub use reminding::remind_due;
pub use settling::{expire_overdue, settle_due};
pub use several::{accept_one, cancel_one, decline_one, lock_all, look_all, obstacles, propose_one, withdraw_one};
use state::Command;
pub use state::{State, transitions};
pub(super) use time::other_than;

id_type!(
    /// A booking's id.
    BookingId(i64)
);

/// A booking's row, with the terms under which it was proposed.
#[derive(Debug, Clone)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// Who learns, and pays.
    pub learner_id: MemberId,
    /// Who teaches, and earns.
    pub teacher_id: MemberId,
    /// How long.
    pub minutes: i16,
    /// For how much.
    pub price: Credits,
    /// Where it stands.
    pub state: State,
    /// Which round of proposed times is on the table.
    pub round: i16,
    /// When it begins, once agreed.
    pub starts_at: Option<Instant>,
    /// When it ends, once agreed.
    pub ends_at: Option<Instant>,
    /// The terms of it.
    pub terms: Terms,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: BookingId,
    #[diesel(sql_type = BigInt)]
    learner_id: MemberId,
    #[diesel(sql_type = BigInt)]
    teacher_id: MemberId,
    #[diesel(sql_type = SmallInt)]
    minutes: i16,
    #[diesel(sql_type = BigInt)]
    price: Credits,
    #[diesel(sql_type = Text)]
    state: State,
    #[diesel(sql_type = SmallInt)]
    round: i16,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    starts_at: Option<Instant>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    ends_at: Option<Instant>,
    #[diesel(sql_type = Jsonb)]
    terms: serde_json::Value,
}

macro_rules! booking {
    ($lock:literal) => {
        concat!(
            "SELECT b.id, b.learner_id, b.teacher_id, b.minutes, b.price, b.state, b.round, b.starts_at, b.ends_at, t.terms
             FROM bookings b JOIN booking_terms t ON t.id = b.terms_id
             WHERE b.id = $1 AND ($2 IS NULL OR $2 IN (b.learner_id, b.teacher_id))",
            $lock
        )
    };
}
const SEVERAL: &str =
    "SELECT b.id, b.learner_id, b.teacher_id, b.minutes, b.price, b.state, b.round, b.starts_at, b.ends_at, t.terms
     FROM bookings b JOIN booking_terms t ON t.id = b.terms_id
     WHERE b.id = ANY($1) AND $2 IN (b.learner_id, b.teacher_id) ORDER BY b.id";
const SEEN: &str = booking!("");
const LOCKED: &str = booking!(" FOR UPDATE OF b");

impl Row {
    fn booking(self) -> QueryResult<Booking> {
        Ok(Booking {
            id: self.id,
            learner_id: self.learner_id,
            teacher_id: self.teacher_id,
            minutes: self.minutes,
            price: self.price,
            state: self.state,
            round: self.round,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            terms: terms::read(self.terms)?,
        })
    }
}

impl Booking {
    /// The booking, locked until the transaction ends, when `member` is one of its two people.
    pub(super) async fn lock(conn: &mut Connection, id: BookingId, member: MemberId) -> Result<Self, BookingError> {
        Self::of(diesel::sql_query(LOCKED), conn, id, Some(member)).await
    }

    /// The booking as it stands, when `member` is one of its two people.
    pub(super) async fn look(conn: &mut Connection, id: BookingId, member: MemberId) -> Result<Self, BookingError> {
        Self::of(diesel::sql_query(SEEN), conn, id, Some(member)).await
    }

    /// The booking, locked until the transaction ends, for what neither of the two does.
    pub(super) async fn lock_any(conn: &mut Connection, id: BookingId) -> Result<Self, BookingError> {
        Self::of(diesel::sql_query(LOCKED), conn, id, None).await
    }

    async fn of(
        query: SqlQuery,
        conn: &mut Connection,
        id: BookingId,
        member: Option<MemberId>,
    ) -> Result<Self, BookingError> {
        let row: Row =
            query.bind::<BigInt, _>(id).bind::<Nullable<BigInt>, _>(member).prepared().get_result(conn).await?;
        Ok(row.booking()?)
    }

    /// Those of `ids` that are `member`'s as one of their two people, by id, as they stand.
    async fn all(mut conn: &Connection, ids: &[BookingId], member: MemberId) -> QueryResult<Vec<Self>> {
        let rows: Vec<Row> = diesel::sql_query(SEVERAL)
            .bind::<Array<BigInt>, _>(ids)
            .bind::<BigInt, _>(member)
            .prepared()
            .load(&mut conn)
            .await?;
        rows.into_iter().map(Row::booking).collect()
    }

    /// The other of the two.
    pub(super) fn other(&self, member: MemberId) -> MemberId {
        if member == self.teacher_id { self.learner_id } else { self.teacher_id }
    }

    /// The two of them.
    pub(super) fn people(&self) -> [MemberId; 2] {
        [self.learner_id, self.teacher_id]
    }

    fn length(&self) -> i64 {
        i64::from(self.minutes)
    }

    /// Whether `command` of `member` was done before, with the same key and the same body.
    async fn is_done(
        &self,
        conn: &mut Connection,
        now: Instant,
        (member, key): (MemberId, Uuid),
        (command, body): (Command, &impl Serialize),
    ) -> Result<bool, BookingError> {
        let order = Order::new(member.0, key, command.as_str(), &(self.id, body))?;
        Ok(order.is_done(conn, now).await?)
    }

    /// Writes where it stands now, and since when nothing can happen to it any more if that is so.
    async fn stands(&self, conn: &mut Connection, now: Instant, state: State) -> QueryResult<()> {
        diesel::sql_query(
            "UPDATE bookings SET state = $2, answered_at = coalesce(answered_at, $3), closed_at = CASE WHEN $4 THEN $3 END
             WHERE id = $1",
        )
        .bind::<BigInt, _>(self.id)
        .bind::<Text, _>(state)
        .bind::<Timestamptz, _>(now)
        .bind::<Bool, _>(state.is_closed())
        .prepared()
        .execute(conn)
        .await?;
        Ok(())
    }

    /// Pays `paid` of what is held to the teacher, gives the rest back to the learner, and closes it in `state`.
    async fn pay(&self, conn: &mut Connection, now: Instant, state: State, paid: Credits) -> Result<(), BookingError> {
        crate::ledger::resolve(conn, now, self.id.0, (self.learner_id, self.teacher_id), self.price, paid).await?;
        diesel::sql_query("UPDATE bookings SET state = $2, closed_at = $3, paid = $4 WHERE id = $1")
            .bind::<BigInt, _>(self.id)
            .bind::<Text, _>(state)
            .bind::<Timestamptz, _>(now)
            .bind::<BigInt, _>(paid)
            .prepared()
            .execute(conn)
            .await?;
        Ok(())
    }
}
