//! The program itself as a process of its own, to be killed.

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running `skillswap serve`, killed with SIGKILL when the value ends.
pub struct ServerProcess {
    child: Child,
}

/// An address that nothing listens on now.
pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl ServerProcess {
    /// Starts the program and waits until it answers. It works on no jobs.
    pub async fn start(address: SocketAddr, settings: &[(&str, &str)]) -> Self {
        Self::start_logging_to(Stdio::inherit(), address, settings).await
    }

    /// As [`ServerProcess::start`]; its log goes to `log`.
    pub async fn start_logging_to(log: impl Into<Stdio>, address: SocketAddr, settings: &[(&str, &str)]) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_skillswap"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("BIND", address.to_string())
            .env("PUBLIC_URL", format!("http://{address}"))
            .env("RUN_JOBS", "false")
            .env("RUST_LOG", "error")
            .env("REQUESTS_PER_MINUTE", "1000000")
            .env("WRITES_PER_MINUTE", "1000000")
            .env("LOGINS_PER_MINUTE", "1000000")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut this = Self { child };
        while tokio::net::TcpStream::connect(address).await.is_err() {
            if let Some(status) = this.child.try_wait().unwrap() {
                panic!("the server ended with {status} before it answered");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        this
    }

    /// Kills it without a word, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        // Gone already when it was killed.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }
}
