//! What may go wrong, said so that an operator can act on it.

use std::path::PathBuf;

use super::programs::HOW_TO_INSTALL;
use super::{NAME, START_PATIENCE};

/// Why the private server is not to be had.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// PostgreSQL is not installed where we looked.
    #[error(
        "no PostgreSQL 14 or later (programs initdb and postgres) in {looked_in}.\n{HOW_TO_INSTALL}",
        looked_in = list(looked_in)
    )]
    NoPrograms {
        /// The folders that were searched.
        looked_in: Vec<PathBuf>,
    },
    /// The cluster was made by a release whose programs are not here.
    #[error(
        "{} was made by PostgreSQL {made_by}, which is not among the installed ones (only {installed:?}): \
         install {made_by} or move the data over with pg_upgrade",
        cluster.display()
    )]
    OtherRelease {
        /// The cluster.
        cluster: PathBuf,
        /// The major version that made it.
        made_by: u32,
        /// The major versions found.
        installed: Vec<u32>,
    },
    /// A file or folder of ours could not be used.
    #[error("{}: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The cluster was kept elsewhere, and is gone. Starting empty instead would hide the loss.
    #[error(
        "{} says that the cluster is in {}, which is not there: bring it back, or remove that link to start empty",
        link.display(),
        target.display()
    )]
    Lost {
        /// The link in the data folder.
        link: PathBuf,
        /// Where it leads.
        target: PathBuf,
    },
    /// The user that the server runs as cannot get to the cluster.
    #[error(
        "user {user} cannot pass through {}: allow that with chmod o+x, or move the data folder",
        blocked_by.display()
    )]
    Unreachable {
        /// The folder that is closed.
        blocked_by: PathBuf,
        /// The user.
        user: String,
    },
    /// We are root, and there is nobody else to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor a user `nobody` to run it as"
    )]
    NoUser,
    /// Another process has the data folder.
    #[error("data folder {} in use by process {process}", data.display())]
    InUse {
        /// The data folder.
        data: PathBuf,
        /// The id of that process.
        process: String,
    },
    /// The cluster could not be made.
    #[error("initdb failed: {0}")]
    Initdb(String),
    /// A program could not be started.
    #[error("{} could not be started: {source}", program.display())]
    Launch {
        /// Which.
        program: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The server ended while it was starting.
    #[error("PostgreSQL ended while starting; {} says:\n{said}", log.display())]
    Ended {
        /// Its log.
        log: PathBuf,
        /// The end of that log.
        said: String,
    },
    /// The server runs, but lets nobody in.
    #[error("PostgreSQL did not become ready within {START_PATIENCE:?}; {} says:\n{said}", log.display())]
    NotReady {
        /// Its log.
        log: PathBuf,
        /// The end of that log.
        said: String,
    },
    /// The role or the database could not be made, or does not answer.
    #[error("the database {NAME} does not answer: {}", in_full(_0))]
    Database(#[from] tokio_postgres::Error),
    /// The server is still there, though it was told to stop.
    #[error("PostgreSQL (process {process}) did not stop")]
    NotStopped {
        /// Its id.
        process: i32,
    },
    /// The work was cut off because the runtime is ending.
    #[error("starting PostgreSQL was cut off: {0}")]
    CutOff(#[from] tokio::task::JoinError),
}

/// tokio-postgres says "db error" and keeps the reason in the source.
fn in_full(error: &tokio_postgres::Error) -> String {
    match std::error::Error::source(error) {
        Some(reason) => format!("{error}: {reason}"),
        None => error.to_string(),
    }
}

fn list(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
}
