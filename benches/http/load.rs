//! Runs requests over a number of connections for a while, each connection one after the other, and checks each answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;

use crate::client::Client;
use crate::measurement::Measurement;

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
