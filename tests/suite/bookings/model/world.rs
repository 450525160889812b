//! What the product says of bookings and credits, written a second time: without a database, without the program's own
//! table, in minutes since the beginning. It knows why a command must be refused, and what it does otherwise.

/// One of the world's people, by number; [`MODERATOR`] is none of them.
pub type Who = usize;
/// How many people there are.
pub const PEOPLE: usize = 5;
/// Who decides claims.
pub const MODERATOR: Who = PEOPLE;
/// What everybody begins with, in hundredths.
pub const STARTER: i64 = 5000;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Proposed,
    Countered,
    Accepted,
    Disputed,
    Declined,
    Withdrawn,
    Expired,
    Cancelled,
    Completed,
    Resolved,
}

#[derive(Debug, Clone)]
pub enum Command {
    Propose { teacher: Who, minutes: i64, slots: Vec<i64> },
    Accept { slot: usize },
    Decline { reason: u8 },
    Counter { slots: Vec<i64> },
    Withdraw,
    OfferMove { slots: Vec<i64> },
    AgreeMove { slot: usize },
    RefuseMove,
    WithdrawMove,
    Cancel { said: i64 },
    Rate { stars: i16 },
    Claim { kind: ClaimKind, lost: i64 },
    Admit,
    Contest,
    Decide { paid: i64 },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    NoShow,
    Late,
    WantsRefund,
    WantsSplit,
}

#[derive(Debug, Clone)]
pub struct Claim {
    by: Who,
    asks: i64,
    until: i64,
    answered: bool,
    settled_by_silence: bool,
}

#[derive(Debug, Clone)]
pub struct Booking {
    pub learner: Who,
    pub teacher: Who,
    pub minutes: i64,
    pub price: i64,
    pub state: State,
    pub slots: Vec<i64>,
    pub starts: Option<i64>,
    pub paid: Option<i64>,
    pub offer: Option<(Who, Vec<i64>)>,
    pub claim: Option<Claim>,
    pub rated: Vec<Who>,
    proposed: i64,
}

/// Five people, what they have, and their bookings.
#[derive(Debug, Clone)]
pub struct World {
    pub now: i64,
    pub available: [i64; PEOPLE],
    pub bookings: Vec<Booking>,
}

impl Booking {
    pub fn ends(&self) -> Option<i64> {
        self.starts.map(|starts| starts + self.minutes)
    }

    pub fn has(&self, who: Who) -> bool {
        who == self.learner || who == self.teacher
    }

    pub fn asked(&self) -> Option<Who> {
        match self.state {
            State::Proposed => Some(self.teacher),
            State::Countered => Some(self.learner),
            _ => None,
        }
    }

    /// Whether what was said in it can be seen at `now`: both have rated, or two days have passed.
    fn shows_ratings(&self, now: i64) -> bool {
        self.rated.len() == 2 || self.ends().is_some_and(|ends| ends + 2 * DAY <= now)
    }

    /// Whether its time is, or was, taken.
    pub fn takes_time(&self) -> bool {
        matches!(self.state, State::Accepted | State::Disputed | State::Completed | State::Resolved)
    }

    /// What is in escrow for it.
    pub fn held(&self) -> i64 {
        if matches!(self.state, State::Accepted | State::Disputed) { self.price } else { 0 }
    }

    /// What the learner gets back when `who` calls off at `now`.
    pub fn refund(&self, who: Who, now: i64) -> i64 {
        let left = self.starts.map_or(0, |starts| starts - now);
        match left {
            _ if who == self.teacher => self.price,
            left if left >= DAY => self.price,
            left if left >= 2 * HOUR => self.price - self.price / 2,
            _ => 0,
        }
    }

    /// What the teacher would get by the claim of `who`.
    fn asks(&self, who: Who, kind: ClaimKind, lost: i64) -> i64 {
        match kind {
            ClaimKind::NoShow if who == self.learner => 0,
            ClaimKind::Late if who == self.learner => self.price * (self.minutes - lost).max(0) / self.minutes,
            ClaimKind::NoShow | ClaimKind::Late => self.price,
            ClaimKind::WantsRefund => 0,
            ClaimKind::WantsSplit => self.price / 2,
        }
    }
}

impl World {
    pub fn new(now: i64) -> Self {
        Self { now, available: [STARTER; PEOPLE], bookings: Vec::new() }
    }

    /// What is held of `who`.
    pub fn held(&self, who: Who) -> i64 {
        self.bookings.iter().filter(|booking| booking.learner == who).map(Booking::held).sum()
    }

