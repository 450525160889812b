//! How fast two weeks are compared, and how fast a skill is found while it is typed.
//!
//! `cargo bench --bench availability` measures in one run:
//!
//! - `overlaps_per_s`: pairs of random weeks in zones all over the world, compared on one core, each pair as its minutes
//!   in common (`availability::WeekMap::minutes_with`); `week_maps_per_s` is what making such a week of somebody's hours
//!   takes, which matching does once for each person;
//! - `skill_search_p95_ms`: the release binary in front of a PostgreSQL of its own, with 10,000 skills: searches over 8
//!   connections, equal shares of each kind in `search.rs`, half of them whole pages and half the results alone, as they
//!   are asked for while somebody types.
//!
//! It prints `figure NAME VALUE UNIT`, and fails when an answer is wrong. Load, server and database share the machine.
//! Settings, all optional: `BENCH_SKILLS` (10000), `BENCH_SECONDS` (8, of each measurement), `BENCH_DATABASE_URL` (a
//! database to use and fill, instead of one of its own).

#[allow(dead_code, reason = "shared: what logs in is not needed here")]
#[path = "../http/client.rs"]
mod client;
#[path = "../http/measurement.rs"]
mod measurement;
mod overlaps;
#[allow(dead_code, reason = "shared: what is asked for again is not needed here")]
#[path = "../accounts/rounds.rs"]
mod rounds;
mod search;
#[path = "../http/server.rs"]
mod server;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use rounds::{Ask, run};
use server::Site;
use tokio_postgres::NoTls;

/// People who type at the same moment.
const SEARCHERS: usize = 8;
/// Members of the site: searches look at none of them.
const MEMBERS: u32 = 500;
const WARM_UP: Duration = Duration::from_secs(2);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` starts us too, without this word.
    if !std::env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    let span = Duration::from_secs_f64(setting("BENCH_SECONDS", 8.0)?);
    // Before there is a server that would share the core.
    overlaps::measure(span)?;
    let site = Site::start(MEMBERS).await?;
    let measured = find_skills(&site, span).await;
    site.stop().await?;
    measured
}

async fn find_skills(site: &Site, span: Duration) -> anyhow::Result<()> {
    let (database, connection) = tokio_postgres::connect(&site.database_url, NoTls).await.context("the database")?;
    tokio::spawn(connection);
    let skills = search::grow(&database, setting("BENCH_SKILLS", 10_000)?).await?;
    println!("figure skills {skills} skills");
    let kinds = search::kinds(&database).await?;
    let all: Arc<[Ask]> = kinds.iter().flat_map(|(_, asks)| asks.clone()).collect();
    run(site.address, SEARCHERS, WARM_UP.min(span), Arc::clone(&all)).await.context("warming up the search")?;
    for (name, asks) in kinds {
        let seen =
            run(site.address, SEARCHERS, span / 8, asks.into()).await.with_context(|| format!("searching {name}"))?;
        println!("figure skill_search_{name}_p95_ms {:.2} ms", seen.p95_ms());
    }
    let seen = run(site.address, SEARCHERS, span, all).await.context("searching")?;
    println!("figure skill_search_rps {:.0} 1/s", seen.rate());
    println!("figure skill_search_p95_ms {:.2} ms", seen.p95_ms());
    println!("figure rss_mb {:.1} MB", site.resident_mb()?);
    Ok(())
}

fn setting<T: std::str::FromStr>(name: &str, default: T) -> anyhow::Result<T> {
    match std::env::var(name) {
        Ok(text) => text.parse().map_err(|_| anyhow::anyhow!("{name}: expected a number")),
        Err(_) => Ok(default),
    }
}
