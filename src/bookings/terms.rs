//! The terms of sessions: what they cost, how long they are, how long somebody may think, and what is given back. They
//! are settings: rows of `booking_terms`, of which the newest counts for what is proposed from then on. A booking keeps
//! the terms under which it was proposed, so that a change never moves what two people agreed on.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare, id_type};
use crate::ledger::Credits;

id_type!(
    /// Which terms.
    TermsId(i32)
);

/// What sessions cost and how they go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// An hour, in hundredths of a credit; whole credits, so that a quarter of an hour has an exact price.
    pub hourly: Credits,
    /// Who may ask for more.
    pub premium: Premium,
    /// Lengths offered by a click, in minutes.
    pub lengths: Vec<i16>,
    /// The shortest session, in minutes.
    pub shortest: i16,
    /// The longest session, in minutes.
    pub longest: i16,
    /// Times in one proposal, at most.
    pub slots: usize,
    /// How long a proposal waits for an answer, in hours, and never past its last time.
    pub answer_hours: i64,
    /// What a learner who calls off gets back: the first step whose hours are left counts, and nothing after the last.
    /// Longest first.
    pub refunds: Vec<RefundStep>,
    /// How long after its end a session waits for ratings, in hours; then the teacher is paid all the same.
    pub rating_hours: i64,
    /// How long the other one may answer a claim, in hours.
    pub claim_hours: i64,
    /// After how many minutes somebody who is not there counts as not coming.
    pub late_minutes: i64,
    /// When both are reminded, in minutes before the beginning.
    pub reminders: Vec<i32>,
    /// Help at once; terms from before there was any have what came first.
    #[serde(default)]
    pub quick_help: QuickHelpTerms,
}

/// How help at once goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuickHelpTerms {
    /// How long it is, in minutes.
    pub minutes: i16,
    /// How long a request is open, in minutes.
    pub wait_minutes: i64,
    /// How often somebody may ask within 24 hours.
    pub a_day: i64,
}

impl Default for QuickHelpTerms {
    fn default() -> Self {
        Self { minutes: 15, wait_minutes: 10, a_day: 5 }
    }
}

/// Who may ask for more than the common price, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Premium {
    /// The least of an hour.
    pub from: Credits,
    /// The most of an hour.
    pub to: Credits,
    /// Rated so or better, in hundredths of a star.
    pub rating: i32,
    /// Sessions taught at least.
    pub sessions: i32,
}

/// What is given back when so many hours are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefundStep {
    /// At least so many hours before the beginning.
    pub hours: i64,
    /// So much of the price.
    pub percent: i64,
}

impl RefundStep {
    /// So much of `price`. Half a hundredth goes to the learner.
    pub fn of(self, price: Credits) -> Credits {
        Credits((price.0 * self.percent + 99) / 100)
    }
}

/// Why terms cannot be.
#[derive(Debug, thiserror::Error)]
pub enum TermsError {
    /// A value of them, by its name.
    #[error("{0}: {1}")]
    Wrong(&'static str, &'static str),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}

