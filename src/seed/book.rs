//! The book of a story: walks through its sessions in the order of time and lets those happen whose learner could pay
//! and whose two people were free, so that no balance is ever below zero and nobody is in two places at once.

use super::people::Person;
use super::sessions::{Course, Session};
use crate::clock::Instant;

/// What everybody starts with, in hundredths of a credit.
pub(super) const STARTER: i64 = 5_000;

/// A transfer of credits.
pub(super) struct Transfer {
    pub at: Instant,
    pub kind: Kind,
    /// In hundredths of a credit.
    pub amount: i64,
}

/// Between which accounts; people and sessions are given by their places in the story.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// From the house to what the person has available.
    Starter { person: usize },
    /// From what the session's learner has available to the session's escrow.
    Hold { session: usize },
    /// From the session's escrow to what the teacher has available.
    Release { session: usize },
}

/// What each has, and when.
struct Standing {
    available: i64,
    busy: Vec<(Instant, Instant)>,
}

/// The sessions that could happen, and every transfer in the order of time.
pub(super) fn keep(people: &[Person], proposed: Vec<Session>) -> (Vec<Session>, Vec<Transfer>) {
    let mut everybody: Vec<Standing> = people.iter().map(|_| Standing { available: 0, busy: Vec::new() }).collect();
    let mut happens = vec![false; proposed.len()];
    let mut transfers = Vec::new();
    for (at, kind) in moments(people, &proposed) {
        let amount = match kind {
            Kind::Starter { person } => {
                everybody[person].available += STARTER;
                STARTER
            }
            Kind::Hold { session } if accept(&mut everybody, &proposed[session]) => {
                happens[session] = true;
                proposed[session].price()
            }
            Kind::Release { session } if happens[session] => {
                everybody[proposed[session].teacher].available += proposed[session].price();
                proposed[session].price()
            }
            Kind::Hold { .. } | Kind::Release { .. } => continue,
        };
        transfers.push(Transfer { at, kind, amount });
    }
    without_the_impossible(proposed, happens, transfers)
}

/// When credits would move, in the order of time.
fn moments(people: &[Person], sessions: &[Session]) -> Vec<(Instant, Kind)> {
    let mut moments: Vec<_> =
        people.iter().enumerate().map(|(person, who)| (who.joined_at, Kind::Starter { person })).collect();
    for (session, what) in sessions.iter().enumerate() {
        if let Course::Accepted { at, .. } | Course::Completed { at, .. } = what.course {
            moments.push((at, Kind::Hold { session }));
            moments.extend(what.closed_at().map(|closed_at| (closed_at, Kind::Release { session })));
        }
    }
    moments.sort_unstable();
    moments
}

/// Takes the price and the time, when the learner has the one and both have the other.
fn accept(everybody: &mut [Standing], session: &Session) -> bool {
    let Some((starts_at, ends_at)) = session.time() else { return false };
    let is_free = |who: usize| everybody[who].busy.iter().all(|(from, until)| *until <= starts_at || ends_at <= *from);
    let can_be =
        everybody[session.learner].available >= session.price() && is_free(session.learner) && is_free(session.teacher);
    if can_be {
        everybody[session.learner].available -= session.price();
        everybody[session.learner].busy.push((starts_at, ends_at));
        everybody[session.teacher].busy.push((starts_at, ends_at));
    }
    can_be
}

/// Leaves out the sessions that would have had to be accepted and could not, and renumbers the others.
fn without_the_impossible(
    proposed: Vec<Session>,
    happens: Vec<bool>,
    mut transfers: Vec<Transfer>,
) -> (Vec<Session>, Vec<Transfer>) {
    let mut places = vec![0; proposed.len()];
    let mut kept = Vec::with_capacity(proposed.len());
    for (place, (session, happens)) in proposed.into_iter().zip(happens).enumerate() {
        if happens || session.time().is_none() {
            places[place] = kept.len();
            kept.push(session);
        }
    }
    for transfer in &mut transfers {
        if let Kind::Hold { session } | Kind::Release { session } = &mut transfer.kind {
            *session = places[*session];
        }
    }
    (kept, transfers)
}
