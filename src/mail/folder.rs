//! Mails as files, one each: `<time>-<id>.eml`, so that names sort by time.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use mail_parser::MessageParser;

use super::MailError;
use crate::clock::Instant;

const SUFFIX: &str = ".eml";

/// A mail read back from the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMail {
    /// The file's name, for [`super::Mailer::letter`].
    pub file: String,
    /// The addressee: `name <address>`, or the address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was written, to the second.
    pub date: Instant,
    /// The text body.
    pub text: String,
    /// The HTML body, as it was sent: to be shown in a sandboxed frame only.
    pub html: String,
}

pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Makes the folder. Mails hold links that open accounts, so only its owner may look into it.
    pub(super) fn make(&self) -> Result<(), MailError> {
        let mut builder = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&self.path).map_err(|source| failed(&self.path, source))
    }

    /// Writes under a name that no reader takes for a mail, then gives it its own: nobody reads half a mail.
    pub(super) async fn write(&self, id: &str, message: &[u8]) -> Result<(), MailError> {
        let name = format!("{}-{id}{SUFFIX}", Timestamp::now().strftime("%Y%m%dT%H%M%S.%6fZ"));
        let (unfinished, finished) = (self.path.join(format!(".{name}.part")), self.path.join(name));
        let written = async {
            tokio::fs::write(&unfinished, message).await?;
            tokio::fs::rename(&unfinished, &finished).await
        };
        written.await.map_err(|error| MailError::Refused(format!("{}: {error}", finished.display())))
    }

    pub(super) async fn newest(&self, limit: usize) -> Result<Vec<ReceivedMail>, MailError> {
        let mut names = self.names().await?;
        names.sort_unstable_by(|a, b| b.cmp(a));
        let mut mails = Vec::new();
        for name in names.into_iter().take(limit) {
            mails.extend(self.read(&name).await?);
        }
        Ok(mails)
    }

    async fn names(&self) -> Result<Vec<String>, MailError> {
        let failed = |source| failed(&self.path, source);
        let mut entries = match tokio::fs::read_dir(&self.path).await {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(failed)?,
        };
        let mut names = Vec::new();
        while let Some(entry) = entries.next_entry().await.map_err(failed)? {
            names.extend(entry.file_name().into_string().ok().filter(|name| is_name(name)));
        }
        Ok(names)
    }

    /// `None` for a name that is none of ours, and for a file that is not there or holds no mail.
    pub(super) async fn read(&self, file: &str) -> Result<Option<ReceivedMail>, MailError> {
        if !is_name(file) {
            return Ok(None);
        }
        let path = self.path.join(file);
        match tokio::fs::read(&path).await {
            Ok(bytes) => {
                let mail = parse(file, &bytes);
                if mail.is_none() {
                    tracing::warn!(file, "a file in the mail folder is no mail");
                }
                Ok(mail)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(failed(&path, source)),
        }
    }
}

/// Whether `file` is a name that [`Folder::write`] gives: no separators, nothing hidden.
fn is_name(file: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    file.ends_with(SUFFIX) && !file.starts_with('.') && file.len() <= 200 && file.chars().all(plain)
}

fn parse(file: &str, bytes: &[u8]) -> Option<ReceivedMail> {
    let message = MessageParser::default().parse(bytes)?;
    let to = message.to()?.first()?;
    let address = to.address()?;
    Some(ReceivedMail {
        file: file.to_owned(),
        to: to.name().map_or_else(|| address.to_owned(), |name| format!("{name} <{address}>")),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: Instant::from_microseconds(message.date()?.to_timestamp().saturating_mul(1_000_000)),
        text: message.body_text(0)?.replace("\r\n", "\n"),
        html: message.body_html(0)?.replace("\r\n", "\n"),
    })
}

fn failed(path: &Path, source: std::io::Error) -> MailError {
    MailError::Folder { path: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use crate::clock::Instant;
    use crate::config::MailConfig;
    use crate::mail::message::tests::mail;
    use crate::mail::{Mail, Mailer};

    fn mailer(folder: &tempfile::TempDir) -> Mailer {
        let from = "Skillswap <hello@skillswap.test>".parse().unwrap();
        Mailer::new(&MailConfig { smtp_url: None, from, folder: folder.path().join("mail") }).unwrap()
    }

    #[tokio::test]
    async fn a_sent_mail_is_read_back_as_it_was_meant() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = mailer(&folder);
        let long = format!("Hej Zoë — {}", "a long line without an end ".repeat(60).trim());
        let sent = Mail {
            to: ("Zoë \"Z\" Ångström, Dr.".to_owned(), "zoe@example.org".to_owned()),
            subject: "Söndag 18:00 — din lektion är bokad, och det här är en lång ämnesrad som måste brytas".to_owned(),
            html: format!("<p>{long}</p>\n"),
            text: format!("{long}\n.\nFrom here"),
            id: "booking-7".to_owned(),
        };
        mailer.send(&sent).await.unwrap();
        let [read] = mailer.mailbox(10).await.unwrap().try_into().unwrap();
        assert_eq!(read.to, "Zoë \"Z\" Ångström, Dr. <zoe@example.org>");
        assert_eq!((&read.subject, &read.html, &read.text), (&sent.subject, &sent.html, &sent.text));
        let age = Instant::from(jiff::Timestamp::now()).since(read.date);
        assert!((0..60).contains(&age.as_secs()), "{age}");
        assert_eq!(mailer.letter(&read.file).await.unwrap(), Some(read));
    }

    #[tokio::test]
    async fn the_mailbox_shows_the_newest_first_and_nothing_unfinished() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = mailer(&folder);
        std::fs::write(folder.path().join("mail/.20990101T000000.000000Z-x.eml.part"), "From: half").unwrap();
        for n in 1..=3 {
            mailer.send(&Mail { subject: format!("Number {n}"), ..mail() }).await.unwrap();
        }
        let subjects: Vec<_> = mailer.mailbox(2).await.unwrap().into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects, ["Number 3", "Number 2"]);
    }

    #[tokio::test]
    async fn a_letter_is_never_read_from_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let mailer = mailer(&folder);
        mailer.send(&mail()).await.unwrap();
        let file = mailer.mailbox(1).await.unwrap().remove(0).file;
        std::fs::copy(folder.path().join("mail").join(&file), folder.path().join("outside.eml")).unwrap();
        for name in
            ["../outside.eml", "..%2Foutside.eml", "", ".eml", "/etc/passwd", "a/../x.eml", "nothing.eml", "a\0.eml"]
        {
            assert_eq!(mailer.letter(name).await.unwrap(), None, "{name}");
        }
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn others_on_the_machine_cannot_look_into_the_folder() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let _made = mailer(&folder);
        let mode = std::fs::metadata(folder.path().join("mail")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}
