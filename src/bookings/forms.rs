//! What people fill in about sessions, parsed into types.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use serde::Deserialize;
use uuid::Uuid;

use super::booking::{Acceptance, Claim, ClaimKind, Outcome};
use crate::availability;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::skills::SkillId;
use crate::web::{FieldErrors, text};

/// Slots in one proposal.
pub(super) const MOST_SLOTS: usize = 5;
/// Characters of an agenda, a reason and a note.
const MOST_CHARACTERS: usize = 500;
/// Characters of what somebody states about a session.
const MOST_STATED: usize = 1000;

/// The proposal form as sent, or the form of other times for a session; then `agenda` is the note to them.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ProposalForm {
    #[serde(default)]
    pub skill: String,
    #[serde(default)]
    pub minutes: String,
    /// Another length than those offered by a click.
    #[serde(default)]
    pub other_minutes: String,
    #[serde(default)]
    pub slot: Vec<String>,
    #[serde(default)]
    pub agenda: String,
    #[serde(default)]
    pub idempotency_key: String,
    /// Which fortnight of times is looked at, from 0.
    #[serde(default)]
    pub page: String,
    /// The fortnight to go to, of the button that was pressed.
    #[serde(default)]
    pub go: String,
    /// A time that is asked about, on the viewer's clocks.
    #[serde(default)]
    pub ask_date: String,
    /// See `ask_date`.
    #[serde(default)]
    pub ask_time: String,
}

/// A proposal that can be tried.
#[derive(Debug)]
pub(super) struct Wish {
    pub skill: SkillId,
    pub minutes: i16,
    pub slots: Vec<Instant>,
    pub agenda: String,
    pub idempotency_key: Uuid,
}

/// The answer to proposed times as sent, whether for a new session or for one that is to be moved.
#[derive(Debug, Deserialize)]
pub(super) struct AcceptanceForm {
    #[serde(default)]
    pub key: String,
    /// Position of the slot; nothing when none was chosen.
    pub slot: Option<i16>,
    /// What the page said beside slots, each as `{position}:{words}`.
    #[serde(default)]
    pub aside: Vec<String>,
}

/// A command that needs no more than some words, or none.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WordsForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub words: String,
}

/// The form that calls a session off.
#[derive(Debug, Default, Deserialize)]
pub(super) struct CancellationForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub reason: String,
    /// What the page said would go back, in hundredths of a credit.
    #[serde(default)]
    pub refund: i64,
}

/// The form that says what went wrong.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ClaimForm {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub words: String,
    #[serde(default)]
    pub minutes_lost: String,
    #[serde(default)]
    pub outcome: String,
}

/// The form of a price of one's own.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PriceForm {
    /// Credits an hour; nothing for the common price.
    #[serde(default)]
    pub hourly: String,
}

impl ProposalForm {
    pub(super) fn parse(&self) -> Result<Wish, FieldErrors> {
        let mut errors = FieldErrors::default();
        let skill = errors.take("skill", self.skill.parse().map_err(|_| "Choose what you want to learn."));
        let minutes = errors.take(
            "minutes",
            self.length().ok_or("Choose a length in quarters of an hour, from 15 minutes to 4 hours."),
        );
        let slots = errors.take("slot", self.parse_slots());
        let agenda = errors.take("agenda", words(&self.agenda));
        let key = errors.take("agenda", self.idempotency_key.parse().map_err(|_| "Reload the page and try once more."));
        match (skill, minutes, slots, agenda, key) {
            (Some(skill), Some(minutes), Some(slots), Some(agenda), Some(idempotency_key)) => {
                Ok(Wish { skill, minutes, slots, agenda, idempotency_key })
            }
            _ => Err(errors),
        }
    }

    /// The length: what was typed before what was clicked.
    pub(super) fn length(&self) -> Option<i16> {
        parse_minutes(if self.other_minutes.trim().is_empty() { &self.minutes } else { &self.other_minutes })
    }

    /// Other times for what was proposed or agreed: the starts, and a note.
    pub(super) fn parse_other_times(&self) -> Result<(Vec<Instant>, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let slots = errors.take("slot", self.parse_slots());
        let note = errors.take("agenda", words(&self.agenda));
        match (slots, note) {
            (Some(slots), Some(note)) => Ok((slots, note)),
            _ => Err(errors),
        }
    }

