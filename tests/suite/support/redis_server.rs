//! A real Redis on a loopback port of its own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// Ends with the value.
pub struct RedisServer {
    /// How to reach it.
    pub url: String,
    child: Child,
}

impl RedisServer {
    /// Starts one; `None`, with a printed reason, on a machine without the program.
    pub async fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn();
        let Ok(child) = child else {
            println!("skipped: redis-server is not installed; bin/test installs it");
            return None;
        };
        let this = Self { url: format!("redis://127.0.0.1:{port}"), child };
        // It answers a moment after it was started.
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        Some(this)
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
