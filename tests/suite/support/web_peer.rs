//! Somebody's web server on a loopback port, and a way to it: names lead where a test says.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use skillswap::outbound::{Gate, is_public};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server that answers each request with what a function says of it; it ends with the test's runtime.
pub struct WebPeer {
    /// Where it listens.
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl WebPeer {
    /// Starts one. `answer` gets the head of a request and gives all that is sent, head and body.
    pub async fn start(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let this = Self { address: listener.local_addr().unwrap(), requests: Arc::default() };
        let (requests, answer) = (Arc::clone(&this.requests), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (requests, answer) = (Arc::clone(&requests), Arc::clone(&answer));
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        match stream.read_u8().await {
                            Ok(byte) => head.push(byte),
                            Err(_) => return,
                        }
                    }
                    let head = String::from_utf8(head).unwrap();
                    let said = answer(&head);
                    requests.lock().unwrap().push(head);
                    // Whoever has read enough hangs up.
                    stream.write_all(said.as_bytes()).await.ok();
                });
            }
        });
        this
    }

    /// The heads of the requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// An answer of 200 with more lines of the head.
pub fn ok(lines: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// An answer that leads on.
pub fn on_to(location: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

/// A gate as the program has, but that names lead where the test says, and that the one peer is let through.
#[derive(Clone)]
pub struct Names {
    peer: SocketAddr,
    /// For each name its answers: the last one again and again.
    answers: Arc<Mutex<HashMap<String, Vec<Vec<SocketAddr>>>>>,
    looked_up: Arc<Mutex<Vec<String>>>,
}

impl Names {
    /// Every name leads to `peer`, unless something else is said.
    pub fn leading_to(peer: &WebPeer) -> Self {
        Self { peer: peer.address, answers: Arc::default(), looked_up: Arc::default() }
    }

    /// What is answered for a name, one time after the other.
    pub fn say(&self, name: &str, answers: &[&[&str]]) {
        let address = |text: &&str| match *text {
            "peer" => self.peer,
            other => SocketAddr::new(other.parse().unwrap(), 0),
        };
        let answers = answers.iter().map(|one| one.iter().map(address).collect()).rev().collect();
        self.answers.lock().unwrap().insert(name.to_owned(), answers);
    }

    /// The names that were looked up, in order.
    pub fn looked_up(&self) -> Vec<String> {
        self.looked_up.lock().unwrap().clone()
    }
}

impl Gate for Names {
    fn look_up(&self, name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        self.looked_up.lock().unwrap().push(name.clone());
        let mut answers = self.answers.lock().unwrap();
        let found = match answers.get_mut(&name) {
            Some(left) if left.len() > 1 => left.pop().unwrap(),
            Some(left) => left[0].clone(),
            None if name == "unknown.example" => return async { Err(io::Error::other("no such name")) }.boxed(),
            None => vec![self.peer],
        };
        async { Ok(found) }.boxed()
    }

    fn admits(&self, address: IpAddr) -> bool {
        is_public(address) || address == self.peer.ip()
    }

    fn admits_port(&self, port: u16) -> bool {
        matches!(port, 80 | 443)
    }
}
