//! How fast people get in and find each other, with 100,000 members.
//!
//! `cargo bench --bench accounts` starts the release binary in front of a PostgreSQL of its own, seeds the members, and
//! measures in one run:
//!
//! - `login_over_argon2`: whole log-ins (`POST /login`, right passwords, another account each time) at 32 connections,
//!   over Argon2 alone on all cores of the same machine. The two take turns, so that what else the machine does meets
//!   both;
//! - `page_p95_during_logins_ms`: a public page, asked for fifty times a second while 32 connections log in;
//! - `member_search_p95_ms`: member search at 8 connections, equal shares of each kind in `search.rs`, whole pages;
//! - `profile_etag_rps`: a member's page asked for again by whoever has it, at 32 connections.
//!
//! It prints `figure NAME VALUE UNIT` and `ratio NAME VALUE`, and fails when an answer is wrong. Load, server and database
//! share the machine. Settings, all optional: `BENCH_MEMBERS` (100000), `BENCH_SECONDS` (8, of each measurement),
//! `BENCH_DATABASE_URL` (a database to use and fill, instead of one of its own).

#[path = "../http/client.rs"]
mod client;
mod logins;
#[path = "../http/measurement.rs"]
mod measurement;
mod rounds;
mod search;
#[path = "../http/server.rs"]
mod server;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use measurement::{Measurement, median};
use rounds::{Ask, run};
use server::Site;
use skillswap::accounts::MemberId;
use skillswap::profiles;
use tokio_postgres::NoTls;

/// The program's: Argon2 alone must not be slowed down by another one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const CONNECTIONS: usize = 32;
/// People who search at the same moment.
const SEARCHERS: usize = 8;
/// Log-ins and Argon2 take this many turns.
const TURNS: u32 = 4;
const WARM_UP: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` starts us too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let site = Site::start(setting("BENCH_MEMBERS", 100_000)?).await?;
    let measured = measure(&site, Duration::from_secs_f64(setting("BENCH_SECONDS", 8.0)?)).await;
    site.stop().await?;
    measured
}

async fn measure(site: &Site, span: Duration) -> anyhow::Result<()> {
    let (database, connection) = tokio_postgres::connect(&site.database_url, NoTls).await.context("the database")?;
    tokio::spawn(connection);
    search_members(site, &database, span).await?;
    known_pages(site, &database, span).await?;
    log_in(site, &database, span).await?;
    println!("figure rss_mb {:.1} MB", site.resident_mb()?);
    Ok(())
}

async fn search_members(site: &Site, database: &tokio_postgres::Client, span: Duration) -> anyhow::Result<()> {
    let kinds = search::kinds(database).await?;
    let all: Arc<[Ask]> = kinds.iter().flat_map(|(_, asks)| asks.clone()).collect();
    run(site.address, SEARCHERS, WARM_UP.min(span), all.clone()).await.context("warming up the search")?;
    for (name, asks) in kinds {
        let seen =
            run(site.address, SEARCHERS, span / 8, asks.into()).await.with_context(|| format!("searching {name}"))?;
        println!("figure member_search_{name}_p95_ms {:.2} ms", seen.p95_ms());
    }
    let seen = run(site.address, SEARCHERS, span, all).await.context("searching")?;
    println!("figure member_search_rps {:.0} 1/s", seen.rate());
    println!("figure member_search_p95_ms {:.2} ms", seen.p95_ms());
    Ok(())
}

/// The addresses of public pages.
async fn faces(database: &tokio_postgres::Client) -> anyhow::Result<Vec<String>> {
    let public = "SELECT m.id, m.name FROM members m JOIN profiles p ON p.member_id = m.id
                   WHERE p.visibility = 'public' AND m.onboarded_at IS NOT NULL ORDER BY m.id LIMIT 2000";
    let rows = database.query(public, &[]).await?;
    rows.iter().map(|row| Ok(profiles::path(MemberId(row.try_get(0)?), row.try_get(1)?))).collect()
}

async fn known_pages(site: &Site, database: &tokio_postgres::Client, span: Duration) -> anyhow::Result<()> {
    let mut client = client::Client::connect(site.address).await?;
    let mut asks = Vec::new();
    for path in faces(database).await?.into_iter().take(200) {
        let answer = client.send(Ask::page(&path, "").bytes.as_bytes()).await?;
        let tag = answer
            .head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(name, _)| name.eq_ignore_ascii_case("etag"));
        let (_, tag) = tag.with_context(|| format!("{path} has no tag"))?;
        asks.push(Ask::known(&path, tag));
    }
    run(site.address, CONNECTIONS, WARM_UP.min(span), asks.clone().into()).await.context("warming up known pages")?;
    let seen = run(site.address, CONNECTIONS, span, asks.into()).await.context("known pages")?;
    println!("figure profile_etag_rps {:.0} 1/s", seen.rate());
    Ok(())
}

async fn log_in(site: &Site, database: &tokio_postgres::Client, span: Duration) -> anyhow::Result<()> {
    let accounts = logins::Accounts::load(database).await?;
    let pages: Arc<[Ask]> = faces(database).await?.iter().map(|path| Ask::page(path, "")).collect();
    let turn = span / TURNS;
    logins::raw(&accounts, WARM_UP.min(turn)).await?;
    logins::run(site.address, &accounts, WARM_UP.min(turn)).await.context("warming up log-ins")?;
    let (mut raw_rates, mut rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let raw = logins::raw(&accounts, turn).await?;
        let whole = logins::run(site.address, &accounts, turn).await.context("logging in")?.rate();
        raw_rates.push(raw);
        rates.push(whole);
        ratios.push(whole / raw);
    }
    println!("figure argon2_per_s {:.1} 1/s", median(raw_rates));
    println!("figure logins_per_s {:.1} 1/s", median(rates));
    println!("ratio login_over_argon2 {:.3}", median(ratios));
    let (seen, logins) =
        tokio::join!(rounds::now_and_then(site.address, span, pages), logins::run(site.address, &accounts, span),);
    let seen: Measurement = seen.context("a page during log-ins")?;
    println!("figure login_p95_ms {:.0} ms", logins.context("logging in during pages")?.p95_ms());
    println!("figure page_p95_during_logins_ms {:.2} ms", seen.p95_ms());
    Ok(())
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> anyhow::Result<T> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| anyhow::anyhow!("{name}: expected a number")),
        Err(_) => Ok(default),
    }
}
