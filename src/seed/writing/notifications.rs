//! What the last thirty days' notifications would have been.

use jiff::SignedDuration;

use super::Writing;
use crate::clock::Instant;
use crate::db::Connection;
use crate::seed::rows::NotificationRow;
use crate::seed::sessions::Course;

/// How long notifications are kept.
const NOTIFIED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Notifications older than this have been read.
const READ_AFTER: SignedDuration = SignedDuration::from_hours(48);

impl Writing<'_> {
    pub async fn notifications(&self, conn: &mut Connection) -> anyhow::Result<()> {
        let mut told = Vec::new();
        for (person, who) in self.story.people.iter().enumerate() {
            told.push(self.notification(person, ("credits", "starter_credits"), None, None, who.joined_at));
        }
        for (place, session) in self.story.sessions.iter().enumerate() {
            let booking = Some(self.ids.sessions[place]);
            let (learner, teacher) = (session.learner, session.teacher);
            let mut tell = |to, what, from, at| told.push(self.notification(to, what, Some(from), booking, at));
            tell(teacher, ("sessions", "proposal_received"), learner, session.proposed_at);
            match &session.course {
                Course::Declined { at } => tell(learner, ("sessions", "proposal_declined"), teacher, *at),
                Course::Accepted { at, .. } => tell(learner, ("sessions", "proposal_accepted"), teacher, *at),
                Course::Completed { at, ratings: [by_learner, by_teacher], .. } => {
                    let (first, second) = if by_learner.at <= by_teacher.at {
                        ((learner, by_learner), (teacher, by_teacher))
                    } else {
                        ((teacher, by_teacher), (learner, by_learner))
                    };
                    tell(learner, ("sessions", "proposal_accepted"), teacher, *at);
                    tell(second.0, ("sessions", "rating_due"), first.0, first.1.at);
                    tell(first.0, ("sessions", "rating_received"), second.0, second.1.at);
                    tell(teacher, ("credits", "credits_released"), learner, second.1.at);
                }
                Course::Open | Course::Expired { .. } => {}
            }
        }
        told.retain(|row| self.story.now.since(row.created_at) < NOTIFIED_FOR);
        // Their list is in the order of ids.
        told.sort_by_key(|row| row.created_at);
        NotificationRow::insert(conn, &told).await?;
        Ok(())
    }

    fn notification(
        &self,
        to: usize,
        (category, kind): (&'static str, &'static str),
        from: Option<usize>,
        subject_id: Option<i64>,
        created_at: Instant,
    ) -> NotificationRow {
        let is_read = self.story.now.since(created_at) > READ_AFTER;
        NotificationRow {
            member_id: self.ids.people[to],
            category,
            kind,
            actor_id: from.map(|from| self.ids.people[from]),
            subject_id,
            created_at,
            read_at: is_read.then(|| created_at.plus(READ_AFTER)),
        }
    }
}
