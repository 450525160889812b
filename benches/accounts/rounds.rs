//! Asks over a number of connections for a while, each connection one after the other, and checks each answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::measurement::Measurement;

/// A whole request, and what a right answer is.
#[derive(Clone)]
pub struct Ask {
    pub bytes: String,
    pub status: u16,
    /// In the body; empty for anything.
    pub says: String,
}

const HEAD: &str = "HTTP/1.1\r\nHost: bench.example.org\r\nUser-Agent: bench\r\n";
/// Between two pages of somebody who looks around.
const PAUSE: Duration = Duration::from_millis(20);

impl Ask {
    pub fn page(path: &str, says: &str) -> Self {
        Self { bytes: format!("GET {path} {HEAD}\r\n"), status: 200, says: says.to_owned() }
    }

    /// The page for who has it as `tag` says.
    pub fn known(path: &str, tag: &str) -> Self {
        Self { bytes: format!("GET {path} {HEAD}If-None-Match: {tag}\r\n\r\n"), status: 304, says: String::new() }
    }

    /// Asks, and says how long it took.
    async fn of(&self, client: &mut Client) -> anyhow::Result<Duration> {
        let asked = Instant::now();
        let answer = client.send(self.bytes.as_bytes()).await?;
        let took = asked.elapsed();
        let line = self.bytes.lines().next().unwrap_or_default();
        ensure!(answer.status == self.status, "{line} was answered {}", answer.status);
        ensure!(answer.says(&self.says), "{line} does not say {:?}", self.says);
        Ok(took)
    }
}

/// Asks for one of `asks` at random, again and again, on each of `connections`.
pub async fn run(
    address: SocketAddr,
    connections: usize,
    span: Duration,
    asks: Arc<[Ask]>,
) -> anyhow::Result<Measurement> {
    let began = Instant::now();
    let mut running = JoinSet::new();
    for number in 0..connections {
        let asks = Arc::clone(&asks);
        running.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut rng = StdRng::seed_from_u64(u64::try_from(number)?);
            let mut seen = Measurement::new(Duration::ZERO)?;
            while began.elapsed() < span {
                seen.record(asks[rng.random_range(0..asks.len())].of(&mut client).await?)?;
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

/// Asks for one of `asks` at random, with a pause after each.
pub async fn now_and_then(address: SocketAddr, span: Duration, asks: Arc<[Ask]>) -> anyhow::Result<Measurement> {
    let began = Instant::now();
    let mut client = Client::connect(address).await?;
    let mut rng = StdRng::seed_from_u64(1);
    let mut seen = Measurement::new(span)?;
    while began.elapsed() < span {
        seen.record(asks[rng.random_range(0..asks.len())].of(&mut client).await?)?;
        tokio::time::sleep(PAUSE).await;
    }
    Ok(seen)
}
