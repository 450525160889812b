//! Going to an address that a member gave us. Whoever types it must not make us knock at doors that only we can reach, so
//! nothing is asked twice: a name is looked up once for each request, what is not public of the answer is thrown away,
//! and the connection goes to what is left. An answer that changes between looking and going (rebinding) changes nothing.
//! Every redirect is a new address and goes the same way.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION};
use reqwest::{Client, Response, StatusCode, redirect};
use url::{Host, Url};

use super::addresses::is_public;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// How long connecting may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long all of it may take, redirects and reading included.
const ALL: Duration = Duration::from_secs(20);
/// Letters of an address.
const LONGEST_ADDRESS: usize = 2_000;

/// Where names lead, and where we may go. A type and not a setting: the program has one, [`PublicOnly`], and tests bring
/// their own.
pub trait Gate: Send + Sync + 'static {
    /// The addresses of a name. A port of 0 is the one that is asked for.
    fn look_up(&self, name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>;
    /// Whether we go to this address.
    fn admits(&self, address: IpAddr) -> bool;
    /// Whether we go to this port.
    fn admits_port(&self, port: u16) -> bool;
}

/// The system's names, public addresses, and the two ports of the web.
#[derive(Debug, Clone, Copy)]
pub struct PublicOnly;

impl Gate for PublicOnly {
    fn look_up(&self, name: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
    }

    fn admits(&self, address: IpAddr) -> bool {
        is_public(address)
    }

    fn admits_port(&self, port: u16) -> bool {
        matches!(port, 80 | 443)
    }
}

/// The internet, through a gate. Cheap to clone.
#[derive(Clone)]
pub struct Internet {
    gate: Arc<dyn Gate>,
    client: Client,
}

/// What we have already, for a server that can say that it is still so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// As its `ETag` said.
    pub etag: Option<String>,
    /// As its `Last-Modified` said.
    pub last_modified: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub enum Fetched {
    /// What we have is what is there.
    Same,
    /// Something else.
    New {
        /// What is there.
        body: bytes::Bytes,
        /// To ask with the next time.
        version: Version,
    },
}

/// Why nothing came back, in a sentence for whoever gave the address.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// No address of the web.
    #[error("This is not an address of the web: it begins with https:// or webcal://.")]
    NotAnAddress,
    /// With a name and a password in it.
    #[error(
        "The address has a name or a password in it, which we do not send. Use the address that is meant for sharing."
    )]
    Credentials,
    /// Another port than the web's.
    #[error("The address names a port, and we only go to the web's own, 80 and 443.")]
    Port,
    /// Leads to somebody's own network.
    #[error("The address leads into a private network, where we do not go. Use one that can be reached from anywhere.")]
    NotPublic,
    /// The name means nothing.
    #[error("The name in the address is not known. Look for a typing mistake, or copy the address again.")]
    UnknownName,
    /// No connection, or it broke.
    #[error("The server cannot be reached. We go on trying.")]
    Unreachable,
    /// Took too long.
    #[error("The server took longer than 20 seconds. We go on trying.")]
    Slow,
    /// Somewhere else, and again, and again.
    #[error("The address leads on to others, and does not come to an end. Copy the address again.")]
    Redirects,
    /// From an encrypted address to one that is not.
    #[error(
        "The address leads on to one without encryption, where others could read along. Copy the https address again."
    )]
    Downgrade,
    /// The answer is a refusal.
    #[error("{}", sentence_of(*.0))]
    Status(u16),
    /// More than is read.
    #[error("The answer is larger than {0} MB, which is the most that we read.")]
    TooLarge(usize),
}

fn sentence_of(status: u16) -> String {
    match status {
        401 | 403 => "The server wants a log-in. Use the address that is meant for sharing.".to_owned(),
        404 | 410 => "There is nothing at this address any more. Copy it again.".to_owned(),
        _ => format!("The server answered with an error ({status}). We go on trying."),
    }
}

