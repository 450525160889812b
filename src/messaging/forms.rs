//! What arrives with requests.

use serde::Deserialize;
use uuid::Uuid;

use super::ConversationId;
use crate::clock::Instant;
use crate::error::AppError;

/// The composer as sent.
#[derive(Debug, Deserialize)]
pub(super) struct ComposerForm {
    #[serde(default)]
    pub body: String,
    pub idempotency_key: Uuid,
    /// Present when the composer shows a refusal, so that the next answer clears it.
    #[serde(default)]
    pub refused: Option<String>,
}

/// Which part of a conversation.
#[derive(Debug, Deserialize)]
pub(super) struct Before {
    /// Messages with numbers below this.
    pub before: Option<i64>,
}

/// From where news are wanted.
#[derive(Debug, Deserialize)]
pub(super) struct After {
    /// The highest number that the page has.
    #[serde(default)]
    pub after: i64,
}

/// Where the list of conversations goes on.
#[derive(Debug, Deserialize)]
pub(super) struct ListQuery {
    /// A [`ListPlace`].
    pub before: Option<String>,
}

/// A place in the list of conversations, newest first: after the conversation with this id that moved at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListPlace {
    pub moved_at: Instant,
    pub conversation: ConversationId,
}

impl ListPlace {
    /// The place that a page's address names; the top when it names none.
    pub fn parse(query: &ListQuery) -> Result<Option<Self>, AppError> {
        let Some(text) = &query.before else { return Ok(None) };
        let place = text.split_once('-').and_then(|(at, id)| {
            let moved_at = Instant::from_microseconds(at.parse().ok()?);
            Some(Self { moved_at, conversation: id.parse().ok()? })
        });
        place.map(Some).ok_or(AppError::BadRequest("This part of the list does not exist."))
    }
}

impl std::fmt::Display for ListPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.moved_at.microseconds(), self.conversation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_reads_as_it_was_written() {
        let place =
            ListPlace { moved_at: Instant::from_microseconds(1_700_000_000_123_456), conversation: ConversationId(7) };
        let query = |before: &str| ListQuery { before: Some(before.to_owned()) };
        assert_eq!(ListPlace::parse(&query(&place.to_string())).unwrap(), Some(place));
        assert_eq!(ListPlace::parse(&ListQuery { before: None }).unwrap(), None);
        assert!(ListPlace::parse(&query("x-7")).is_err());
    }
}
