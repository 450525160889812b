//! Servers of others that the site talks to, real ones on loopback ports: mail and S3.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use mail_parser::{MessageParser, MessagePart, MimeHeaders};
use tempfile::TempDir;

/// Where bin/test puts a program, else wherever the system has it.
pub fn program(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/target")), PathBuf::from);
    let installed = target.join("peers/bin").join(name);
    if installed.exists() { installed } else { PathBuf::from(name) }
}

/// A process that listens; it ends with the value.
struct Listening(Child);

impl Listening {
    /// Starts `command` and waits until something listens at `address`; `None`, with a printed reason, on a machine
    /// without the program.
    async fn start(mut command: Command, address: SocketAddr) -> Option<Self> {
        let Ok(child) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
            println!("skipped: {:?} is not installed; bin/test installs it", command.get_program());
            return None;
        };
        let this = Self(child);
        while tokio::net::TcpStream::connect(address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Some(this)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// A mail server that keeps what it gets.
pub struct MailServer {
    address: SocketAddr,
    folder: TempDir,
    running: Option<Listening>,
}

/// A mail as it arrived.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The event among its bodies, with what is said of it there beside its kind.
    pub calendar: Option<String>,
    pub calendar_type: Option<String>,
    /// Its attachment.
    pub file: Option<String>,
}

impl MailServer {
    /// Starts one; `None`, with a printed reason, on a machine without the program.
    pub async fn start() -> Option<Self> {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut this = Self { address, folder: tempfile::tempdir().unwrap(), running: None };
        this.resume().await.then_some(this)
    }

    /// For `SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Stops answering.
    pub fn pause(&mut self) {
        self.running = None;
    }

    /// Answers again, with the letters that it had. Whether the program is there.
    pub async fn resume(&mut self) -> bool {
        let mut command = Command::new(program("aiosmtpd"));
        command.args(["-n", "-l", &self.address.to_string(), "-c", "aiosmtpd.handlers.Mailbox"]);
        command.arg(self.folder.path().join("maildir"));
        self.running = Listening::start(command, self.address).await;
        self.running.is_some()
    }

    /// What has arrived so far, in no order.
    pub fn letters(&self) -> Vec<Letter> {
        let Ok(files) = std::fs::read_dir(self.folder.path().join("maildir/new")) else { return Vec::new() };
        files.map(|file| Letter::read(&std::fs::read(file.unwrap().path()).unwrap())).collect()
    }
}

impl Letter {
    fn read(bytes: &[u8]) -> Self {
        let parsed = MessageParser::default().parse(bytes).unwrap();
        let is_of = |part: &MessagePart, kind: (&str, &str)| {
            part.content_type().is_some_and(|found| (found.ctype(), found.subtype()) == (kind.0, Some(kind.1)))
        };
        let whole = |part: &MessagePart| String::from_utf8(part.contents().to_vec()).unwrap();
        let calendar = parsed.parts.iter().find(|part| is_of(part, ("text", "calendar")));
        Self {
            calendar_type: calendar
                .map(|part| format!("method={}", part.content_type().unwrap().attribute("method").unwrap())),
            calendar: calendar.map(whole),
            file: parsed.parts.iter().find(|part| is_of(part, ("application", "ics"))).map(whole),
            to: parsed.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            subject: parsed.subject().unwrap().to_owned(),
            text: parsed.body_text(0).unwrap().into_owned(),
            html: parsed.body_html(0).unwrap().into_owned(),
        }
    }
}

/// A bucket of an S3 server of its own.
pub struct Bucket {
    address: String,
    _running: Listening,
}

impl Bucket {
    /// Starts a server with one empty bucket; `None`, with a printed reason, on a machine without the program.
    pub async fn start() -> Option<Self> {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(program("moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &address.port().to_string()]);
        let running = Listening::start(command, address).await?;
        super::app::install_tls();
        let this = Self { address: format!("http://{address}"), _running: running };
        let made = reqwest::Client::new().put(format!("{}/{}", this.address, Self::NAME)).send().await.unwrap();
        assert!(made.status().is_success(), "{made:?}");
        Some(this)
    }

    /// Its name.
    pub const NAME: &str = "members-files";

    /// The settings that have the site keep files in it.
    pub fn settings(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("S3_ENDPOINT", &self.address),
            ("S3_BUCKET", Self::NAME),
            ("S3_ACCESS_KEY_ID", "key"),
            ("S3_SECRET_ACCESS_KEY", "secret"),
        ]
    }

    /// How many files are in it.
    pub async fn count(&self) -> usize {
        let listing = reqwest::get(format!("{}/{}?list-type=2", self.address, Self::NAME)).await.unwrap();
        listing.text().await.unwrap().matches("<Key>").count()
    }
}
