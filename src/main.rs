//! The program: parse the command line, do it, say how it went.

use std::process::ExitCode;

use clap::Parser;
use skillswap::cli::Cli;

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
