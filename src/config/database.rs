//! PostgreSQL: a given server, or the private one.

use std::path::PathBuf;

use super::Source;
use super::server::available_cores;

/// How to reach PostgreSQL.
#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`; left out, the program starts a private server in `DATA_DIR`.
    pub url: Option<String>,
    /// `DATABASE_OWNER_URL`: the same database as the role that owns the tables. It migrates, and gives the role of
    /// `DATABASE_URL` what it may do; left out, that one owns them, or somebody else has migrated.
    pub owner_url: Option<String>,
    /// `DATABASE_POOL`: connections shared out among the workers; sockets, jobs and log-ins have as many again.
    pub pool_size: u32,
    /// `POSTGRES_BIN`: the folder with `initdb` and `postgres` for the private server.
    pub programs: Option<PathBuf>,
}

/// Three for each core. More would have PostgreSQL work on more statements at once than it has cores for: all of them
/// take longer then, and the slowest much longer, while waiting for a connection is fair.
fn usual_pool_size() -> u32 {
    u32::try_from(available_cores() * 3).unwrap_or(48).clamp(4, 48)
}

impl DatabaseConfig {
    /// The share of each of so many workers: at least two, so that a slow statement does not stop all of its pages.
    pub fn of_each(&self, workers: usize) -> u32 {
        u32::try_from(workers).map_or(2, |workers| (self.pool_size / workers.max(1)).max(2))
    }

    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            url: source.parse("DATABASE_URL", "a URL like postgres://user:password@host:5432/skillswap", url),
            owner_url: source.parse(
                "DATABASE_OWNER_URL",
                "a URL like postgres://owner:password@host:5432/skillswap",
                url,
            ),
            pool_size: source.parse_or(
                "DATABASE_POOL",
                "a number of connections from 2 to 500",
                usual_pool_size(),
                |text| text.parse().ok().filter(|n| (2..=500).contains(n)),
            ),
            programs: source.parse("POSTGRES_BIN", "a folder that holds initdb and postgres", |text| {
                let folder = PathBuf::from(text);
                (folder.join("initdb").exists() && folder.join("postgres").exists()).then_some(folder)
            }),
        }
    }
}

fn url(text: &str) -> Option<String> {
    let known = text.starts_with("postgres://") || text.starts_with("postgresql://");
    (known && text.parse::<tokio_postgres::Config>().is_ok()).then(|| text.to_owned())
}
