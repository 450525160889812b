//! What somebody could do next: mostly what makes sense, so that the world goes round, and sometimes anything.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use super::world::{Booking, ClaimKind, Command, MODERATOR, PEOPLE, State, Who, World};

const DAY: i64 = 24 * 60;

pub struct Chance(pub StdRng);

impl Chance {
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.choose(&mut self.0)
    }

    fn percent(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent, 100)
    }

    /// How long nothing happens, in minutes.
    pub fn pause(&mut self) -> i64 {
        match self.0.random_range(0..10) {
            0..5 => self.0.random_range(1..90),
            5..8 => self.0.random_range(90..DAY),
            _ => self.0.random_range(DAY..4 * DAY),
        }
    }

    /// Somebody's command, and for which booking.
    pub fn command(&mut self, world: &World) -> (Who, Option<usize>, Command) {
        let who = self.0.random_range(0..PEOPLE);
        if world.bookings.is_empty() || self.percent(22) {
            return (who, None, self.proposal(world, who));
        }
        let at = self.booking(world);
        let booking = &world.bookings[at];
        let who = match (self.0.random_range(0..20), booking.asked()) {
            (0, _) => self.0.random_range(0..=MODERATOR),
            (1..9, Some(asked)) => asked,
            (1..11, _) => booking.learner,
            _ => booking.teacher,
        };
        let command = self.command_for(world, who, at);
        let who = if matches!(command, Command::Decide { .. }) && self.percent(90) { MODERATOR } else { who };
        (who, Some(at), command)
    }

    /// Mostly one in which something can happen.
    fn booking(&mut self, world: &World) -> usize {
        let is_alive = |booking: &Booking| match booking.state {
            State::Proposed | State::Countered | State::Accepted | State::Disputed => true,
            State::Completed => booking.rated.len() < 2,
            _ => false,
        };
        let alive: Vec<usize> = (0..world.bookings.len()).filter(|at| is_alive(&world.bookings[*at])).collect();
        match alive.choose(&mut self.0) {
            Some(at) if self.percent(90) => *at,
            _ => self.0.random_range(0..world.bookings.len()),
        }
    }

    /// Something that `who` could do about a booking.
    pub fn command_for(&mut self, world: &World, who: Who, at: usize) -> Command {
        let booking = &world.bookings[at];
        let is_over = booking.ends().is_some_and(|ends| ends <= world.now);
        let has_begun = booking.starts.is_some_and(|starts| starts <= world.now);
        let sensible: &[u8] = match booking.state {
            _ if self.percent(15) => &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
            State::Proposed | State::Countered => &[1, 1, 1, 1, 1, 1, 1, 2, 3, 4],
            State::Accepted if is_over => &[10, 10, 10, 11],
            State::Accepted if has_begun => &[11, 10, 9, 6],
            State::Accepted if booking.offer.is_some() => &[5, 6, 6, 6, 6, 7, 8, 9],
            State::Accepted => &[5, 5, 9],
            State::Disputed => &[12, 12, 13, 13, 13, 14],
            _ => &[10],
        };
        match sensible.choose(&mut self.0) {
            Some(1) => Command::Accept { slot: self.slot(booking.slots.len()) },
            Some(2) => Command::Decline { reason: self.0.random() },
            Some(3) => Command::Counter { slots: self.slots(world) },
            Some(4) => Command::Withdraw,
            Some(5) => Command::OfferMove { slots: self.slots(world) },
            Some(6) => {
                Command::AgreeMove { slot: self.slot(booking.offer.as_ref().map_or(1, |(_, slots)| slots.len())) }
            }
            Some(7) => Command::RefuseMove,
            Some(8) => Command::WithdrawMove,
            Some(9) => {
                let wrong = if self.percent(10) { 125 } else { 0 };
                Command::Cancel { said: booking.refund(who, world.now) + wrong }
            }
            Some(10) => Command::Rate { stars: self.0.random_range(1..=5) },
            Some(11) => {
                let kinds = [ClaimKind::NoShow, ClaimKind::Late, ClaimKind::WantsRefund, ClaimKind::WantsSplit];
                let kind = *self.one_of(&kinds).unwrap();
                Command::Claim { kind, lost: self.0.random_range(1..=booking.minutes) }
            }
            Some(12) => Command::Admit,
            Some(13) => Command::Contest,
            _ => Command::Decide { paid: self.0.random_range(0..=booking.price + booking.price / 20) },
        }
    }

    fn proposal(&mut self, world: &World, who: Who) -> Command {
        let teacher = if self.percent(3) { who } else { (who + self.0.random_range(1..PEOPLE)) % PEOPLE };
        let minutes = 15 * if self.percent(50) { self.0.random_range(1..=4) } else { self.0.random_range(1..=16) };
        Command::Propose { teacher, minutes, slots: self.slots(world) }
    }

    /// One to five starts on the half hour, in order; mostly soon, so that they meet each other.
    fn slots(&mut self, world: &World) -> Vec<i64> {
        let far = if self.percent(5) { 30 * DAY } else { 3 * DAY };
        let near = if self.percent(5) { 0 } else { 150 };
        let first = |minute: i64| (minute + 29) / 30 * 30;
        let mut slots: Vec<i64> =
            (0..self.0.random_range(1..=5)).map(|_| first(world.now + self.0.random_range(near..far))).collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    fn slot(&mut self, slots: usize) -> usize {
        if self.percent(3) { slots } else { self.0.random_range(0..slots) }
    }
}
