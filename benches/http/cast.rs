//! Who is looked at, and who looks: public members with their pages' addresses, and 32 members who are logged in.

use std::sync::Arc;

use anyhow::{Context, ensure};
use skillswap::accounts::MemberId;
use skillswap::profiles;

use crate::client::Client;
use crate::load::{Body, CONNECTIONS, Request};
use crate::peer;
use crate::server::{ORIGIN, Site};

/// A member whose page everybody may see.
pub struct Face {
    pub id: i64,
    pub name: String,
    /// The one address of their page.
    pub path: String,
}

/// A member who is logged in, with a conversation that no other of them is in.
struct Viewer {
    name: String,
    cookie: String,
    conversation: i64,
}

/// Everybody whom the run needs.
pub struct Cast {
    pub faces: Vec<Face>,
    viewers: Vec<Viewer>,
    /// A page to ask for in the place of every profile, when the bench itself is tried.
    pub stand_in: Option<String>,
}

const FACES: &str = "SELECT m.id, m.name FROM members m JOIN profiles p ON p.member_id = m.id
    WHERE p.visibility = 'public' AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL ORDER BY m.id";

/// Nobody twice, and no conversation twice: a conversation is given to the lower of its two.
const VIEWERS: &str = "SELECT DISTINCT ON (c.low_id) m.email, m.name, c.id FROM conversations c
    JOIN members m ON m.id = c.low_id WHERE m.email LIKE 'member%@example.org' ORDER BY c.low_id LIMIT $1";

impl Cast {
    /// Reads who there is, and logs the viewers in.
    pub async fn gather(site: &Site) -> anyhow::Result<Self> {
        let database = peer::connect(&site.database_url).await?;
        let stand_in = std::env::var("BENCH_PAGE").ok();
        let mut client = Client::connect(site.address).await?;
        let mut faces = Vec::new();
        for row in database.query(FACES, &[]).await? {
            let (id, name): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            let path = match &stand_in {
                Some(page) => page.clone(),
                None => profiles::path(MemberId(id), &name),
            };
            faces.push(Face { id, name, path });
        }
        let mut viewers = Vec::new();
        for row in database.query(VIEWERS, &[&i64::try_from(CONNECTIONS)?]).await? {
            let email: String = row.try_get(0)?;
            let cookie = log_in(&mut client, &email).await.with_context(|| format!("logging in as {email}"))?;
            viewers.push(Viewer { name: row.try_get(1)?, cookie, conversation: row.try_get(2)? });
        }
        ensure!(!faces.is_empty() && viewers.len() == CONNECTIONS, "too few members: seed more");
        Ok(Self { faces, viewers, stand_in })
    }

    /// The public pages of all faces, as a visitor asks for them.
    pub fn profiles(&self) -> Arc<[Request]> {
        let request = |face: &Face| Request {
            head: head("GET", &face.path, ""),
            body: Body::None,
            says: if self.stand_in.is_some() { "</html>".to_owned() } else { face.name.clone() },
        };
        self.faces.iter().map(request).collect()
    }

    /// One page, as each viewer asks for it; it names them.
    pub fn pages(&self, path: &str) -> Arc<[Request]> {
        let request = |viewer: &Viewer| Request {
            head: head("GET", path, &format!("Cookie: {}\r\n", viewer.cookie)),
            body: Body::None,
            says: viewer.name.clone(),
        };
        self.viewers.iter().map(request).collect()
    }

    /// A message to each viewer's conversation, sent as htmx sends it; the answer shows it.
    pub fn posts(&self) -> Arc<[Request]> {
        let request = |viewer: &Viewer| {
            let headers = format!(
                "Cookie: {}\r\nOrigin: {ORIGIN}\r\nHX-Request: true\r\nHX-Request-Type: partial\r\nContent-Type: \
                 application/x-www-form-urlencoded\r\n",
                viewer.cookie
            );
            let path = format!("/messages/{}", viewer.conversation);
            Request { head: head("POST", &path, &headers), body: Body::Message, says: String::new() }
        };
        self.viewers.iter().map(request).collect()
    }
}

/// A request's head up to the empty line, with some headers more.
fn head(method: &str, path: &str, headers: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: bench.example.org\r\nUser-Agent: bench\r\n{headers}")
}

/// The session cookie of a new login.
async fn log_in(client: &mut Client, email: &str) -> anyhow::Result<String> {
    let body = format!("email={}&password={}", email.replace('@', "%40"), skillswap::seed::PASSWORD);
    let headers = format!(
        "Origin: {ORIGIN}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
        body.len()
    );
    let answer = client.send(format!("{}\r\n{body}", head("POST", "/login", &headers)).as_bytes()).await?;
    ensure!(answer.status == 303, "the log-in was answered {}", answer.status);
    Ok(answer.session_cookie().context("the log-in set no cookie")?.to_owned())
}
