//! Where a page of a list ended.

use std::fmt::{self, Display, Formatter};

/// The last member of the page before, by what the list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// How they fit what was typed.
    pub rel: i32,
    /// What they are sorted by among equals.
    pub key: i64,
    /// Who.
    pub id: i64,
}

impl Cursor {
    /// Reads `rel-key-id`; an address that was tampered with begins at the start.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let (rel, key, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { rel: rel.parse().ok()?, key: key.parse().ok()?, id: id.parse().ok()? })
    }
}

impl Display for Cursor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.rel, self.key, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_address() {
        let at = Cursor { rel: 2, key: 4_730, id: 4_211 };
        assert_eq!(Cursor::parse(&at.to_string()), Some(at));
        for tampered in ["", "1-2", "1-2-x", "1--2-3", "1-2-3-4", "99999999999-1-1"] {
            assert_eq!(Cursor::parse(tampered), None, "{tampered}");
        }
    }
}
