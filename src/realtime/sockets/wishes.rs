//! What a page wants to hear.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Topics of one socket at most.
const TOPICS_AT_MOST: usize = 16;
const TOPIC_BYTES_AT_MOST: usize = 64;

/// One frame from a page. Members of other names are left for later versions.
#[derive(Debug, Deserialize)]
pub(super) struct Wishes {
    /// All topics of the page, with the cursors to go on from; a frame without says nothing about them.
    pub(super) topics: Option<BTreeMap<String, i64>>,
}

impl Wishes {
    /// Reads a frame.
    ///
    /// # Errors
    /// What is wrong with it, for the page's developer.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let wishes: Self = serde_json::from_str(text).map_err(|_| "topics are not understood")?;
        let topics = wishes.topics.iter().flatten();
        if topics.clone().count() > TOPICS_AT_MOST {
            return Err("more than 16 topics");
        }
        if topics.map(|(topic, _)| topic).any(|topic| topic.len() > TOPIC_BYTES_AT_MOST) {
            return Err("a topic longer than 64 bytes");
        }
        Ok(wishes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_come_with_cursors_or_are_not_spoken_of() {
        let wishes = Wishes::parse(r#"{"topics":{"conversation:7":42,"badges:12":0},"typing":true}"#).unwrap();
        assert_eq!(wishes.topics.unwrap()["conversation:7"], 42);
        assert_eq!(Wishes::parse("{}").unwrap().topics, None);
    }

    #[test]
    fn too_many_too_long_and_nonsense_are_refused() {
        let many: BTreeMap<_, _> = (0..17).map(|i| (format!("t:{i}"), 0)).collect();
        let frame = serde_json::json!({ "topics": many }).to_string();
        assert_eq!(Wishes::parse(&frame).unwrap_err(), "more than 16 topics");
        let frame = serde_json::json!({ "topics": { "x".repeat(65): 0 } }).to_string();
        assert_eq!(Wishes::parse(&frame).unwrap_err(), "a topic longer than 64 bytes");
        for nonsense in ["", "7", "hello", r#"{"topics":{"a:1":"x"}}"#, r#"{"topics":[]}"#] {
            Wishes::parse(nonsense).unwrap_err();
        }
    }
}
