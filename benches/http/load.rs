//! Runs requests over a number of connections for a while, each connection one after the other, and checks each answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use hdrhistogram::Histogram;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;

use crate::client::Client;

pub const CONNECTIONS: usize = 32;

/// A request, and what a right answer to it says.
#[derive(Clone)]
pub struct Request {
    /// Without the parts that differ each time.
    pub head: String,
    pub body: Body,
    pub says: String,
}

/// What a request brings along.
#[derive(Clone)]
pub enum Body {
    /// Nothing.
    None,
    /// A message, with a key of its own each time.
    Message,
}

/// What a run saw.
pub struct Measurement {
    /// In microseconds.
    latencies: Histogram<u64>,
    span: Duration,
}

impl Measurement {
    pub fn new(span: Duration) -> anyhow::Result<Self> {
        Ok(Self { latencies: Histogram::new_with_bounds(1, 60_000_000, 3)?, span })
    }

    /// Says how long it all took; connections run beside each other.
    pub fn lasted(&mut self, span: Duration) {
        self.span = span;
    }

    pub fn record(&mut self, took: Duration) -> anyhow::Result<()> {
        Ok(self.latencies.record(u64::try_from(took.as_micros())?.max(1))?)
    }

    /// Adds what another connection, or a later run, saw; the spans of runs add up.
    pub fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        self.latencies.add(&other.latencies)?;
        self.span += other.span;
        Ok(())
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        let count = u32::try_from(self.latencies.len()).unwrap_or(u32::MAX);
        f64::from(count) / self.span.as_secs_f64()
    }

    /// 95 of 100 answers took no longer, in milliseconds.
    pub fn p95_ms(&self) -> f64 {
        Duration::from_micros(self.latencies.value_at_quantile(0.95)).as_secs_f64() * 1_000.0
    }
}

/// The middle one; the mean of the middle two.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}

/// Asks for `requests` for `span`: a connection that has as many as there are connections or fewer keeps to its own,
/// otherwise each takes one at random.
pub async fn run(address: SocketAddr, requests: &Arc<[Request]>, span: Duration) -> anyhow::Result<Measurement> {
    let began = Instant::now();
    let mut connections = JoinSet::new();
    for number in 0..CONNECTIONS {
        connections.spawn(connection(address, Arc::clone(requests), number, began + span));
    }
    let mut all = Measurement::new(Duration::ZERO)?;
    while let Some(seen) = connections.join_next().await {
        all.add(&seen??)?;
    }
    all.lasted(began.elapsed());
    Ok(all)
}

async fn connection(
    address: SocketAddr,
    requests: Arc<[Request]>,
    number: usize,
    ends: Instant,
) -> anyhow::Result<Measurement> {
    let mut client = Client::connect(address).await?;
    let mut rng = StdRng::seed_from_u64(u64::try_from(number)?);
    let mut seen = Measurement::new(Duration::ZERO)?;
    while Instant::now() < ends {
        let own =
            if requests.len() <= CONNECTIONS { number % requests.len() } else { rng.random_range(0..requests.len()) };
        let request = &requests[own];
        let (bytes, says) = request.written(&mut rng);
        let asked = Instant::now();
        let answer = client.send(bytes.as_bytes()).await?;
        seen.record(asked.elapsed())?;
        if answer.status != 200 || !answer.says(&says) {
            let line = request.head.lines().next().context("an empty request")?;
            bail!("{line} was answered {} and does not say {says:?}", answer.status);
        }
    }
    Ok(seen)
}

impl Request {
    /// The whole request, and what its answer must say.
    fn written(&self, rng: &mut StdRng) -> (String, String) {
        match self.body {
            Body::None => (format!("{}\r\n", self.head), self.says.clone()),
            Body::Message => {
                let key = uuid::Builder::from_random_bytes(rng.random()).into_uuid();
                let says = format!("See you then, {}", key.simple());
                let body = format!("idempotency_key={key}&body={}", says.replace(' ', "+").replace(',', "%2C"));
                (format!("{}Content-Length: {}\r\n\r\n{body}", self.head, body.len()), says)
            }
        }
    }
}
