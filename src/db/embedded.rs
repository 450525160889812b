//! The private PostgreSQL.

use std::path::{Path, PathBuf};

/// Server.
pub struct Server;
/// Options.
#[derive(Default)]
pub struct Options {
    /// Programs.
    pub programs: Option<PathBuf>,
    /// Durable.
    pub durable: bool,
}

impl Server {
    /// Start.
    ///
    /// # Errors
    /// None.
    pub async fn start(_data: &Path, _options: &Options) -> anyhow::Result<Self> {
        Ok(Self)
    }
    /// Url.
    pub fn url(&self) -> String {
        String::new()
    }
    /// Stop.
    ///
    /// # Errors
    /// None.
    pub async fn stop(self) -> anyhow::Result<()> {
        Ok(())
    }
}
