//! How fast the pages are that people open most, beside the database that they come from.
//!
//! `cargo bench --bench http` starts the release binary in front of a PostgreSQL of its own, seeds 10,000 members, and
//! in one run measures, at 32 connections: the public profile page beside its one statement, prepared and pipelined with
//! nothing around it; and for 32 logged-in members the dashboard, the matches page and a posted message. Load, server and
//! database share the machine. Page and statement take turns, so that what else the machine does meets both.
//!
//! It prints `figure NAME VALUE UNIT` and `ratio NAME VALUE`, and fails when an answer is wrong. Pages are asked for
//! without `Accept-Encoding`: they are sent as they are.
//!
//! Settings, all optional: `BENCH_MEMBERS` (10000), `BENCH_SECONDS` (8, of each measurement), `BENCH_DATABASE_URL` (a
//! database to use and fill, instead of one of its own).

mod cast;
mod client;
mod load;
mod measurement;
mod peer;
mod server;

use std::time::Duration;

use anyhow::Context;

use cast::Cast;
use load::CONNECTIONS;
use measurement::{Measurement, median};
use server::Site;

/// A page and its statement take this many turns.
const TURNS: u32 = 4;
const WARM_UP: Duration = Duration::from_secs(2);

/// What the run is to be like.
struct Settings {
    members: u32,
    seconds: f64,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` starts us too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let settings = Settings { members: setting("BENCH_MEMBERS", 10_000)?, seconds: setting("BENCH_SECONDS", 8.0)? };
    let site = Site::start(settings.members).await?;
    let measured = measure(&site, &settings).await;
    site.stop().await?;
    measured
}

async fn measure(site: &Site, settings: &Settings) -> anyhow::Result<()> {
    let cast = Cast::gather(site).await?;
    profile(site, &cast, settings).await?;
    viewers(site, &cast, settings).await?;
    println!("figure rss_mb {:.1} MB", site.resident_mb()?);
    Ok(())
}

/// What 32 members do who are logged in, each with what is theirs.
async fn viewers(site: &Site, cast: &Cast, settings: &Settings) -> anyhow::Result<()> {
    let span = Duration::from_secs_f64(settings.seconds);
    let warm_up = WARM_UP.min(span);
    for (name, requests) in [("home", cast.homes()), ("matches", cast.matches()), ("post_message", cast.posts())] {
        load::run(site.address, &requests, warm_up).await.with_context(|| format!("warming up {name}"))?;
        let measured = load::run(site.address, &requests, span).await.with_context(|| format!("measuring {name}"))?;
        println!("figure {name}_rps {:.0} 1/s", measured.rate());
        println!("figure {name}_p95_ms {:.2} ms", measured.p95_ms());
    }
    Ok(())
}

/// The public profile page and its statement, by turns.
async fn profile(site: &Site, cast: &Cast, settings: &Settings) -> anyhow::Result<()> {
    let peer = peer::Peer::connect(&site.database_url, &cast.faces).await?;
    let pages = cast.profiles();
    let turn = Duration::from_secs_f64(settings.seconds / f64::from(TURNS));
    let warm_up = WARM_UP.min(turn);
    peer.run(warm_up).await.context("warming up the statement")?;
    load::run(site.address, &pages, warm_up).await.context("warming up profile")?;
    let (mut raw_rates, mut rates, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut all = Measurement::new(Duration::ZERO)?;
    for _ in 0..TURNS {
        let raw = peer.run(turn).await.context("measuring the statement")?;
        let page = load::run(site.address, &pages, turn).await.context("measuring profile")?;
        raw_rates.push(raw.rate());
        rates.push(page.rate());
        ratios.push(page.rate() / raw.rate());
        all.add(&page)?;
    }
    println!("figure connections {CONNECTIONS} connections");
    println!("figure raw_rps {:.0} 1/s", median(raw_rates));
    println!("figure profile_rps {:.0} 1/s", median(rates));
    println!("figure profile_p95_ms {:.2} ms", all.p95_ms());
    println!("ratio profile_over_raw {:.3}", median(ratios));
    Ok(())
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> anyhow::Result<T> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| anyhow::anyhow!("{name}: expected a number")),
        Err(_) => Ok(default),
    }
}
