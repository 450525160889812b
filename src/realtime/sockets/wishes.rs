//! What a page wants to hear.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Topics of one socket at most.
pub(super) const TOPICS_AT_MOST: usize = 16;
const TOPIC_BYTES_AT_MOST: usize = 64;

/// One frame from a page. Members of other names are left for later versions.
#[derive(Debug, Deserialize)]
pub(super) struct Wishes {
    /// Topics with the cursor to go on from; without one the topic is of no more interest.
    #[serde(default)]
    pub(super) topics: BTreeMap<String, Option<i64>>,
}

impl Wishes {
    /// Reads a frame.
    ///
    /// # Errors
    /// What is wrong with it, for the page's developer.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let wishes: Self = serde_json::from_str(text).map_err(|_| "topics are not understood")?;
        if wishes.topics.len() > TOPICS_AT_MOST {
            return Err("more than 16 topics");
        }
        if wishes.topics.keys().any(|topic| topic.len() > TOPIC_BYTES_AT_MOST) {
            return Err("a topic longer than 64 bytes");
        }
        Ok(wishes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_come_with_cursors_or_go_without() {
        let wishes = Wishes::parse(r#"{"topics":{"conversation:7":42,"badges:12":null},"typing":true}"#).unwrap();
        assert_eq!(wishes.topics["conversation:7"], Some(42));
        assert_eq!(wishes.topics["badges:12"], None);
        assert!(Wishes::parse("{}").unwrap().topics.is_empty());
    }

    #[test]
    fn too_many_too_long_and_nonsense_are_refused() {
        let many: BTreeMap<_, _> = (0..17).map(|i| (format!("t:{i}"), 0)).collect();
        let frame = serde_json::json!({ "topics": many }).to_string();
        assert_eq!(Wishes::parse(&frame).unwrap_err(), "more than 16 topics");
        let frame = serde_json::json!({ "topics": { "x".repeat(65): 0 } }).to_string();
        assert_eq!(Wishes::parse(&frame).unwrap_err(), "a topic longer than 64 bytes");
        for nonsense in ["", "7", "hello", r#"{"topics":{"a:1":"x"}}"#] {
            Wishes::parse(nonsense).unwrap_err();
        }
    }
}
