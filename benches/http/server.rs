//! The site under measurement: the release binary as a process of its own, in front of a PostgreSQL of its own.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use skillswap::db::embedded::{Options, Server};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::client::Client;

const PROGRAM: &str = env!("CARGO_BIN_EXE_skillswap");
/// What the site believes to be called; production wants HTTPS, which ends before us.
pub const ORIGIN: &str = "https://bench.example.org";
const PATIENCE: Duration = Duration::from_secs(30);

/// A database with its members, and a folder for the site, before one runs there.
pub struct Ground {
    address: SocketAddr,
    pub database_url: String,
    /// None when a database was given.
    database: Option<Server>,
    /// Goes last.
    folder: TempDir,
}

/// A running site.
pub struct Site {
    pub address: SocketAddr,
    pub database_url: String,
    process: Child,
    ground: Ground,
}

impl Ground {
    /// A database with that many members.
    pub async fn lay(members: u32) -> anyhow::Result<Self> {
        // PostgreSQL refuses to be root and runs as somebody who must be able to walk in.
        let folder = tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o755)).tempdir()?;
        let (database, database_url) = match std::env::var("BENCH_DATABASE_URL") {
            Ok(url) => (None, url),
            Err(_) => {
                let server = Server::start(folder.path(), &Options::default()).await?;
                let url = server.url();
                (Some(server), url)
            }
        };
        // A port that was free a moment ago.
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let ground = Self { address, database_url, database, folder };
        let took = ground.run(&["seed", "--members", &members.to_string()]).await?;
        println!("figure seed_{members}_members_s {:.1} s", took.as_secs_f64());
        Ok(ground)
    }

    /// Runs a command of the program to its end, and says how long it took.
    pub async fn run(&self, arguments: &[&str]) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let status = self.program().args(arguments).stdout(Stdio::null()).status().await?;
        ensure!(status.success(), "{arguments:?} ended with {status}");
        Ok(began.elapsed())
    }

    /// Starts a site, with some settings more, and waits until it is ready.
    pub async fn serve(self, settings: &[(&str, &str)]) -> anyhow::Result<Site> {
        let process = self.program().envs(settings.iter().copied()).arg("serve").stdout(Stdio::null()).spawn()?;
        let site = Site { address: self.address, database_url: self.database_url.clone(), process, ground: self };
        site.ready().await?;
        Ok(site)
    }

    /// Ends the database.
    pub async fn leave(self) -> anyhow::Result<()> {
        match self.database {
            Some(database) => Ok(database.stop().await?),
            None => Ok(()),
        }
    }

    /// The program as it runs for real people, but for how much one address may ask: here all are one.
    fn program(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .env_clear()
            .env("ENVIRONMENT", "production")
            .env("PUBLIC_URL", ORIGIN)
            .env("SECRET_KEY", "5a".repeat(32))
            .env("BIND", self.address.to_string())
            .env("DATA_DIR", self.folder.path().join("site"))
            .env("DATABASE_URL", &self.database_url)
            .env("RUST_LOG", "warn")
            .kill_on_drop(true);
        for limit in ["REQUESTS_PER_MINUTE", "WRITES_PER_MINUTE", "LOGINS_PER_MINUTE"] {
            command.env(limit, "100000000");
        }
        command
    }
}

impl Site {
    /// Starts a site with that many members, and waits until it is ready.
    pub async fn start(members: u32) -> anyhow::Result<Self> {
        Ground::lay(members).await?.serve(&[]).await
    }

    /// Waits until the site says that it is ready.
    async fn ready(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        loop {
            if let Ok(mut client) = Client::connect(self.address).await {
                let answer = client.send(b"GET /readyz HTTP/1.1\r\nHost: bench.example.org\r\n\r\n").await?;
                ensure!(answer.status == 200, "the site is not ready: {}", String::from_utf8_lossy(answer.body));
                return Ok(());
            }
            ensure!(began.elapsed() < PATIENCE, "the site does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The memory that the site's process has in use, in MB of a million bytes.
    pub fn resident_mb(&self) -> anyhow::Result<f64> {
        let id = self.process.id().context("the site has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kibibytes * 1_024.0 / 1_000_000.0)
    }

    /// Ends the site, then its database.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.end().await?.leave().await
    }

    /// Ends the site and leaves what it stood on.
    pub async fn end(mut self) -> anyhow::Result<Ground> {
        if let Some(id) = self.process.id() {
            kill(Pid::from_raw(i32::try_from(id)?), Signal::SIGTERM)?;
        }
        let status = self.process.wait().await?;
        ensure!(status.success(), "the site ended with {status}");
        Ok(self.ground)
    }
}
