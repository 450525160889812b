//! Bookings with their slots, commitments, events and ratings.

use super::Writing;
use crate::clock::Instant;
use crate::db::Connection;
use crate::seed::rows::{BookingRow, CommitmentRow, EventRow, RatingRow, SlotRow};
use crate::seed::sessions::{Course, Rating, Session};

impl Writing<'_> {
    pub async fn sessions(&self, conn: &mut Connection) -> anyhow::Result<()> {
        let (mut bookings, mut slots, mut commitments) = (Vec::new(), Vec::new(), Vec::new());
        let (mut events, mut ratings) = (Vec::new(), Vec::new());
        for (session, id) in self.story.sessions.iter().zip(self.ids.sessions.iter().copied()) {
            let (learner, teacher) = (self.ids.people[session.learner], self.ids.people[session.teacher]);
            bookings.push(booking(session, id, learner, teacher));
            slots.extend((1..).zip(&session.slots).map(|(position, starts_at)| SlotRow {
                booking_id: id,
                position,
                starts_at: *starts_at,
            }));
            commitments.extend(session.time().into_iter().flat_map(|(starts_at, ends_at)| {
                [learner, teacher].map(|member_id| CommitmentRow { booking_id: id, member_id, starts_at, ends_at })
            }));
            events.extend(history(session, id, learner, teacher));
            if let Course::Completed { ratings: [by_learner, by_teacher], .. } = &session.course {
                let revealed_at = by_learner.at.max(by_teacher.at);
                ratings.push(rating(id, learner, teacher, by_learner, revealed_at));
                ratings.push(rating(id, teacher, learner, by_teacher, revealed_at));
            }
        }
        BookingRow::insert(conn, &bookings).await?;
        SlotRow::insert(conn, &slots).await?;
        CommitmentRow::insert(conn, &commitments).await?;
        EventRow::insert(conn, &events).await?;
        RatingRow::insert(conn, &ratings).await?;
        Ok(())
    }
}

fn booking(session: &Session, id: i64, learner_id: i64, teacher_id: i64) -> BookingRow {
    BookingRow {
        id,
        learner_id,
        teacher_id,
        skill_id: session.skill,
        minutes: session.minutes,
        price: session.price(),
        agenda: session.agenda,
        state: session.state(),
        starts_at: session.time().map(|(starts_at, _)| starts_at),
        ends_at: session.time().map(|(_, ends_at)| ends_at),
        idempotency_key: session.key,
        proposed_at: session.proposed_at,
        answered_at: session.answered_at(),
        closed_at: session.closed_at(),
    }
}

/// What happened to a booking, in order. Nobody did what time did.
fn history(session: &Session, booking_id: i64, learner: i64, teacher: i64) -> Vec<EventRow> {
    let mut events = vec![("proposed", Some(learner), session.proposed_at)];
    match &session.course {
        Course::Open => {}
        Course::Declined { at } => events.push(("declined", Some(teacher), *at)),
        Course::Expired { at } => events.push(("expired", None, *at)),
        Course::Accepted { at, .. } => events.push(("accepted", Some(teacher), *at)),
        Course::Completed { at, ratings: [by_learner, by_teacher], .. } => {
            let mut rated = [("rated", Some(learner), by_learner.at), ("rated", Some(teacher), by_teacher.at)];
            rated.sort_by_key(|(_, _, at)| *at);
            let closed_at = by_learner.at.max(by_teacher.at);
            events.push(("accepted", Some(teacher), *at));
            events.extend(rated);
            events.extend([("revealed", None, closed_at), ("released", None, closed_at)]);
        }
    }
    events.into_iter().map(|(kind, actor_id, at)| EventRow { booking_id, kind, actor_id, at }).collect()
}

fn rating(booking_id: i64, rater_id: i64, ratee_id: i64, rating: &Rating, revealed_at: Instant) -> RatingRow {
    let [knowledge, communication, professionalism] = rating.aspects;
    RatingRow {
        booking_id,
        rater_id,
        ratee_id,
        overall: rating.overall,
        knowledge,
        communication,
        professionalism,
        comment: rating.comment,
        rated_at: rating.at,
        revealed_at,
    }
}