impl Terms {
    /// Says what cannot be, by the setting's name.
    ///
    /// # Errors
    /// [`TermsError::Wrong`].
    pub fn check(&self) -> Result<(), TermsError> {
        let whole = |credits: Credits| credits.0 > 0 && credits.0 % 100 == 0;
        let is_length = |minutes: i16| (15..=240).contains(&minutes) && minutes % 15 == 0;
        let falls =
            self.refunds.windows(2).all(|pair| matches!(pair, [a, b] if a.hours > b.hours && a.percent >= b.percent));
        let help = self.quick_help;
        let rules: [(bool, &'static str, &'static str); 13] = [
            (whole(self.hourly), "hourly", "whole credits, in hundredths: 1000 is ten credits"),
            (whole(self.premium.from) && whole(self.premium.to), "premium", "whole credits, in hundredths"),
            (
                self.hourly <= self.premium.from && self.premium.from <= self.premium.to,
                "premium",
                "from the common price up",
            ),
            (
                is_length(self.shortest) && is_length(self.longest) && self.shortest <= self.longest,
                "shortest, longest",
                "quarters of an hour from 15 to 240 minutes",
            ),
            (
                !self.lengths.is_empty()
                    && self
                        .lengths
                        .iter()
                        .all(|minutes| is_length(*minutes) && (self.shortest..=self.longest).contains(minutes)),
                "lengths",
                "quarters of an hour between shortest and longest",
            ),
            ((1..=5).contains(&self.slots), "slots", "1 to 5"),
            ((1..=24 * 90).contains(&self.answer_hours), "answer_hours", "1 hour to 90 days"),
            (
                falls && self.refunds.iter().all(|step| step.hours >= 0 && (0..=100).contains(&step.percent)),
                "refunds",
                "from the most hours to the fewest, percentages from 0 to 100 that do not rise",
            ),
            ((1..=24 * 14).contains(&self.rating_hours), "rating_hours", "1 hour to 14 days"),
            ((1..=24 * 14).contains(&self.claim_hours), "claim_hours", "1 hour to 14 days"),
            ((0..=60).contains(&self.late_minutes), "late_minutes", "0 to 60"),
            (
                (15..=60).contains(&help.minutes)
                    && is_length(help.minutes)
                    && (1..=60).contains(&help.wait_minutes)
                    && (1..=100).contains(&help.a_day),
                "quick_help",
                "15 to 60 minutes long in quarters of an hour, 1 to 60 minutes open, 1 to 100 times a day",
            ),
            (
                self.reminders.len() <= 5 && self.reminders.iter().all(|minutes| (1..=60 * 24 * 7).contains(minutes)),
                "reminders",
                "at most five, each 1 minute to 7 days before",
            ),
        ];
        let wrong = rules.into_iter().find(|(holds, ..)| !holds);
        wrong.map_or(Ok(()), |(_, name, expected)| Err(TermsError::Wrong(name, expected)))
    }

    /// What `minutes` cost at `hourly`: exact, as an hour costs whole credits and sessions are quarters of an hour.
    pub fn price(hourly: Credits, minutes: i16) -> Credits {
        Credits(hourly.0 * i64::from(minutes) / 60)
    }

    /// Whether sessions may be so long.
    pub fn allows(&self, minutes: i16) -> bool {
        (self.shortest..=self.longest).contains(&minutes) && minutes % 15 == 0
    }

    /// What a learner gets back of `price` who calls off at `now` what begins at `starts_at`. Half a hundredth goes to
    /// the learner.
    pub fn refund(&self, price: Credits, starts_at: Instant, now: Instant) -> Credits {
        let step = self.refunds.iter().find(|step| now.plus_hours(step.hours) <= starts_at);
        step.map_or(Credits(0), |step| step.of(price))
    }

    /// What the teacher gets of `price` who was `lost` minutes late for a session of `minutes`: for what was left. Half a
    /// hundredth goes to the learner.
    pub fn for_the_rest(price: Credits, minutes: i16, lost: i16) -> Credits {
        let left = i64::from(minutes - lost.clamp(0, minutes));
        Credits(price.0 * left / i64::from(minutes.max(1)))
    }
}

/// The terms that count for what is proposed now.
///
/// # Errors
/// When the database fails, or the terms were written by another hand than ours.
pub async fn current(mut conn: &Connection) -> QueryResult<(TermsId, Terms)> {
    let row: Row = diesel::sql_query("SELECT id, terms FROM booking_terms ORDER BY id DESC LIMIT 1")
        .prepared()
        .get_result(&mut conn)
        .await?;
    Ok((row.id, read(row.terms)?))
}

/// What somebody offers now: the terms, and their price.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Which terms.
    pub terms_id: TermsId,
    /// The terms.
    pub terms: Terms,
    /// What an hour with this teacher costs: their own price while they may have one.
    pub hourly: Credits,
}

