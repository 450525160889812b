//! The program: parse the command line, do it, say how it went.

use std::process::ExitCode;

use clap::Parser;
use skillswap::cli::Cli;

fn main() -> ExitCode {
    // Before the runtime makes its threads.
    skillswap::memory::give_back();
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    match Cli::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("skillswap: {error:#}");
            ExitCode::FAILURE
        }
    }
}