impl Internet {
    /// Through `gate`.
    ///
    /// # Errors
    /// When no client can be made: without certificates to trust.
    pub fn through(gate: impl Gate) -> anyhow::Result<Self> {
        let gate: Arc<dyn Gate> = Arc::new(gate);
        let client = Client::builder()
            .dns_resolver(Arc::new(GatedNames(Arc::clone(&gate))))
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECTING)
            // One question, one connection: what was admitted for one address is not used for another.
            .pool_max_idle_per_host(0)
            .user_agent("Skillswap calendars")
            .build()?;
        Ok(Self { gate, client })
    }

    /// What is at `address`, when it is another one than `known`; at most `most` bytes.
    ///
    /// # Errors
    /// With the reason as a sentence.
    pub async fn fetch(&self, address: &str, known: &Version, most: usize) -> Result<Fetched, FetchError> {
        let all = self.follow(parse(address)?, known, most);
        tokio::time::timeout(ALL, all).await.unwrap_or(Err(FetchError::Slow))
    }

    /// Whether `address` is one that we would try to fetch; nothing is sent and no name is looked up.
    ///
    /// # Errors
    /// With the reason as a sentence.
    pub fn examine(&self, address: &str) -> Result<Url, FetchError> {
        let url = parse(address)?;
        self.admit(&url)?;
        Ok(url)
    }

    async fn follow(&self, mut url: Url, known: &Version, most: usize) -> Result<Fetched, FetchError> {
        for _ in 0..=MOST_REDIRECTS {
            self.admit(&url)?;
            let request = self.client.get(url.clone()).headers(conditions(known));
            let response = request.send().await.map_err(|error| why(&error))?;
            match response.status() {
                StatusCode::NOT_MODIFIED => return Ok(Fetched::Same),
                status if status.is_redirection() => url = next(&url, &response)?,
                status if status.is_success() => return read(response, most).await,
                status => return Err(FetchError::Status(status.as_u16())),
            }
        }
        Err(FetchError::Redirects)
    }

    /// What can be said of an address before its name is looked up. Numbers are no names: they never come to the resolver.
    fn admit(&self, url: &Url) -> Result<(), FetchError> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(FetchError::Credentials);
        }
        let port = url.port_or_known_default().ok_or(FetchError::NotAnAddress)?;
        if !self.gate.admits_port(port) {
            return Err(FetchError::Port);
        }
        let number = match url.host().ok_or(FetchError::NotAnAddress)? {
            Host::Domain(_) => return Ok(()),
            Host::Ipv4(number) => IpAddr::V4(number),
            Host::Ipv6(number) => IpAddr::V6(number),
        };
        if self.gate.admits(number) { Ok(()) } else { Err(FetchError::NotPublic) }
    }
}

/// An address of the web; `webcal` is what calendars call it.
fn parse(address: &str) -> Result<Url, FetchError> {
    let address = address.trim();
    if address.len() > LONGEST_ADDRESS {
        return Err(FetchError::NotAnAddress);
    }
    let is_webcal = address.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("webcal://"));
    let address =
        if is_webcal { format!("https://{}", address.get(9..).unwrap_or_default()) } else { address.to_owned() };
    let url = Url::parse(&address).map_err(|_| FetchError::NotAnAddress)?;
    if matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(FetchError::NotAnAddress) }
}

fn next(from: &Url, response: &Response) -> Result<Url, FetchError> {
    let location = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).ok_or(FetchError::Redirects)?;
    let to = parse(from.join(location).map_err(|_| FetchError::Redirects)?.as_str())?;
    if from.scheme() == "https" && to.scheme() == "http" { Err(FetchError::Downgrade) } else { Ok(to) }
}

fn conditions(known: &Version) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)] {
        if let Some(value) = value.as_ref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

async fn read(mut response: Response, most: usize) -> Result<Fetched, FetchError> {
    let too_large = || FetchError::TooLarge(most / 1024 / 1024);
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let version = Version { etag: text(ETAG), last_modified: text(LAST_MODIFIED) };
    let mut body = bytes::BytesMut::new();
    while let Some(piece) = response.chunk().await.map_err(|error| why(&error))? {
        if body.len() + piece.len() > most {
            return Err(too_large());
        }
        body.extend_from_slice(&piece);
    }
    Ok(Fetched::New { body: body.freeze(), version })
}

/// Names for the client: what the gate does not admit is not there.
struct GatedNames(Arc<dyn Gate>);

/// What our resolver says, inside of what the client says.
#[derive(Debug, thiserror::Error)]
enum NameError {
    #[error("leads nowhere public")]
    NotPublic,
    #[error("unknown name: {0}")]
    Unknown(#[from] io::Error),
}

impl Resolve for GatedNames {
    fn resolve(&self, name: Name) -> Resolving {
        let gate = Arc::clone(&self.0);
        Box::pin(async move {
            let found = gate.look_up(name.as_str().to_owned()).await.map_err(NameError::from)?;
            let admitted: Vec<SocketAddr> = found.into_iter().filter(|to| gate.admits(to.ip())).collect();
            if admitted.is_empty() {
                return Err(NameError::NotPublic.into());
            }
            let addresses: Addrs = Box::new(admitted.into_iter());
            Ok(addresses)
        })
    }
}

/// The reason behind what the client says.
fn why(error: &reqwest::Error) -> FetchError {
    if error.is_timeout() {
        return FetchError::Slow;
    }
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        match error.downcast_ref::<NameError>() {
            Some(NameError::NotPublic) => return FetchError::NotPublic,
            Some(NameError::Unknown(_)) => return FetchError::UnknownName,
            None => cause = error.source(),
        }
    }
    FetchError::Unreachable
}
