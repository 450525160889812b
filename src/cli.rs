//! The command line: what the program can do besides serving pages, and how a process starts and ends.

use std::net::TcpListener;
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::accounts::{self, Role};
use crate::app::{self, Assembly};
use crate::bookings;
use crate::clock::Clock;
use crate::config::{Config, LogFormat};
use crate::db::embedded::{Options, Server};
use crate::db::{self, Db};
use crate::jobs::Worker;
use crate::ledger;
use crate::seed;
use crate::state::AppState;

/// How long other nodes are told what happened last.
const LAST_WORDS: std::time::Duration = std::time::Duration::from_secs(2);

/// Teach an hour, learn an hour.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages, sockets and (unless RUN_JOBS=false) jobs. What happens without a command.
    Serve,
    /// Work on jobs only.
    Worker,
    /// Bring the database to this version.
    Migrate,
    /// Plant the demo cast where nobody is yet, or add a plausible population.
    Seed {
        /// How many members to add; left out, the demo cast is planted.
        #[arg(long)]
        members: Option<u32>,
        /// Another number makes other people.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Print the terms of sessions: prices, lengths, windows, refunds; or set others for what is proposed from now on.
    Terms {
        /// A file with the terms as they are printed.
        #[arg(long)]
        set: Option<PathBuf>,
    },
    /// Look after the book of credits.
    Ledger {
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// What only whoever runs the site may do.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
}

#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Compute everything in the book again, and name what is wrong. Ends with 1 when something is.
    Verify,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Give a member a role: member, moderator, admin, super_admin.
    Grant {
        /// The member's email.
        email: String,
        /// The role.
        #[arg(default_value = "admin", value_parser = |text: &str| Role::parse(text).ok_or("no such role"))]
        role: Role,
    },
}

/// A process with its settings and its database.
struct Process {
    config: Config,
    url: String,
    server: Option<Server>,
}

impl Cli {
    /// Does what was asked.
    ///
    /// # Errors
    /// Whatever stopped it, in words for the person at the terminal.
    pub async fn run(self) -> anyhow::Result<()> {
        let config = Config::from_env()?;
        start_logging(&config);
        if rustls::crypto::ring::default_provider().install_default().is_err() {
            tracing::debug!("a TLS provider was installed already");
        }
        let process = Process::start(config).await?;
        let done = match self.command.unwrap_or(Command::Serve) {
            Command::Serve => process.serve().await,
            Command::Worker => process.work().await,
            Command::Migrate => process.migrate().await,
            Command::Seed { members, seed } => process.seed(members, seed).await,
            Command::Terms { set } => process.terms(set).await,
            Command::Ledger { command: LedgerCommand::Verify } => process.verify_ledger().await,
            Command::Admin { command: AdminCommand::Grant { email, role } } => process.grant(&email, role).await,
        };
        // The private server ends with us, however the command went.
        process.stop().await?;
        done
    }
}

impl Process {
    async fn start(mut config: Config) -> anyhow::Result<Self> {
        if let Some(url) = config.database.url.clone() {
            return Ok(Self { config, url, server: None });
        }
        std::fs::create_dir_all(&config.data_dir)?;
        let options = Options { programs: config.database.programs.clone(), ..Options::default() };
        let server = Server::start(&config.data_dir, &options).await?;
        config.database.owner_url = Some(server.url());
        Ok(Self { config, url: server.application_url(), server: Some(server) })
    }

    async fn stop(self) -> anyhow::Result<()> {
        if let Some(server) = self.server {
            server.stop().await?;
        }
        Ok(())
    }

    async fn serve(&self) -> anyhow::Result<()> {
        // Bound first: a port that is taken is known before anything else is done.
        let listener = TcpListener::bind(self.config.server.bind)
            .map_err(|error| anyhow::anyhow!("BIND: {} cannot be listened on: {error}", self.config.server.bind))?;
        let assembly = self.prepared().await?;
        let (stop, stopped) = watch::channel(false);
        let worker = self
            .config
            .server
            .runs_jobs
            .then(|| tokio::spawn(Worker::new(assembly.state.clone(), app::registry()).run(stopped.clone())));
        self.greet(&assembly.state).await?;
        let bus = assembly.state.bus.clone();
        let server = assembly.server(listener, stopped)?;
        let handle = server.handle();
        tokio::spawn(async move {
            if let Err(error) = told_to_stop().await {
                tracing::error!(%error, "signals cannot be received");
            }
            // Sockets and jobs hear it first: an open socket would hold the server's own stop up.
            stop.send_replace(true);
            handle.stop(true).await;
        });
        server.await?;
        if let Some(worker) = worker {
            worker.await?;
        }
        if tokio::time::timeout(LAST_WORDS, bus.flushed()).await.is_err() {
            tracing::warn!("other nodes may not have heard the last facts");
        }
        Ok(())
    }

