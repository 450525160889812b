//! One kept-alive HTTP/1.1 connection: as little of a client as measures a server and not itself.

use std::net::SocketAddr;

use anyhow::{Context, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection, and what has been read from it.
pub struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer, until the next request.
pub struct Answer<'a> {
    pub status: u16,
    pub head: &'a str,
    pub body: &'a [u8],
}

impl Client {
    pub async fn connect(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.context("the server does not let us in")?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, read: Vec::with_capacity(64 * 1024) })
    }

    /// Sends one whole request and reads its answer.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        let head_ends = loop {
            if let Some(at) = find(&self.read, b"\r\n\r\n") {
                break at;
            }
            self.read_more().await?;
        };
        let head = std::str::from_utf8(&self.read[..head_ends])?.to_ascii_lowercase();
        let begin = head_ends + 4;
        if let Some(length) = header(&head, "content-length") {
            let end = begin + length.parse::<usize>()?;
            while self.read.len() < end {
                self.read_more().await?;
            }
        } else if header(&head, "transfer-encoding") == Some("chunked") {
            self.read_chunks(begin).await?;
        } else {
            ensure!(status(&head)? == 303 || status(&head)? == 304, "an answer without a length: {head}");
        }
        let head = std::str::from_utf8(&self.read[..head_ends])?;
        Ok(Answer { status: status(head)?, head, body: &self.read[begin..] })
    }

    /// Reads a chunked body and leaves it in one piece from `begin` on.
    async fn read_chunks(&mut self, begin: usize) -> anyhow::Result<()> {
        let (mut at, mut body_ends) = (begin, begin);
        loop {
            let line_ends = loop {
                if let Some(found) = find(&self.read[at..], b"\r\n") {
                    break at + found;
                }
                self.read_more().await?;
            };
            let size = usize::from_str_radix(std::str::from_utf8(&self.read[at..line_ends])?.trim(), 16)?;
            let (from, until) = (line_ends + 2, line_ends + 2 + size);
            while self.read.len() < until + 2 {
                self.read_more().await?;
            }
            if size == 0 {
                self.read.truncate(body_ends);
                return Ok(());
            }
            self.read.copy_within(from..until, body_ends);
            body_ends += size;
            at = until + 2;
        }
    }

    async fn read_more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.read).await? == 0 {
            bail!("the server hung up");
        }
        Ok(())
    }
}

impl Answer<'_> {
    /// Whether `text` is in the body.
    pub fn says(&self, text: &str) -> bool {
        find(self.body, text.as_bytes()).is_some()
    }

    /// The `session` cookie that the answer sets, as `name=value`.
    pub fn session_cookie(&self) -> Option<&str> {
        let cookies = self.head.lines().filter_map(|line| line.split_once(": "));
        cookies
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
            .filter_map(|(_, value)| value.split(';').next())
            .find(|cookie| cookie.contains("session="))
    }
}

fn status(head: &str) -> anyhow::Result<u16> {
    Ok(head.split(' ').nth(1).context("no status")?.parse()?)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().filter_map(|line| line.split_once(':')).find(|(is, _)| *is == name).map(|(_, value)| value.trim())
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(within, what)
}
