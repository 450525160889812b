//! How fast sessions are agreed on, and how fast the whole book is verified.
//!
//! `cargo bench --bench bookings` starts the release binary in front of a PostgreSQL of its own with 10,000 members, and
//! measures in one run:
//!
//! - `ledger_verify_1e6_s`: `skillswap ledger verify` from start to end, on a book of a year with a million postings, its
//!   days sealed by the site itself;
//! - `accept_over_raw`: proposals accepted a second by `POST /bookings/{id}/acceptance`, each by its teacher, over 16
//!   connections; over the same transaction written by hand: the same statements in the same order on 16 connections of
//!   tokio-postgres, prepared, with nothing around them. The two take turns. In the end both must have left the same rows,
//!   and the book must be right. What is done after an acceptance, mails and rooms, is the workers' and waits meanwhile.
//!
//! It prints `figure NAME VALUE UNIT` and `ratio NAME VALUE`, and fails when an answer is wrong. Load, server and database
//! share the machine. Settings, all optional: `BENCH_MEMBERS` (10000), `BENCH_POSTINGS` (1000000), `BENCH_ACCEPTS` (1000,
//! of each turn), `BENCH_DATABASE_URL` (a database to use and fill, instead of one of its own).

mod accepting;
mod book;
#[allow(dead_code, reason = "shared: no page is read here")]
#[path = "../http/client.rs"]
mod client;
#[path = "../http/measurement.rs"]
mod measurement;
mod proposals;
mod raw;
#[allow(dead_code, reason = "shared: this bench ends site and database apart")]
#[path = "../http/server.rs"]
mod server;

use anyhow::Context;
use measurement::{Measurement, median};
use server::{Ground, Site};
use tokio_postgres::{Client, NoTls};

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Who accept at the same time.
const CONNECTIONS: usize = 16;
/// Acceptances and raw transactions take this many turns.
const TURNS: usize = 4;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` starts us too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let ground = Ground::lay(setting("BENCH_MEMBERS", 10_000)?).await?;
    let ground = book::fill(ground, setting("BENCH_POSTINGS", 1_000_000)?).await.context("filling the book")?;
    let took = ground.run(&["ledger", "verify"]).await?;
    println!("figure ledger_verify_1e6_s {:.2} s", took.as_secs_f64());
    let site = ground.serve(&[("RUN_JOBS", "false")]).await?;
    let measured = accept(&site, setting("BENCH_ACCEPTS", 1_000)?).await;
    let ground = site.end().await?;
    measured?;
    ground.run(&["ledger", "verify"]).await.context("the book after all that")?;
    ground.leave().await
}

async fn accept(site: &Site, each: usize) -> anyhow::Result<()> {
    let database = connect(&site.database_url).await?;
    let proposals = proposals::arrange(site, &database, (2 * TURNS + 2) * each).await.context("proposing")?;
    let mut turns = proposals.chunks(each);
    let mut next = || turns.next().context("too few proposals");
    let raw = raw::Raw::connect(&site.database_url).await?;
    let (mut by_site, mut by_hand) = (Vec::new(), Vec::new());
    accepting::run(site.address, next()?).await.context("warming up acceptances")?;
    raw.run(next()?).await.context("warming up the transaction")?;
    let (mut raw_rates, mut rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut all = Measurement::new(std::time::Duration::ZERO)?;
    for _ in 0..TURNS {
        let (hand, ours) = (next()?, next()?);
        let raw = raw.run(hand).await.context("the transaction")?;
        let whole = accepting::run(site.address, ours).await.context("accepting")?;
        raw_rates.push(raw.rate());
        rates.push(whole.rate());
        ratios.push(whole.rate() / raw.rate());
        all.add(&whole)?;
        by_hand.extend(hand.iter().map(|proposal| proposal.booking));
        by_site.extend(ours.iter().map(|proposal| proposal.booking));
    }
    proposals::assert_same(&database, &by_site, &by_hand).await?;
    println!("figure raw_accepts_per_s {:.0} 1/s", median(raw_rates));
    println!("figure accepts_per_s {:.0} 1/s", median(rates));
    println!("figure accept_p95_ms {:.2} ms", all.p95_ms());
    println!("ratio accept_over_raw {:.3}", median(ratios));
    Ok(())
}

/// A connection to the site's database.
async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("the database")?;
    tokio::spawn(connection);
    Ok(client)
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> anyhow::Result<T> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| anyhow::anyhow!("{name}: expected a number")),
        Err(_) => Ok(default),
    }
}
