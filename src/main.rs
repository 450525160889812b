//! The program: parse the command line, do it, say how it went.

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use skillswap::cli::Cli;

/// A page is thousands of small blocks, made and freed on one thread: glibc's allocator took a tenth of its time. And it
/// gives large blocks back to the system: a password being hashed takes 19 MiB.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("skillswap: {error:#}");
            ExitCode::FAILURE
        }
    }
}