    fn parse_slots(&self) -> Result<Vec<Instant>, &'static str> {
        let parsed: Result<Vec<Instant>, _> = self.slot.iter().map(|slot| slot.parse()).collect();
        let mut slots = parsed.map_err(|_| "Choose from the times below.")?;
        slots.sort_unstable();
        slots.dedup();
        match slots.len() {
            0 => Err("Choose at least one time that suits you."),
            1..=MOST_SLOTS => Ok(slots),
            _ => Err("Choose at most five times."),
        }
    }
}

impl ProposalForm {
    /// The form as an address says it, looking at the fortnight to go to. It was not sent yet, so its key is a new one:
    /// that of the address may have been used.
    pub(super) fn of_address(query: &str) -> AppResult<Self> {
        let form: Self = serde_html_form::from_str(query)
            .map_err(|_| AppError::BadRequest("This address holds what the form does not."))?;
        let page = if form.go.is_empty() { form.page.clone() } else { form.go.clone() };
        Ok(Self { page, ..form }.with_new_key())
    }

    /// To be sent as something new.
    pub(super) fn with_new_key(self) -> Self {
        Self { idempotency_key: Uuid::new_v4().to_string(), ..self }
    }

    /// The time that is asked about, on clocks of `zone`: none when nothing is asked; two moments where the clocks show
    /// it twice.
    ///
    /// # Errors
    /// The sentence for the field.
    pub(super) fn asked(&self, zone: &TimeZone) -> Result<Vec<Instant>, &'static str> {
        const INCOMPLETE: &str = "Give a date and a time, like 24 November and 18:00.";
        if self.ask_date.is_empty() && self.ask_time.is_empty() {
            return Ok(Vec::new());
        }
        let date: Date = self.ask_date.trim().parse().map_err(|_| INCOMPLETE)?;
        let time: Time = self.ask_time.trim().parse().map_err(|_| INCOMPLETE)?;
        let wall = date.to_datetime(time);
        let moment = |offset: Offset| offset.to_timestamp(wall).map(Instant::from).map_err(|_| INCOMPLETE);
        match zone.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => Ok(vec![moment(offset)?]),
            AmbiguousOffset::Fold { before, after } => Ok(vec![moment(before)?, moment(after)?]),
            AmbiguousOffset::Gap { .. } => Err("Your clocks jump over this time that day. Ask about another."),
        }
    }
}

/// A length in minutes: a quarter of an hour or a multiple, up to four hours.
pub(super) fn parse_minutes(typed: &str) -> Option<i16> {
    typed.trim().parse().ok().filter(|minutes: &i16| availability::is_session_length(i64::from(*minutes)))
}

/// The key of a form that carries nothing to correct beside it.
pub(super) fn key(typed: &str) -> AppResult<Uuid> {
    typed.parse().map_err(|_| AppError::BadRequest("This form is incomplete. Reload its page and send it once more."))
}

impl AcceptanceForm {
    /// The position, 0 for none, and what the page said beside that slot.
    pub(super) fn chosen(&self) -> Acceptance {
        let slot = self.slot.unwrap_or(0);
        let told = self.aside.iter().filter_map(|aside| aside.split_once(':'));
        let told = told.filter(|(of, _)| of.parse() == Ok(slot)).map(|(_, words)| words.to_owned());
        Acceptance { slot, told: told.collect() }
    }
}

impl WordsForm {
    /// What was said, up to 500 characters; it may be nothing.
    pub(super) fn reason(&self) -> Result<String, FieldErrors> {
        words(&self.words).map_err(|sentence| FieldErrors::one("words", sentence))
    }

    /// What was said, 1 to 1,000 characters.
    pub(super) fn statement(&self) -> Result<String, FieldErrors> {
        statement(&self.words).map_err(|sentence| FieldErrors::one("words", sentence))
    }
}

impl CancellationForm {
    /// Why, up to 500 characters; it may be nothing.
    pub(super) fn parse(&self) -> Result<String, FieldErrors> {
        words(&self.reason).map_err(|sentence| FieldErrors::one("reason", sentence))
    }
}

