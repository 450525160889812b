//! Two processes of the program, one database, and people who click at the same moment: each round something can be had
//! once, and whoever comes second is told so. `RACE_ROUNDS` says how many rounds each race has (50 unless told; with 170
//! the six of them make more than 1,000).

mod arena;
mod completing;
mod confirming;
mod paying;
mod slots;

/// How many rounds a race has.
fn rounds() -> usize {
    std::env::var("RACE_ROUNDS").map_or(50, |rounds| rounds.parse().unwrap())
}
