//! Outgoing mail: HTML and text rendered by the slice that has something to say, sent by SMTP when given, else written
//! to a folder (`DATA_DIR/mail`) that the development mailbox page shows. Called from jobs only: never in a request.
//! Trying again is the job's business. The look is `templates/layouts/mail.{html,txt}`.

mod folder;
mod message;
mod smtp;

use std::sync::Arc;

use lettre::Message;
use lettre::message::Mailbox;

use crate::config::MailConfig;
use folder::Folder;
use smtp::Smtp;

pub use folder::ReceivedMail;

/// One mail, ready to go.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The addressee's name and address.
    pub to: (String, String),
    /// The subject.
    pub subject: String,
    /// The HTML body.
    pub html: String,
    /// The text body, saying the same.
    pub text: String,
    /// What makes this mail itself: a job that runs twice sends the same Message-ID twice. Letters, digits, `-`, `.`.
    pub id: String,
}

/// What happens to an event, for the calendars of those who get the mail (RFC 6047).
#[derive(Debug, Clone)]
pub struct Invitation {
    /// `REQUEST` or `CANCEL`, as the file says as well.
    pub method: &'static str,
    /// The file: iCalendar, with the ends of lines that it asks for.
    pub file: String,
}

/// Why a mail did not go out, or a written one cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address or header cannot be written.
    #[error("the mail cannot be written: {0}")]
    Unwritable(String),
    /// The server or folder did not take it.
    #[error("the mail was not taken: {0}")]
    Refused(String),
    /// The SMTP URL cannot be used.
    #[error("SMTP_URL cannot be used: {0}")]
    Settings(String),
    /// The mail folder cannot be made or read.
    #[error("the mail folder {path}: {source}")]
    Folder {
        /// The folder, or the file in it.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Sends mails. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    folder: Arc<Folder>,
    smtp: Option<Arc<Smtp>>,
}

impl Mailer {
    /// Over SMTP or into the folder, as configured. Needs the runtime: the pool of connections looks after itself.
    ///
    /// # Errors
    /// When the SMTP URL cannot be used or the folder cannot be made.
    pub fn new(config: &MailConfig) -> Result<Self, MailError> {
        let folder = Folder::at(&config.folder);
        let smtp = config.smtp_url.as_deref().map(Smtp::new).transpose()?;
        if smtp.is_none() {
            folder.make()?;
        }
        Ok(Self { from: config.from.clone(), folder: Arc::new(folder), smtp: smtp.map(Arc::new) })
    }

    /// Sends one mail.
    ///
    /// # Errors
    /// When it cannot be written or is not taken; the job tries again.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.dispatch(mail, message::compose(&self.from, mail)).await
    }

    /// Sends one mail with what happens to an event.
    ///
    /// # Errors
    /// As [`Mailer::send`].
    pub async fn invite(&self, mail: &Mail, invitation: &Invitation) -> Result<(), MailError> {
        self.dispatch(mail, message::compose_invitation(&self.from, mail, invitation)).await
    }

    /// The address that mails come from.
    pub fn address(&self) -> String {
        self.from.email.to_string()
    }

    async fn dispatch(&self, mail: &Mail, message: Result<Message, MailError>) -> Result<(), MailError> {
        // By definition no mail arrives there: members who have left have such an address.
        if mail.to.1.ends_with(".invalid") {
            metrics::counter!("mails_sent_total", "outcome" => "nowhere").increment(1);
            return Ok(());
        }
        let sent = match message {
            Ok(message) => self.deliver(mail, message).await,
            Err(error) => Err(error),
        };
        let outcome = match &sent {
            Ok(()) => "sent",
            Err(MailError::Unwritable(_)) => "unwritable",
            Err(_) => "refused",
        };
        metrics::counter!("mails_sent_total", "outcome" => outcome).increment(1);
        sent
    }

    async fn deliver(&self, mail: &Mail, message: Message) -> Result<(), MailError> {
        match &self.smtp {
            Some(smtp) => smtp.send(message).await,
            None => self.folder.write(&mail.id, &message.formatted()).await,
        }
    }

    /// The newest `limit` mails in the folder, newest first, for the development mailbox page. Empty when mails go out by
    /// SMTP.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn mailbox(&self, limit: usize) -> Result<Vec<ReceivedMail>, MailError> {
        self.folder.newest(limit).await
    }

    /// The mail in `file`, as [`ReceivedMail::file`] named it; `None` when there is none of that name. The name may come
    /// from a URL.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn letter(&self, file: &str) -> Result<Option<ReceivedMail>, MailError> {
        self.folder.read(file).await
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    /// A mail as slices write them.
    #[derive(Template)]
    #[template(
        ext = "html",
        source = r#"{% extends "layouts/mail.html" %}{% import "shared/_mail.html" as mail %}
{%- block title %}Hello {{ name }}{% endblock %}
{%- block body %}{% call mail::button("https://skillswap.test/?a=1&b=2", "Confirm") %}{% endcall %}{% call mail::fine_print("Not you? Do nothing.") %}{% endcall %}{% endblock %}"#
    )]
    struct Html<'a> {
        name: &'a str,
    }

    #[derive(Template)]
    #[template(
        ext = "txt",
        source = r#"{% extends "layouts/mail.txt" %}{% block title %}Hello {{ name }}{% endblock %}{% block body %}Confirm: https://skillswap.test/?a=1&b=2{% endblock %}"#
    )]
    struct Text<'a> {
        name: &'a str,
    }

    #[test]
    fn the_html_layout_escapes_what_people_typed() {
        let html = Html { name: "Ann <b>" }.render().unwrap();
        for part in [">Hello Ann &#60;b&#62;</h1>", "a=1&#38;b=2", "Confirm</a>", "Do nothing."] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn the_text_layout_leaves_text_alone() {
        let text = Text { name: "Ann & Bo" }.render().unwrap();
        assert!(text.starts_with("Hello Ann & Bo\n\nConfirm: https://skillswap.test/?a=1&b=2\n\n-- \n"), "{text}");
    }
}
