//! Commands as the program takes them, and how both sides stand, as text.

use skillswap::bookings::{self, Acceptance, BookingError, BookingId, Claim, ClaimKind, Outcome, Proposal};
use skillswap::clock::Instant;
use skillswap::db::Connection;
use skillswap::ledger::Credits;
use skillswap::ratings::Rating;
use skillswap::skills::SkillId;
use uuid::Uuid;

use super::Play;
use super::world::{self, Booking, Command, Who};

/// A command with its key.
#[derive(Debug, Clone)]
pub struct Order {
    pub who: Who,
    pub at: Option<usize>,
    pub command: Command,
    pub key: Uuid,
}

/// What the program says: done, with the booking that a proposal made, or refused, with the error's name.
#[derive(Debug)]
pub enum Told {
    Done(Option<BookingId>),
    Refused(String),
}

impl Play<'_> {
    /// Gives `order` to the program.
    pub async fn give(&mut self, order: &Order) -> Told {
        let (now, who) = (self.now(), (self.people[order.who], order.key));
        let slots: Vec<Instant> = match &order.command {
            Command::Propose { slots, .. } | Command::Counter { slots } | Command::OfferMove { slots } => {
                slots.iter().map(|minute| self.at(*minute)).collect()
            }
            _ => Vec::new(),
        };
        let id = order.at.map_or(BookingId(0), |at| self.ids[at]);
        let proposal = match &order.command {
            Command::Propose { teacher, minutes, .. } => Some(Proposal {
                learner: who.0,
                teacher: self.people[*teacher],
                skill: SkillId(self.skill),
                minutes: i16::try_from(*minutes).unwrap(),
                slots: slots.clone(),
                agenda: String::new(),
                idempotency_key: order.key,
            }),
            _ => None,
        };
        let conn: &mut Connection = &mut self.conn;
        let done = match &order.command {
            Command::Propose { .. } => {
                return match bookings::propose(conn, now, &proposal.unwrap()).await {
                    Ok(proposed) => Told::Done(Some(proposed.id)),
                    Err(error) => Told::from(error),
                };
            }
            Command::Accept { slot } => bookings::accept(conn, now, id, who, &acceptance(*slot)).await.map(drop),
            Command::Decline { reason } => bookings::decline(conn, now, id, who, &reason.to_string()).await.map(drop),
            Command::Counter { .. } => bookings::counter(conn, now, id, who, &slots, "").await.map(drop),
            Command::Withdraw => bookings::withdraw(conn, now, id, who).await.map(drop),
            Command::OfferMove { .. } => bookings::offer_move(conn, now, id, who, &slots, "").await.map(drop),
            Command::AgreeMove { slot } => bookings::agree_move(conn, now, id, who, &acceptance(*slot)).await.map(drop),
            Command::RefuseMove => bookings::refuse_move(conn, now, id, who).await.map(drop),
            Command::WithdrawMove => bookings::withdraw_move(conn, now, id, who).await.map(drop),
            Command::Cancel { said } => bookings::cancel(conn, now, id, who, "", Credits(*said)).await.map(drop),
            Command::Rate { stars } => bookings::rate(conn, now, id, who, &rating(*stars)).await.map(drop),
            Command::Claim { kind, lost } => bookings::claim(conn, now, id, who, &claim(*kind, *lost)).await.map(drop),
            Command::Admit => bookings::admit(conn, now, id, who).await.map(drop),
            Command::Contest => bookings::contest(conn, now, id, who, "It was not so.").await.map(drop),
            Command::Decide { paid } => {
                bookings::decide(conn, now, id, who, Credits(*paid), "So it was.").await.map(drop)
            }
        };
        done.map_or_else(Told::from, |()| Told::Done(None))
    }
}

impl From<BookingError> for Told {
    fn from(error: BookingError) -> Self {
        Self::Refused(name(&error))
    }
}

/// The name of a variant.
pub fn name(value: &impl std::fmt::Debug) -> String {
    let words = format!("{value:?}");
    words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn acceptance(slot: usize) -> Acceptance {
    Acceptance { slot: i16::try_from(slot + 1).unwrap(), told: Vec::new() }
}

fn rating(stars: i16) -> Rating {
    Rating {
        overall: stars,
        knowledge: stars,
        communication: stars,
        professionalism: stars,
        tags: Vec::new(),
        comment: String::new(),
        private_note: String::new(),
    }
}

fn claim(kind: world::ClaimKind, lost: i64) -> Claim {
    let (kind, outcome) = match kind {
        world::ClaimKind::NoShow => (ClaimKind::NoShow, Outcome::Release),
        world::ClaimKind::Late => (ClaimKind::Late, Outcome::Release),
        world::ClaimKind::WantsRefund => (ClaimKind::Other, Outcome::Refund),
        world::ClaimKind::WantsSplit => (ClaimKind::Other, Outcome::Split),
    };
    let minutes_lost = (kind == ClaimKind::Late).then(|| i16::try_from(lost).unwrap());
    Claim { kind, words: "Something went wrong.".to_owned(), minutes_lost, outcome }
}

/// How a booking of the model stands: state, start, pay, whether a move is offered, and how often its time is taken.
pub fn line(booking: &Booking) -> String {
    let or_none = |number: Option<i64>| number.map_or("-".to_owned(), |number| number.to_string());
    format!(
        "{} {} {} {} {} {}",
        format!("{:?}", booking.state).to_lowercase(),
        or_none(booking.starts),
        or_none(booking.paid),
        i32::from(booking.offer.is_some()),
        if booking.takes_time() { 2 } else { 0 },
        booking.held(),
    )
}

/// Ids as an array of SQL.
pub fn array<T: ToString>(ids: impl IntoIterator<Item = T>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    format!("'{{{}}}'::bigint[]", ids.join(","))
}

/// The same of the database: first what everybody has available and held, then a line for each booking.
pub fn snapshot(people: &str, ids: &str, base: Instant) -> String {
    format!(
        "WITH people AS (
             SELECT string_agg(format('%s %s', available, held), E'\\n' ORDER BY at) AS lines FROM (
                 SELECT p.at, coalesce(sum(a.balance) FILTER (WHERE a.kind = 'available'), 0) AS available,
                        coalesce(sum(a.balance) FILTER (WHERE a.kind = 'held'), 0) AS held
                 FROM unnest({people}) WITH ORDINALITY AS p (id, at) LEFT JOIN ledger_accounts a ON a.member_id = p.id
                 GROUP BY p.at) each),
         bookings AS (
             SELECT coalesce(string_agg(format('%s %s %s %s %s %s', b.state,
                        coalesce((extract(epoch FROM b.starts_at - '{base}'::timestamptz)::bigint / 60)::text, '-'),
                        coalesce(b.paid::text, '-'),
                        (SELECT count(*) FROM moves m WHERE m.booking_id = b.id AND m.state = 'offered'),
                        (SELECT count(*) FROM commitments c WHERE c.booking_id = b.id
                           AND (c.starts_at, c.ends_at) = (b.starts_at, b.ends_at)),
                        (SELECT coalesce(sum(a.balance), 0) FROM ledger_accounts a WHERE a.booking_id = b.id)),
                    E'\\n' ORDER BY b.id), '') AS lines FROM bookings b WHERE b.id = ANY ({ids}))
         SELECT people.lines || E'\\n' || bookings.lines FROM people, bookings"
    )
}
