//! Whole log-ins, and what they are held against: Argon2 alone, on every core.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use argon2::Argon2;
use argon2::password_hash::{PasswordVerifier, phc};
use skillswap::seed::PASSWORD;
use tokio::task::JoinSet;

use crate::CONNECTIONS;
use crate::client::Client;
use crate::measurement::Measurement;
use crate::server::ORIGIN;

/// Accounts whose password we know, each used once before any is used again.
pub struct Accounts {
    emails: Vec<String>,
    hash: String,
    next: AtomicUsize,
}

impl Accounts {
    pub async fn load(database: &tokio_postgres::Client) -> anyhow::Result<Arc<Self>> {
        let seeded = "SELECT email, password_hash FROM members WHERE email LIKE 'member%@example.org' ORDER BY id";
        let rows = database.query(seeded, &[]).await?;
        let hash = rows.first().context("nobody was seeded")?.try_get(1)?;
        let emails = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        Ok(Arc::new(Self { emails, hash, next: AtomicUsize::new(0) }))
    }

    fn next(&self) -> &str {
        &self.emails[self.next.fetch_add(1, Ordering::Relaxed) % self.emails.len()]
    }
}

/// Log-ins at [`CONNECTIONS`] connections, each with another account.
pub async fn run(address: SocketAddr, accounts: &Arc<Accounts>, span: Duration) -> anyhow::Result<Measurement> {
    let began = Instant::now();
    let mut running = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let accounts = Arc::clone(accounts);
        running.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut seen = Measurement::new(Duration::ZERO)?;
            while began.elapsed() < span {
                seen.record(log_in(&mut client, accounts.next()).await?)?;
            }
            anyhow::Ok(seen)
        });
    }
    let mut all = Measurement::new(Duration::ZERO)?;
    while let Some(seen) = running.join_next().await {
        all.add(&seen??)?;
    }
    all.lasted(began.elapsed());
    Ok(all)
}

async fn log_in(client: &mut Client, email: &str) -> anyhow::Result<Duration> {
    let body = format!("email={}&password={PASSWORD}", email.replace('@', "%40"));
    let request = format!(
        "POST /login HTTP/1.1\r\nHost: bench.example.org\r\nUser-Agent: bench\r\nOrigin: {ORIGIN}\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let asked = Instant::now();
    let answer = client.send(request.as_bytes()).await?;
    let took = asked.elapsed();
    ensure!(answer.status == 303 && answer.session_cookie().is_some(), "{email} was answered {}", answer.status);
    Ok(took)
}

/// Verifications a second of the same hash with the same parameters, one thread a core and nothing else.
pub async fn raw(accounts: &Arc<Accounts>, span: Duration) -> anyhow::Result<f64> {
    let cores = std::thread::available_parallelism()?.get();
    let began = Instant::now();
    let mut threads = Vec::new();
    for _ in 0..cores {
        let accounts = Arc::clone(accounts);
        threads.push(tokio::task::spawn_blocking(move || {
            let hash = phc::PasswordHash::new(&accounts.hash).map_err(|error| anyhow::anyhow!("{error}"))?;
            let mut done = 0_u32;
            while began.elapsed() < span {
                let verified = Argon2::default().verify_password(PASSWORD.as_bytes(), &hash);
                verified.map_err(|error| anyhow::anyhow!("{error}"))?;
                done += 1;
            }
            anyhow::Ok(done)
        }));
    }
    let mut done = 0;
    for thread in threads {
        done += thread.await??;
    }
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}
