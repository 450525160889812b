//! A private PostgreSQL for who gives no `DATABASE_URL`: our own cluster, started with us and gone with us.
//!
//! - `programs`: which `initdb` and `postgres` to run.
//! - `place`: which folders, and as whom (PostgreSQL refuses to run as root).
//! - `cluster`: one process a data folder, survivors, `initdb`, settings.
//! - `owner`: the thread that owns the postmaster, so that it dies with us.
//! - `error`: what may go wrong, said so that an operator can act on it.
//!
//! In the data folder: `postgres/` (the cluster and its socket; a link where they had to be elsewhere), `postgres.log`,
//! and `postgres.lock`, held while a process of ours uses it.
//!
//! Invariants: what was committed survives any kill (`fsync`, `synchronous_commit`; tests may give that up); nobody but
//! the server's user, root and we reach the socket, which is why it asks for no password; the cluster appears whole or
//! not at all; two processes never share a cluster. The role `skillswap` owns its database and may create others, but
//! is no superuser, as on a managed server; `postgres` is, over the same socket. The program works as `skillswap_app`, which
//! owns nothing and may do what the migrations permit.
//!
//! The server is in a process group of its own, so that Ctrl-C reaches us only and it serves until we are done. A
//! systemd unit wants `KillMode=mixed` for the same reason.

mod cluster;
mod error;
mod owner;
mod place;
mod programs;
#[cfg(test)]
mod tests;

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::NoTls;
use tokio_postgres::error::SqlState;

use cluster::Ready;
use owner::Postmaster;

pub use error::EmbeddedError;

/// The role that migrates, and the database that it owns.
const NAME: &str = "skillswap";
/// The role that the program works as.
const APPLICATION: &str = "skillswap_app";
/// Names the socket's file; no TCP port is opened.
const PORT: u16 = 5432;
/// Crash recovery replays at most `max_wal_size`, which takes seconds; more than this is a fault.
const START_PATIENCE: Duration = Duration::from_secs(60);
const BETWEEN_LOOKS: Duration = Duration::from_millis(10);

/// How to run the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// Keep what was committed, whatever is killed or loses power. Only tests may do without.
    pub durable: bool,
    /// The folder with `initdb` and `postgres` (`POSTGRES_BIN`); left out, they are looked for.
    pub programs: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { durable: true, programs: None }
    }
}

/// A private PostgreSQL server that lives and dies with this process.
///
/// [`Server::stop`] ends it in order; dropping it only sends the signal; should we be killed, the kernel sends it.
#[derive(Debug)]
pub struct Server {
    socket_dir: PathBuf,
    postmaster: Postmaster,
    /// Declared last, so released last.
    _lock: File,
}

impl Server {
    /// Finds the programs, makes the cluster under `data` when there is none, waits for a survivor of a killed process,
    /// starts the server, and returns when it answers queries and the database `skillswap` exists.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, the folder is in use or not usable, or the server does not start.
    pub async fn start(data: &Path, options: &Options) -> Result<Self, EmbeddedError> {
        let (folder, how) = (data.to_owned(), options.clone());
        let Ready { command, cluster, socket_dir, log, lock } =
            tokio::task::spawn_blocking(move || cluster::prepare(&folder, &how)).await??;
        let program = PathBuf::from(command.get_program());
        let postmaster = owner::launch(command).await.map_err(|source| EmbeddedError::Launch { program, source })?;
        let server = Self { socket_dir, postmaster, _lock: lock };
        server.answers(&cluster, &log).await?;
        Ok(server)
    }

    /// The URL of the database `skillswap` as its owner, for tokio-postgres and for psql.
    pub fn url(&self) -> String {
        self.url_for(NAME)
    }

    /// The URL of the database `skillswap` as the role that the program works as.
    pub fn application_url(&self) -> String {
        self.application_url_for(NAME)
    }

    /// The URL of another database on this server, as the role that the program works as.
    pub fn application_url_for(&self, database: &str) -> String {
        self.url_as(APPLICATION, database)
    }

    /// The URL of another database on this server, as the role `skillswap`.
    pub fn url_for(&self, database: &str) -> String {
        self.url_as(NAME, database)
    }

    /// The folder with the server's socket.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// Ends connections and the server, in order; after ten seconds without, at once (committed rows are safe then too,
    /// but the next start has to recover).
    ///
    /// # Errors
    /// When the server survives even that.
    pub async fn stop(self) -> Result<(), EmbeddedError> {
        self.postmaster.stop().await
    }

    /// Waits until the server answers in the database `skillswap`, which is made at the first start.
    async fn answers(&self, cluster: &Path, log: &cluster::Log) -> Result<(), EmbeddedError> {
        let opened = async {
            while !cluster::is_ready(cluster, self.postmaster.pid()) {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
            self.find_database().await
        };
        tokio::select! {
            outcome = tokio::time::timeout(START_PATIENCE, opened) => outcome.unwrap_or_else(|_| {
                Err(EmbeddedError::NotReady { log: log.path.clone(), said: log.since_start() })
            }),
            () = self.postmaster.ended() => {
                Err(EmbeddedError::Ended { log: log.path.clone(), said: log.since_start() })
            }
        }
    }

    async fn find_database(&self) -> Result<(), EmbeddedError> {
        // Last made, so that all is there when it can enter.
        match asked(&self.application_url(), "SELECT 1").await {
            Err(e) if is_missing(&e) => {
                self.make_database().await?;
                Ok(asked(&self.application_url(), "SELECT 1").await?)
            }
            answer => Ok(answer?),
        }
    }

    async fn make_database(&self) -> Result<(), EmbeddedError> {
        let maintenance = self.url_as("postgres", "postgres");
        for (statement, done_before) in [
            (format!("CREATE ROLE {NAME} LOGIN CREATEDB"), SqlState::DUPLICATE_OBJECT),
            (format!("CREATE DATABASE {NAME} OWNER {NAME}"), SqlState::DUPLICATE_DATABASE),
            (format!("CREATE ROLE {APPLICATION} LOGIN"), SqlState::DUPLICATE_OBJECT),
        ] {
            match asked(&maintenance, &statement).await {
                Err(e) if e.code() != Some(&done_before) => return Err(e.into()),
                _ => {}
            }
        }
        Ok(())
    }

    fn url_as(&self, role: &str, database: &str) -> String {
        let host = percent_encoded(self.socket_dir.as_os_str());
        // The port is said because libpq would else take it from PGPORT.
        format!("postgres://{role}@{host}:{PORT}/{}", percent_encoded(OsStr::new(database)))
    }
}

/// Runs one statement on a connection of its own.
async fn asked(url: &str, statement: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let asking = async {
        let outcome = client.batch_execute(statement).await;
        drop(client);
        outcome
    };
    // The connection ends when the client is dropped; what breaks it also fails the statement.
    tokio::join!(asking, connection).0
}

/// Whether the server is up, but without our role or database.
fn is_missing(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| {
        *code == SqlState::INVALID_CATALOG_NAME || *code == SqlState::INVALID_AUTHORIZATION_SPECIFICATION
    })
}

fn percent_encoded(text: &OsStr) -> String {
    text.as_bytes().iter().fold(String::new(), |encoded, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
            encoded + char::from(*byte).encode_utf8(&mut [0; 4])
        }
        _ => encoded + &format!("%{byte:02X}"),
    })
}