impl ClaimForm {
    /// What is claimed about a session of `minutes`, by its teacher or its learner.
    pub(super) fn parse(&self, minutes: i16) -> Result<Claim, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = errors.take("kind", ClaimKind::parse(&self.kind).ok_or("Choose what happened."));
        let words = errors.take("words", statement(&self.words));
        let lost = match kind {
            Some(ClaimKind::Late) => errors.take("minutes_lost", lost(&self.minutes_lost, minutes).map(Some)),
            _ => Some(None),
        };
        let outcome = match kind {
            Some(ClaimKind::Other) => {
                errors.take("outcome", Outcome::parse(&self.outcome).ok_or("Choose what should become of the credits."))
            }
            _ => Some(Outcome::Split),
        };
        match (kind, words, lost, outcome) {
            (Some(kind), Some(words), Some(minutes_lost), Some(outcome)) => {
                Ok(Claim { kind, words, minutes_lost, outcome })
            }
            _ => Err(errors),
        }
    }
}

impl PriceForm {
    /// Hundredths of a credit an hour; none for the common price.
    pub(super) fn parse(&self) -> Result<Option<Credits>, FieldErrors> {
        let typed = self.hourly.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let credits: Result<i64, _> = typed.parse().map_err(|_| "Give whole credits, like 18.");
        let credits = credits.and_then(|credits| {
            if (1..=1000).contains(&credits) { Ok(credits) } else { Err("Give whole credits, like 18.") }
        });
        credits.map(|credits| Some(Credits::whole(credits))).map_err(|sentence| FieldErrors::one("hourly", sentence))
    }
}

fn statement(typed: &str) -> Result<String, String> {
    match text::at_most(MOST_STATED, text::lines(typed))? {
        words if words.is_empty() => Err("Say in a few words what happened.".to_owned()),
        words => Ok(words),
    }
}

fn lost(typed: &str, minutes: i16) -> Result<i16, String> {
    let lost = typed.trim().parse().ok().filter(|lost| (1..=minutes).contains(lost));
    lost.ok_or_else(|| format!("Give the minutes that were lost, from 1 to {minutes}."))
}

fn words(typed: &str) -> Result<String, String> {
    text::at_most(MOST_CHARACTERS, text::lines(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(slots: &[&str]) -> ProposalForm {
        ProposalForm {
            skill: "7".to_owned(),
            minutes: "60".to_owned(),
            slot: slots.iter().map(|slot| (*slot).to_owned()).collect(),
            idempotency_key: Uuid::nil().to_string(),
            ..ProposalForm::default()
        }
    }

    #[test]
    fn a_time_that_is_asked_about_is_each_moment_at_which_the_clocks_show_it() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let asked = |date: &str, time: &str| {
            ProposalForm { ask_date: date.to_owned(), ask_time: time.to_owned(), ..ProposalForm::default() }
                .asked(&berlin)
                .map(|moments| moments.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(asked("", ""), Ok(vec![]));
        assert_eq!(asked("2026-11-24", "18:00"), Ok(vec!["2026-11-24T17:00:00Z".to_owned()]));
        assert_eq!(asked("2026-10-25", "02:30").unwrap(), ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]);
        assert_eq!(asked("2026-03-29", "02:30"), Err("Your clocks jump over this time that day. Ask about another."));
        assert!(asked("2026-11-24", "").is_err() && asked("9999-99-99", "18:00").is_err());
    }

    #[test]
    fn one_to_five_different_slots_make_a_proposal() {
        let day = |n: u8| format!("2026-12-0{n}T18:00:00Z");
        let days: Vec<String> = (1..=6).map(day).collect();
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        assert_eq!(form(&[days[0], days[0]]).parse().unwrap().slots.len(), 1);
        assert_eq!(form(&days[..5]).parse().unwrap().slots.len(), 5);
        assert!(form(&days).parse().unwrap_err().of("slot").unwrap().contains("at most five"));
        assert!(form(&[]).parse().unwrap_err().of("slot").unwrap().contains("at least one"));
        assert!(form(&["tomorrow"]).parse().is_err());
    }

    #[test]
    fn lengths_are_quarters_of_an_hour_up_to_four() {
        for (typed, taken) in
            [("15", true), ("240", true), ("50", false), ("0", false), ("255", false), ("-15", false), ("", false)]
        {
            assert_eq!(parse_minutes(typed).is_some(), taken, "{typed}");
        }
    }
}