    async fn work(&self) -> anyhow::Result<()> {
        let assembly = self.prepared().await?;
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(Worker::new(assembly.state.clone(), app::registry()).run(stopped));
        told_to_stop().await?;
        stop.send_replace(true);
        Ok(worker.await?)
    }

    async fn migrate(&self) -> anyhow::Result<()> {
        let db = Db::connect(&self.url, &self.config.database).await?;
        let done = db::migrate(&db).await?;
        println!("{} migrations run; the database is current.", done.len());
        Ok(())
    }

    async fn seed(&self, members: Option<u32>, seed: u64) -> anyhow::Result<()> {
        let Assembly { state, .. } = self.prepared().await?;
        match members {
            Some(members) => println!("Added {}.", seed::population(&state, members, seed).await?),
            None if seed::demo(&state).await? => println!("The demo cast is planted."),
            None => println!("There are members already: the demo cast is for an empty database."),
        }
        println!("Everybody's password: {}", seed::PASSWORD);
        Ok(())
    }

    async fn terms(&self, set: Option<PathBuf>) -> anyhow::Result<()> {
        let db = Db::connect(&self.url, &self.config.database).await?;
        db::migrate(&db).await?;
        let mut conn = db.get().await?;
        if let Some(file) = set {
            let terms = serde_json::from_str(&std::fs::read_to_string(&file)?)?;
            bookings::set_terms(&mut conn, Clock::default().now(), &terms, None).await?;
        }
        let (id, terms) = bookings::current_terms(&conn).await?;
        eprintln!("Terms {id} count for what is proposed from now on.");
        println!("{}", bookings::terms_as_text(&terms)?);
        Ok(())
    }

    async fn verify_ledger(&self) -> anyhow::Result<()> {
        let db = Db::connect(&self.url, &self.config.database).await?;
        let report = ledger::verify(&db).await?;
        println!("{report}");
        anyhow::ensure!(report.is_clean(), "the book of credits is not whole");
        Ok(())
    }

    async fn grant(&self, email: &str, role: Role) -> anyhow::Result<()> {
        let db = Db::connect(&self.url, &self.config.database).await?;
        db::migrate(&db).await?;
        let member = accounts::grant_role(&mut *db.get().await?, email, role)
            .await
            .map_err(|error| anyhow::anyhow!("nobody has the address {email} ({error})"))?;
        println!("Member {member} is now {}.", role.as_str());
        Ok(())
    }

    /// Everything connected, the database current, and in a fresh development installation the demo cast planted.
    async fn prepared(&self) -> anyhow::Result<Assembly> {
        let assembly = Assembly::new(self.config.clone(), &self.url).await?;
        db::migrate(&assembly.state.db).await?;
        if !self.config.is_development() && ledger::can_be_rewritten(&mut *assembly.state.db.get().await?).await? {
            tracing::warn!("this database role could rewrite the book of credits: see DATABASE_OWNER_URL");
        }
        if self.config.is_development() && self.server.is_some() {
            seed::demo(&assembly.state).await?;
        }
        Ok(assembly)
    }

    /// Says where to go, and in development who may be played.
    async fn greet(&self, state: &AppState) -> anyhow::Result<()> {
        println!("Skillswap is ready: {}", self.config.server.public_url);
        if self.config.is_development() {
            for email in seed::log_ins_that_work(state).await? {
                println!("  log in as {email} with {}", seed::PASSWORD);
            }
        }
        Ok(())
    }
}

async fn told_to_stop() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

fn start_logging(config: &Config) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    match config.logging.format {
        LogFormat::Pretty => registry.with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr)).init(),
        LogFormat::Json => registry.with(tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr)).init(),
    }
}
