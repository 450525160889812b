//! Proposals accepted by their teachers, as a browser does it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::CONNECTIONS;
use crate::client::Client;
use crate::measurement::Measurement;
use crate::proposals::Waiting;
use crate::server::ORIGIN;

/// Accepts all of `proposals`, over [`CONNECTIONS`] connections, each one after the other.
pub async fn run(address: SocketAddr, proposals: &[Waiting]) -> anyhow::Result<Measurement> {
    let (proposals, next): (Arc<[Waiting]>, _) = (proposals.into(), Arc::new(AtomicUsize::new(0)));
    let mut running = JoinSet::new();
    let began = Instant::now();
    for _ in 0..CONNECTIONS {
        let (proposals, next) = (Arc::clone(&proposals), Arc::clone(&next));
        running.spawn(async move {
            let mut client = Client::connect(address).await?;
            let mut seen = Measurement::new(Duration::ZERO)?;
            while let Some(proposal) = proposals.get(next.fetch_add(1, Ordering::Relaxed)) {
                seen.record(accept(&mut client, proposal).await?)?;
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

async fn accept(client: &mut Client, proposal: &Waiting) -> anyhow::Result<Duration> {
    let body = format!("slot=1&key={}", Uuid::new_v4());
    let request = format!(
        "POST /bookings/{}/acceptance HTTP/1.1\r\nHost: bench.example.org\r\nUser-Agent: bench\r\nOrigin: {ORIGIN}\r\nCookie: \
         {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        proposal.booking,
        proposal.cookie,
        body.len()
    );
    let asked = Instant::now();
    let answer = client.send(request.as_bytes()).await?;
    ensure!(answer.status == 303, "{} was answered {}", proposal.booking, answer.status);
    Ok(asked.elapsed())
}
