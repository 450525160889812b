//! Messages as lines of a thread: whose, when, and what joins the one before.

use super::links::{self, Part};
use super::queries::MessageRow;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::notifications::When;

/// Messages of one sender closer than this stand together.
const TOGETHER_MINUTES: i64 = 5;

/// A message as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub seq: i64,
    pub is_own: bool,
    pub sender: String,
    pub at: Instant,
    pub time: String,
    /// The day, on its first line.
    pub day: Option<String>,
    /// Whether it stands together with the one before.
    pub is_continued: bool,
    pub parts: Vec<Part>,
}

/// Who looks at whom, and when.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub me: MemberId,
    pub other_name: &'a str,
    pub when: When<'a>,
}

impl Reader<'_> {
    /// The lines of `messages`, which stand in order. `previous` is the message before them, if there is one.
    pub fn lines<'m>(&self, mut previous: Option<&'m MessageRow>, messages: &'m [MessageRow]) -> Vec<Line> {
        let mut lines = Vec::with_capacity(messages.len());
        for message in messages {
            lines.push(self.line(previous, message));
            previous = Some(message);
        }
        lines
    }

    fn line(&self, previous: Option<&MessageRow>, message: &MessageRow) -> Line {
        let at = message.created_at;
        let same_day = previous.filter(|previous| self.when.date(previous.created_at) == self.when.date(at));
        let is_continued = same_day.is_some_and(|previous| {
            previous.sender == message.sender && at < previous.created_at.plus_minutes(TOGETHER_MINUTES)
        });
        let is_own = message.sender == self.me;
        Line {
            seq: message.seq,
            is_own,
            sender: if is_own { "You" } else { self.other_name }.to_owned(),
            at,
            time: self.when.time(at),
            day: same_day.is_none().then(|| self.when.day(at)),
            is_continued,
            parts: links::parts(&message.body),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::web::dates::{Local, Locale};

    const ANA: MemberId = MemberId(1);
    const BEN: MemberId = MemberId(2);

    fn message(seq: i64, sender: MemberId, at: &str) -> MessageRow {
        MessageRow { seq, sender, body: "Hello".to_owned(), created_at: at.parse().unwrap() }
    }

    fn shape(previous: Option<&MessageRow>, messages: &[MessageRow]) -> Vec<(Option<String>, bool)> {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let when = When {
            now: "2026-11-22T12:00:00Z".parse().unwrap(),
            local: Local { zone: &zone, locale: Locale::DEFAULT },
        };
        let lines = Reader { me: ANA, other_name: "Ben", when }.lines(previous, messages);
        lines.into_iter().map(|line| (line.day, line.is_continued)).collect()
    }

    #[test]
    fn messages_of_one_sender_stand_together_for_five_minutes() {
        let rows = [
            message(1, ANA, "2026-11-22T10:00:00Z"),
            message(2, ANA, "2026-11-22T10:04:59Z"),
            message(3, BEN, "2026-11-22T10:05:00Z"),
            message(4, BEN, "2026-11-22T10:10:00Z"),
        ];
        let today = Some("Today".to_owned());
        assert_eq!(shape(None, &rows), [(today, false), (None, true), (None, false), (None, false)]);
    }

    #[test]
    fn a_day_begins_at_the_readers_midnight() {
        let rows = [message(1, ANA, "2026-11-21T22:59:00Z"), message(2, ANA, "2026-11-21T23:01:00Z")];
        assert_eq!(shape(None, &rows), [(Some("Yesterday".to_owned()), false), (Some("Today".to_owned()), false)]);
    }

    #[test]
    fn what_comes_later_joins_what_is_on_the_page() {
        let rows = [message(1, BEN, "2026-11-22T10:00:00Z"), message(2, BEN, "2026-11-22T10:01:00Z")];
        let (first, rest) = rows.split_first().unwrap();
        assert_eq!(shape(Some(first), rest), [(None, true)]);
    }
}
