//! Outgoing mail: by SMTP, or into a folder.

use std::path::{Path, PathBuf};

use lettre::message::Mailbox;

use super::Source;

/// Where mail goes and who it is from.
#[derive(Debug, Clone)]
pub struct MailConfig {
    /// `SMTP_URL`; left out, mails are files in [`MailConfig::folder`].
    pub smtp_url: Option<String>,
    /// `MAIL_FROM`: the sender of every mail.
    pub from: Mailbox,
    /// `DATA_DIR/mail`.
    pub folder: PathBuf,
}

impl MailConfig {
    pub(super) fn read(source: &mut Source, data_dir: &Path) -> Self {
        let nobody =
            Mailbox::new(Some("Skillswap".to_owned()), lettre::Address::new_dangerous("hello", "skillswap.invalid"));
        Self {
            smtp_url: source.parse("SMTP_URL", "a URL like smtps://user:password@host:465 or smtp://host:25", |text| {
                let known = text.starts_with("smtp://") || text.starts_with("smtps://");
                let usable = lettre::AsyncSmtpTransport::<lettre::Tokio1Executor>::from_url(text).is_ok();
                (known && usable).then(|| text.to_owned())
            }),
            from: source.parse_or("MAIL_FROM", "a mailbox like `Skillswap <hello@example.org>`", nobody, |text| {
                text.parse().ok()
            }),
            folder: data_dir.join("mail"),
        }
    }
}
