//! The development pages.

use askama::Template;

use crate::accounts::Avatar;
use crate::mail::ReceivedMail;
use crate::web::Page;

/// `/dev/components`
#[derive(Template)]
#[template(path = "dev/components.html")]
pub(super) struct ComponentsPage {
    pub page: Page,
}

/// `/dev/mailbox`
#[derive(Template)]
#[template(path = "dev/mailbox.html")]
pub(super) struct MailboxPage {
    pub page: Page,
    pub mails: Vec<ReceivedMail>,
}

/// `/dev/mailbox/{file}`
#[derive(Template)]
#[template(path = "dev/letter.html")]
pub(super) struct LetterPage {
    pub page: Page,
    pub mail: ReceivedMail,
    pub lines: Vec<Line>,
}

/// A line of a mail: a link alone, or text.
pub(super) enum Line {
    Link(String),
    Text(String),
}

/// `/dev/clock`
#[derive(Template)]
#[template(path = "dev/clock.html")]
pub(super) struct ClockPage {
    pub page: Page,
    pub now: String,
}

impl ComponentsPage {
    fn face(&self, name: &str) -> Avatar {
        Avatar::of(name, None)
    }
}

impl LetterPage {
    pub(super) fn new(page: Page, mail: ReceivedMail) -> Self {
        let lines = mail.text.lines().flat_map(Line::of).collect();
        Self { page, mail, lines }
    }
}

impl Line {
    /// Text before a link and the link itself stand on lines of their own.
    fn of(line: &str) -> Vec<Self> {
        match line.find("http") {
            Some(at) => {
                let (text, link) = line.split_at(at);
                let link = Self::Link(link.trim().to_owned());
                if text.is_empty() { vec![link] } else { vec![Self::Text(text.to_owned()), link] }
            }
            None => vec![Self::Text(line.to_owned())],
        }
    }
}
