//! Taking a request: the first gets it, in one transaction with the session that it becomes.

use diesel_async::AsyncConnection;
use uuid::Uuid;

use super::error::QuickHelpError;
use super::queries;
use super::request::{Request, RequestId, State};
use super::standby;
use crate::accounts::MemberId;
use crate::bookings::{self, BookingId, Proposal, Terms};
use crate::clock::Instant;
use crate::db::Connection;
use crate::idempotency::Order;
use crate::notifications::{self, Kind};
use crate::skills::SkillId;

/// What came of it, once the transaction is over.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Who asked.
    pub learner: MemberId,
    /// In which skill: those who teach it see that it is gone.
    pub skill: SkillId,
    /// The session that has begun; none when the learner's credits ended, which closes the request.
    pub booking: Option<BookingId>,
}

/// Takes a request for `helper`: it becomes a session that begins now, with its price in escrow.
///
/// # Errors
/// What has become of the request, [`QuickHelpError::NotAvailable`], [`QuickHelpError::Busy`],
/// [`QuickHelpError::RatingOverdue`]: nothing was changed.
pub async fn accept(
    conn: &mut Connection,
    now: Instant,
    id: RequestId,
    (helper, key): (MemberId, Uuid),
) -> Result<Outcome, QuickHelpError> {
    conn.transaction(async |conn| {
        let request = Request::lock(conn, id).await?;
        if !queries::is_asked(conn, &request, helper).await? {
            return Err(QuickHelpError::NotFound);
        }
        let outcome = |booking| Outcome { learner: request.learner_id, skill: request.skill_id, booking };
        if Order::new(helper.0, key, "give quick help", &id)?.is_done(conn, now).await? {
            return Ok(outcome(request.booking_id));
        }
        request.must_be_open(now)?;
        let (_, terms) = bookings::current_terms(conn).await?;
        if Terms::price(terms.hourly, request.minutes) != request.price {
            return Err(QuickHelpError::PriceChanged);
        }
        if !standby::is_available(conn, now, helper).await? {
            return Err(QuickHelpError::NotAvailable);
        }
        match bookings::begin(conn, now, &proposal(&request, helper, now)).await.map_err(QuickHelpError::from) {
            Ok(booking) => {
                request.close(conn, now, State::Taken, Some(booking)).await?;
                let kind = Kind::QuickHelpTaken;
                notifications::notify(conn, now, request.learner_id, kind, Some(helper), Some(booking.0)).await?;
                Ok(outcome(Some(booking)))
            }
            Err(QuickHelpError::Unpaid) => {
                request.close(conn, now, State::Unpaid, None).await?;
                Ok(outcome(None))
            }
            Err(other) => Err(other),
        }
    })
    .await
}

fn proposal(request: &Request, helper: MemberId, now: Instant) -> Proposal {
    Proposal {
        learner: request.learner_id,
        teacher: helper,
        skill: request.skill_id,
        minutes: request.minutes,
        slots: vec![now],
        agenda: request.question.clone(),
        // The order is noted with the request.
        idempotency_key: Uuid::new_v4(),
    }
}
