//! Somebody with a browser: cookies are kept, forms are posted from our own pages, redirects are left to look at.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::HeaderMap;
use skillswap::accounts::MemberId;

/// A person and their cookies.
pub struct Person {
    /// Who they are; 0 for a visitor.
    pub id: MemberId,
    address: SocketAddr,
    /// What their browser says that our pages come from.
    origin: String,
    client: reqwest::Client,
    jar: Arc<Jar>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Person {
    pub(super) fn new(address: SocketAddr, origin: &str, id: MemberId) -> Self {
        let jar = Arc::new(Jar::default());
        let client = reqwest::Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(reqwest::redirect::Policy::none())
            // Sooner than the server closes what is idle: a form sent into a closing connection is not sent again.
            .pool_idle_timeout(std::time::Duration::from_secs(2))
            .build()
            .unwrap();
        Self { id, address, origin: origin.to_owned(), client, jar }
    }

    /// A page.
    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.client.get(self.url(path))).await
    }

    /// A page, following redirects as a browser does, at most five.
    pub async fn visit(&self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            match answer.headers.get("location") {
                Some(location) => answer = self.get(location.to_str().unwrap()).await,
                None => break,
            }
        }
        answer
    }

    /// A form posted from our own page; with a key of its own where it is a command about a session and has none.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::of(self.client.post(self.url(path)).header("origin", &self.origin).form(&with_key(path, form))).await
    }

    /// A form with one file, posted from our own page.
    pub async fn upload(&self, path: &str, field: &str, file: &[u8]) -> Answer {
        let head = format!("--part\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"me.jpg\"\r\n\r\n");
        let body = [head.as_bytes(), file, b"\r\n--part--\r\n"].concat();
        self.send(path, "multipart/form-data; boundary=part", body).await
    }

    /// Any body, posted from our own page.
    pub async fn send(&self, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self.client.post(self.url(path)).header("origin", &self.origin);
        Answer::of(request.header("content-type", kind).body(body)).await
    }

    /// As [`Person::post`], for a server that may die: what came back, when there was an answer.
    pub async fn try_post(&self, path: &str, form: &[(&str, &str)]) -> Option<Answer> {
        let request = self.client.post(self.url(path)).header("origin", &self.origin).form(&with_key(path, form));
        let response = request.send().await.ok()?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Some(Answer { status, headers, body: response.text().await.ok()? })
    }

    /// A fragment asked for by htmx.
    pub async fn get_fragment(&self, path: &str) -> Answer {
        Answer::of(htmx(self.client.get(self.url(path)))).await
    }

    /// A form posted by htmx, which wants a fragment back.
    pub async fn post_fragment(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::of(htmx(self.client.post(self.url(path)).header("origin", &self.origin).form(form))).await
    }

    /// Any request, for what the other verbs do not say.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// Their cookies, as a header's value.
    pub fn cookie(&self) -> String {
        let url = self.url("/").parse().unwrap();
        self.jar.cookies(&url).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The same person, with the same cookies, on another node.
    pub fn on(&self, address: SocketAddr) -> Self {
        let other = Self::new(address, &format!("http://{address}"), self.id);
        let url = other.url("/").parse().unwrap();
        for cookie in self.cookie().split("; ") {
            other.jar.add_cookie_str(cookie, &url);
        }
        other
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

fn htmx(request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
    request.header("hx-request", "true").header("hx-request-type", "partial")
}

fn with_key(path: &str, form: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form: Vec<_> = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    if path.starts_with("/bookings/") {
        for name in ["key", "idempotency_key"]
            .into_iter()
            .filter(|name| form.iter().all(|(known, _)| known != name))
            .collect::<Vec<_>>()
        {
            form.push((name.to_owned(), uuid::Uuid::new_v4().to_string()));
        }
    }
    form
}

impl Answer {
    /// Sends a request.
    pub async fn of(request: reqwest::RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, body: response.text().await.unwrap() }
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// A header's text, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// How many SQL statements the answer took.
    pub fn sql(&self) -> u32 {
        let timing = self.header("server-timing");
        timing
            .split('"')
            .nth(1)
            .and_then(|count| count.parse().ok())
            .unwrap_or_else(|| panic!("no count in {timing:?}"))
    }

    /// The body must not hold `text`.
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text:?} is in:\n{}", self.body);
        self
    }

    /// Asserts that the page says `text`.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "{} does not say {text:?}:\n{}", self.status, self.body);
        self
    }
}