impl Offer {
    /// What `teacher` offers now, in one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of(mut conn: &Connection, teacher: MemberId) -> QueryResult<Self> {
        let row: OfferRow = diesel::sql_query(
            "SELECT t.id, t.terms,
                    (SELECT p.hourly FROM teaching_prices p JOIN standings s USING (member_id)
                     WHERE p.member_id = $1 AND s.sessions >= (t.terms #>> '{premium,sessions}')::int
                       AND s.figure >= (t.terms #>> '{premium,rating}')::int) AS own
             FROM booking_terms t ORDER BY t.id DESC LIMIT 1",
        )
        .bind::<BigInt, _>(teacher)
        .prepared()
        .get_result(&mut conn)
        .await?;
        let terms = read(row.terms)?;
        let own = row.own.map(|own| Credits(own.0.clamp(terms.premium.from.0, terms.premium.to.0)));
        Ok(Self { terms_id: row.id, hourly: own.unwrap_or(terms.hourly), terms })
    }

    /// What `minutes` cost: exact, as an hour costs whole credits and sessions are quarters of an hour.
    pub fn price(&self, minutes: i16) -> Credits {
        Terms::price(self.hourly, minutes)
    }
}

#[derive(QueryableByName)]
struct OfferRow {
    #[diesel(sql_type = Integer)]
    id: TermsId,
    #[diesel(sql_type = Jsonb)]
    terms: serde_json::Value,
    #[diesel(sql_type = Nullable<BigInt>)]
    own: Option<Credits>,
}

/// Sets the terms for what is proposed from `now` on; who did it, when it was somebody of the site.
///
/// # Errors
/// [`TermsError`].
pub async fn set(
    conn: &mut Connection,
    now: Instant,
    terms: &Terms,
    by: Option<MemberId>,
) -> Result<TermsId, TermsError> {
    terms.check()?;
    let json = serde_json::to_value(terms).map_err(|error| diesel::result::Error::SerializationError(error.into()))?;
    let row: Row =
        diesel::sql_query("INSERT INTO booking_terms (terms, since, set_by) VALUES ($1, $2, $3) RETURNING id, terms")
            .bind::<Jsonb, _>(json)
            .bind::<Timestamptz, _>(now)
            .bind::<Nullable<BigInt>, _>(by)
            .get_result(conn)
            .await?;
    Ok(row.id)
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Integer)]
    id: TermsId,
    #[diesel(sql_type = Jsonb)]
    terms: serde_json::Value,
}

/// Terms as the table holds them.
pub(super) fn read(terms: serde_json::Value) -> QueryResult<Terms> {
    serde_json::from_value(terms).map_err(|error| diesel::result::Error::DeserializationError(error.into()))
}

/// How the terms read for whoever runs the site.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn as_text(terms: &Terms) -> serde_json::Result<String> {
    serde_json::to_string_pretty(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        let up = include_str!("../../migrations/2026-11-23-000019_bookings/up.sql");
        let json = up.split_once("VALUES ('{").unwrap().1.split_once("}', '").unwrap().0;
        serde_json::from_str(&format!("{{{json}}}")).unwrap()
    }

    #[test]
    fn the_terms_that_come_with_the_program_are_those_of_the_product() {
        let terms = terms();
        terms.check().unwrap();
        assert_eq!(Terms::price(terms.hourly, 60), Credits(1000));
        assert_eq!(Terms::price(Credits(1700), 15), Credits(425));
        assert!(terms.allows(15) && terms.allows(240) && !terms.allows(255) && !terms.allows(50));
    }

    #[test]
    fn a_refund_falls_with_the_hours_that_are_left() {
        let (terms, starts_at) = (terms(), "2026-11-24T18:00:00Z".parse::<Instant>().unwrap());
        let refund = |minutes: i64| terms.refund(Credits(375), starts_at, starts_at.plus_minutes(-minutes)).0;
        assert_eq!((refund(24 * 60), refund(24 * 60 - 1)), (375, 188));
        assert_eq!((refund(120), refund(119), refund(0)), (188, 0, 0));
    }

    #[test]
    fn who_is_late_is_paid_for_the_rest() {
        assert_eq!(Terms::for_the_rest(Credits(1000), 60, 20), Credits(666));
        assert_eq!(Terms::for_the_rest(Credits(1000), 60, 90), Credits(0));
    }

    #[test]
    fn wrong_terms_are_named() {
        let wrong = |change: fn(&mut Terms)| {
            let mut terms = terms();
            change(&mut terms);
            terms.check().unwrap_err().to_string()
        };
        assert!(wrong(|terms| terms.hourly = Credits(1050)).starts_with("hourly"));
        assert!(wrong(|terms| terms.refunds.reverse()).starts_with("refunds"));
        assert!(wrong(|terms| terms.lengths = vec![50]).starts_with("lengths"));
        assert!(wrong(|terms| terms.premium.to = Credits(900)).starts_with("premium"));
    }
}
