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
    /// The name of somebody on their list.
    best_match: String,
    cookie: String,
    conversation: i64,
}

/// Everybody whom the run needs.
pub struct Cast {
    pub faces: Vec<Face>,
    viewers: Vec<Viewer>,
}

const FACES: &str = "SELECT m.id, m.name FROM members m JOIN profiles p ON p.member_id = m.id
    WHERE p.visibility = 'public' AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL ORDER BY m.id";

/// Nobody twice, and no conversation twice: a conversation is given to the lower of its two.
const VIEWERS: &str = "SELECT DISTINCT ON (c.low_id) m.email, m.name, c.id, m.id FROM conversations c
    JOIN members m ON m.id = c.low_id WHERE m.email LIKE 'member%@example.org' ORDER BY c.low_id LIMIT 100";

const BEST_MATCH: &str = "SELECT m.name FROM matches JOIN members m ON m.id = matches.other_id
    WHERE matches.member_id = $1 ORDER BY matches.score DESC, matches.other_id LIMIT 1";

impl Cast {
    /// Reads who there is, and logs the viewers in.
    pub async fn gather(site: &Site) -> anyhow::Result<Self> {
        let database = peer::connect(&site.database_url).await?;
        let mut client = Client::connect(site.address).await?;
        let mut faces = Vec::new();
        for row in database.query(FACES, &[]).await? {
            let (id, name): (i64, String) = (row.try_get(0)?, row.try_get(1)?);
            faces.push(Face { id, path: profiles::path(MemberId(id), &name), name });
        }
        let mut viewers = Vec::new();
        for row in database.query(VIEWERS, &[]).await? {
            let email: String = row.try_get(0)?;
            let cookie = log_in(&mut client, &email).await.with_context(|| format!("logging in as {email}"))?;
            // The first visit makes the list; in a small population somebody's can be empty.
            let request = format!("{}Cookie: {cookie}\r\n\r\n", head("GET", "/discover", ""));
            client.send(request.as_bytes()).await?;
            let Some(best) = database.query_opt(BEST_MATCH, &[&row.try_get::<_, i64>(3)?]).await? else { continue };
            let (name, conversation) = (row.try_get(1)?, row.try_get(2)?);
            viewers.push(Viewer { name, best_match: best.try_get(0)?, cookie, conversation });
            if viewers.len() == CONNECTIONS {
                break;
            }
        }
        ensure!(!faces.is_empty() && viewers.len() == CONNECTIONS, "too few members: seed more");
        Ok(Self { faces, viewers })
    }

    /// The public pages of all faces, as a visitor asks for them.
    pub fn profiles(&self) -> Arc<[Request]> {
        let request =
            |face: &Face| Request { head: head("GET", &face.path, ""), body: Body::None, says: face.name.clone() };
        self.faces.iter().map(request).collect()
    }

    /// The dashboard of each viewer; it names them.
    pub fn homes(&self) -> Arc<[Request]> {
        self.viewers.iter().map(|viewer| viewer.page("/", &viewer.name)).collect()
    }

    /// The matches of each viewer; the page names the best.
    pub fn matches(&self) -> Arc<[Request]> {
        self.viewers.iter().map(|viewer| viewer.page("/discover", &viewer.best_match)).collect()
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

impl Viewer {
    fn page(&self, path: &str, says: &str) -> Request {
        let head = head("GET", path, &format!("Cookie: {}\r\n", self.cookie));
        Request { head, body: Body::None, says: says.to_owned() }
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