    /// Every reason for which `command` of `who` must be refused; none: it must be done.
    pub fn refusals(&self, who: Who, at: Option<usize>, command: &Command) -> Vec<&'static str> {
        let mut why = Vec::new();
        let mut no = |refused: bool, reason| why.extend(refused.then_some(reason));
        if let Command::Propose { teacher, minutes, slots } = command {
            no(who == *teacher, "WithOneself");
            no(self.owes_rating(who), "RatingOverdue");
            no(self.available[who] < price(*minutes), "NotEnough");
            no(slots.iter().any(|slot| !self.is_free(*slot, *minutes, [who, *teacher], None)), "SlotsUnavailable");
            return why;
        }
        let Some(booking) = at.and_then(|at| self.bookings.get(at)) else { return vec!["NotFound"] };
        let is_of = |states: &[State]| states.contains(&booking.state);
        let begun = booking.starts.is_some_and(|starts| starts <= self.now);
        let people = [booking.learner, booking.teacher];
        match command {
            Command::Decide { paid } => {
                no(booking.has(who) || *paid > booking.price, "NotFound");
                no(!is_of(&[State::Disputed]), "NotNow");
                return why;
            }
            _ if !booking.has(who) => return vec!["NotFound"],
            Command::Accept { .. } | Command::Decline { .. } | Command::Counter { .. } => {
                no(booking.asked().is_none(), "NotNow");
                no(booking.asked() != Some(who), "NotYours");
            }
            Command::Withdraw => {
                no(booking.asked().is_none(), "NotNow");
                no(booking.asked() == Some(who), "NotYours");
            }
            Command::Rate { .. } => {
                no(!is_of(&[State::Accepted, State::Completed]), "NotNow");
                no(booking.ends().is_none_or(|ends| ends > self.now), "NotOver");
                no(booking.rated.contains(&who) && booking.shows_ratings(self.now), "Rating");
            }
            Command::Admit | Command::Contest => no(!is_of(&[State::Disputed]), "NotNow"),
            _ => no(!is_of(&[State::Accepted]), "NotNow"),
        }
        match command {
            Command::Accept { slot } => {
                no(self.owes_rating(who), "RatingOverdue");
                no(self.available[booking.learner] < booking.price, "LearnerCannotPay");
                no(self.available[booking.learner] < booking.price, "CannotPay");
                self.check_slot(&booking.slots, *slot, booking, at, &mut no);
            }
            Command::Counter { slots } | Command::OfferMove { slots } => {
                no(slots.iter().any(|slot| !self.is_free(*slot, booking.minutes, people, at)), "SlotsUnavailable");
                let moves = matches!(command, Command::OfferMove { .. });
                no(moves && begun, "HasBegun");
                no(moves && booking.offer.is_some(), "MoveOpen");
            }
            Command::AgreeMove { .. } | Command::RefuseMove => {
                no(booking.offer.is_none(), "NoMove");
                no(booking.offer.as_ref().is_some_and(|(by, _)| *by == who), "NotYours");
                no(matches!(command, Command::AgreeMove { .. }) && begun, "HasBegun");
                if let (Command::AgreeMove { slot }, Some((_, slots))) = (command, &booking.offer) {
                    self.check_slot(slots, *slot, booking, at, &mut no);
                }
            }
            Command::WithdrawMove => {
                no(booking.offer.is_none(), "NoMove");
                no(booking.offer.as_ref().is_some_and(|(by, _)| *by != who), "NotYours");
            }
            Command::Cancel { said } => {
                no(begun, "HasBegun");
                no(booking.refund(who, self.now) != *said, "RefundChanged");
            }
            Command::Claim { kind, .. } => {
                let wait = if *kind == ClaimKind::NoShow { 10 } else { 0 };
                no(booking.starts.is_none_or(|starts| self.now < starts + wait), "TooEarly");
            }
            Command::Admit | Command::Contest => {
                no(booking.claim.as_ref().is_some_and(|claim| claim.by == who), "NotYours");
                no(booking.claim.as_ref().is_some_and(|claim| claim.answered), "ClaimAnswered");
                no(booking.claim.as_ref().is_some_and(|claim| claim.until <= self.now), "AnswerTooLate");
            }
            _ => {}
        }
        why
    }

    fn check_slot(
        &self,
        slots: &[i64],
        slot: usize,
        booking: &Booking,
        at: Option<usize>,
        no: &mut impl FnMut(bool, &'static str),
    ) {
        let Some(starts) = slots.get(slot) else { return no(true, "NotASlot") };
        no(*starts <= self.now, "SlotPassed");
        no(self.is_taken(*starts, booking.minutes, [booking.learner, booking.teacher], at), "SlotTaken");
    }

    /// Does `command`, which is not refused.
    pub fn apply(&mut self, who: Who, at: Option<usize>, command: &Command) {
        let now = self.now;
        if let Command::Propose { teacher, minutes, slots } = command {
            return self.bookings.push(Booking {
                learner: who,
                teacher: *teacher,
                minutes: *minutes,
                price: price(*minutes),
                state: State::Proposed,
                slots: slots.clone(),
                starts: None,
                paid: None,
                offer: None,
                claim: None,
                rated: Vec::new(),
                proposed: now,
            });
        }
        let at = at.unwrap();
        let booking = &mut self.bookings[at];
        match command {
            Command::Propose { .. } => {}
            Command::Accept { slot } => {
                booking.starts = Some(booking.slots[*slot]);
                booking.state = State::Accepted;
                self.available[booking.learner] -= booking.price;
            }
            Command::Decline { .. } => booking.state = State::Declined,
            Command::Withdraw => booking.state = State::Withdrawn,
            Command::Counter { slots } => {
                let is_learner = who == booking.learner;
                booking.state = if is_learner { State::Proposed } else { State::Countered };
                (booking.slots, booking.proposed) = (slots.clone(), now);
            }
            Command::OfferMove { slots } => booking.offer = Some((who, slots.clone())),
            Command::AgreeMove { slot } => {
                let (_, slots) = booking.offer.take().unwrap();
                booking.starts = Some(slots[*slot]);
            }
            Command::RefuseMove | Command::WithdrawMove => booking.offer = None,
            Command::Cancel { said } => {
                let paid = booking.price - said;
                self.pay(at, State::Cancelled, paid);
            }
            Command::Rate { .. } => {
                if !booking.rated.contains(&who) {
                    booking.rated.push(who);
                }
                if booking.rated.len() == 2 && booking.state == State::Accepted {
                    let price = booking.price;
                    self.pay(at, State::Completed, price);
                }
            }
            Command::Claim { kind, lost } => {
                let settled_by_silence = matches!(kind, ClaimKind::NoShow | ClaimKind::Late);
                let (asks, until) = (booking.asks(who, *kind, *lost), now + 2 * DAY);
                booking.claim = Some(Claim { by: who, asks, until, answered: false, settled_by_silence });
                (booking.state, booking.offer) = (State::Disputed, None);
            }
            Command::Admit => {
                let asks = booking.claim.as_ref().unwrap().asks;
                self.pay(at, State::Resolved, asks);
            }
            Command::Contest => booking.claim.as_mut().unwrap().answered = true,
            Command::Decide { paid } => self.pay(at, State::Resolved, *paid),
        }
    }

    /// Goes on by so many minutes, and does what time does.
    pub fn wait(&mut self, minutes: i64) {
        self.now += minutes;
        for at in 0..self.bookings.len() {
            let booking = &mut self.bookings[at];
            let over = |limit: Option<i64>| limit.is_some_and(|limit| limit <= self.now);
            match booking.state {
                State::Proposed | State::Countered
                    if over(Some(booking.proposed + 7 * DAY)) || over(booking.slots.last().copied()) =>
                {
                    booking.state = State::Expired;
                }
                State::Accepted if over(booking.ends().map(|ends| ends + 2 * DAY)) => {
                    let price = booking.price;
                    self.pay(at, State::Completed, price);
                }
                State::Disputed => {
                    let claim = booking.claim.clone().unwrap();
                    if claim.settled_by_silence && !claim.answered && over(Some(claim.until)) {
                        self.pay(at, State::Resolved, claim.asks);
                    }
                }
                _ => {}
            }
        }
    }

    fn pay(&mut self, at: usize, state: State, paid: i64) {
        let booking = &mut self.bookings[at];
        self.available[booking.teacher] += paid;
        self.available[booking.learner] += booking.price - paid;
        (booking.state, booking.paid, booking.offer) = (state, Some(paid), None);
    }

    /// Whether `who` has let a session go by for two days without a rating.
    fn owes_rating(&self, who: Who) -> bool {
        self.bookings.iter().any(|booking| {
            booking.has(who)
                && matches!(booking.state, State::Accepted | State::Completed)
                && booking.ends().is_some_and(|ends| ends + 2 * DAY <= self.now)
                && !booking.rated.contains(&who)
        })
    }

    fn is_free(&self, starts: i64, minutes: i64, people: [Who; 2], but: Option<usize>) -> bool {
        starts >= self.now + 2 * HOUR && starts < self.now + 28 * DAY && !self.is_taken(starts, minutes, people, but)
    }

    fn is_taken(&self, starts: i64, minutes: i64, people: [Who; 2], but: Option<usize>) -> bool {
        self.bookings.iter().enumerate().any(|(at, other)| {
            Some(at) != but
                && other.takes_time()
                && people.iter().any(|who| other.has(*who))
                && other.starts.is_some_and(|from| from < starts + minutes && starts < from + other.minutes)
        })
    }
}

/// Ten credits an hour, in hundredths.
pub fn price(minutes: i64) -> i64 {
    minutes * 1000 / 60
}
