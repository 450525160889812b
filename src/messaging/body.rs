//! What a message says.

use crate::web::text;

/// Characters of a message at most.
const LONGEST: usize = 1000;

/// A message's text: 1 to 1000 characters that show something, outer space removed, lines ended by `\n`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageBody(String);

impl MessageBody {
    /// Reads a typed message. Characters that no keyboard writes are dropped ([`text::lines`]).
    ///
    /// # Errors
    /// The sentence to say beside the composer.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let text = text::lines(typed);
        if text::shows_nothing(&text) {
            return Err("Write something first.".to_owned());
        }
        match text.chars().count().saturating_sub(LONGEST) {
            0 => Ok(Self(text)),
            over => Err(format!("A message can have at most {LONGEST} characters. This one has {over} too many.")),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_shows_something() {
        for nothing in ["", "  \r\n\t ", "\u{200b}\u{feff}", "\u{202e}", "\0"] {
            assert_eq!(MessageBody::parse(nothing).unwrap_err(), "Write something first.");
        }
        assert_eq!(MessageBody::parse(" Hello\r\nAna\0 ").unwrap().as_str(), "Hello\nAna");
    }

    #[test]
    fn a_thousand_characters_are_the_most_whatever_their_bytes() {
        assert!(MessageBody::parse(&"é".repeat(1000)).is_ok());
        assert!(MessageBody::parse(&format!("{}\r\n\r\n", "é".repeat(1000))).is_ok());
        let said = MessageBody::parse(&"é".repeat(1012)).unwrap_err();
        assert!(said.contains("12 too many"), "{said}");
    }

    #[test]
    fn a_line_break_counts_once_as_in_the_browser() {
        let typed = format!("{}\r\n{}", "a".repeat(500), "b".repeat(499));
        assert!(MessageBody::parse(&typed).is_ok());
    }
}
