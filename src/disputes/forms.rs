//! The decision as typed, parsed into credits and words.

use serde::Deserialize;

use super::evidence::MOST_MESSAGES;
use crate::bookings::BookingId;
use crate::ledger::Credits;
use crate::web::{FieldErrors, text};

/// Characters of the words to both.
const MOST: usize = 1_000;

/// The form as sent.
#[derive(Debug, Default, Deserialize)]
pub struct DecisionForm {
    /// The command's key.
    #[serde(default)]
    pub key: String,
    /// What becomes of the credits: `release`, `split`, `refund`, or `amount`.
    #[serde(default)]
    pub outcome: String,
    /// What the teacher gets, in credits, with `amount`.
    #[serde(default)]
    pub amount: String,
    #[serde(default)]
    pub words: String,
}

impl DecisionForm {
    /// What the teacher gets of `price`, and the words to both.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse(&self, price: Credits) -> Result<(Credits, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let paid = match self.outcome.as_str() {
            "release" => Some(price),
            "split" => Some(half(price)),
            "refund" => Some(Credits(0)),
            "amount" => errors.take("amount", amount(&self.amount, price)),
            _ => errors.take("outcome", Err("Choose what becomes of the credits.")),
        };
        let words = text::lines(&self.words);
        let words = if words.is_empty() {
            errors.take("words", Err("Say why, for both of them.".to_owned()))
        } else {
            errors.take("words", text::at_most(MOST, words))
        };
        paid.zip(words).ok_or(errors)
    }
}

/// What is handed in, as sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct EvidenceForm {
    /// Numbers of messages.
    #[serde(default)]
    pub message: Vec<String>,
    #[serde(default)]
    pub note: String,
    /// Below which number the page afterwards goes on; the newest page when there is none.
    #[serde(default)]
    pub next: String,
}

impl EvidenceForm {
    /// The page afterwards.
    pub(super) fn next(&self, id: BookingId) -> String {
        match self.next.parse::<i64>() {
            Ok(below) => format!("/bookings/{id}/evidence?below={below}"),
            Err(_) => format!("/bookings/{id}/evidence"),
        }
    }

    /// The numbers of the messages, each once, and the note.
    ///
    /// # Errors
    /// A sentence for each field that is wrong.
    pub(super) fn parse(&self) -> Result<(Vec<i64>, String), FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut seqs: Vec<i64> = self.message.iter().filter_map(|typed| typed.parse().ok()).collect();
        seqs.sort_unstable();
        seqs.dedup();
        let seqs = errors.take(
            "message",
            if seqs.len() > MOST_MESSAGES {
                Err(format!("Choose up to {MOST_MESSAGES} messages; {} are ticked.", seqs.len()))
            } else {
                Ok(seqs)
            },
        );
        let note = errors.take("note", text::at_most(MOST, text::lines(&self.note)));
        seqs.zip(note).ok_or(errors)
    }

    /// Whether a message was ticked.
    pub(super) fn has(&self, seq: i64) -> bool {
        self.message.iter().any(|typed| typed.parse() == Ok(seq))
    }
}

/// Half of it. Half a hundredth goes to the learner.
pub(super) fn half(price: Credits) -> Credits {
    Credits(price.0 / 2)
}

/// Credits with up to two decimals, from nothing to all of `price`.
fn amount(typed: &str, price: Credits) -> Result<Credits, &'static str> {
    const WRONG: &str = "Give the teacher's credits as a number with up to two decimals, like 7.50.";
    let (whole, part) = typed.trim().split_once(['.', ',']).unwrap_or((typed.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 2 || !digits(whole) || !digits(part) {
        return Err(WRONG);
    }
    let hundredths: i64 = format!("{whole}{part:0<2}").parse().map_err(|_| WRONG)?;
    if hundredths > price.0 { Err("That is more than is held for the session.") } else { Ok(Credits(hundredths)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_exact_and_never_more_than_the_price() {
        let of = |typed: &str| amount(typed, Credits(1000)).map(|credits| credits.0);
        assert_eq!(
            (of("7.5"), of("7,50"), of("0"), of("10"), of(" 0.01 ")),
            (Ok(750), Ok(750), Ok(0), Ok(1000), Ok(1))
        );
        for wrong in ["", "-1", "7.505", "1e2", "seven", ".5", "10.01", "99999999999"] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
