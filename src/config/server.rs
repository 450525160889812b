//! The address we listen on, the address people know, and how much one of them may ask.

use std::net::SocketAddr;

use ipnet::IpNet;
use jiff::SignedDuration;
use url::Url;

use super::{Environment, Source};

/// Listening, naming and limiting.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// `BIND`: address and port to listen on.
    pub bind: SocketAddr,
    /// `PUBLIC_URL`: what people type; links in mails and canonical URLs begin with it.
    pub public_url: Url,
    /// `TRUSTED_PROXIES`: networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// `WORKERS`: threads that answer requests.
    pub workers: usize,
    /// Requests per address and account.
    pub limits: LimitsConfig,
    /// `RUN_JOBS`: whether `serve` works on jobs too.
    pub runs_jobs: bool,
    /// `CLOCK_OFFSET_SECONDS`: moves this process's clock; development only.
    pub clock_offset: SignedDuration,
}

/// How much one address or one account may ask of us.
#[derive(Debug, Clone)]
pub struct LimitsConfig {
    /// `REQUESTS_PER_MINUTE` by one address (one /64 of IPv6).
    pub requests_per_minute: u32,
    /// `WRITES_PER_MINUTE` by one account.
    pub writes_per_minute: u32,
    /// `LOGINS_PER_MINUTE`: tries to log in by one address, and for one account; then each waits longer and longer.
    pub logins_per_minute: u32,
}

impl ServerConfig {
    pub(super) fn read(source: &mut Source, environment: Environment) -> Self {
        let bind = source.parse_or(
            "BIND",
            "an address and port like 127.0.0.1:8080",
            SocketAddr::from(([127, 0, 0, 1], 8080)),
            |text| text.parse().ok(),
        );
        Self {
            bind,
            public_url: read_public_url(source, bind, environment),
            trusted_proxies: source
                .parse("TRUSTED_PROXIES", "networks like 10.0.0.0/8,fd00::/8", |text| {
                    text.split(',').map(|part| part.trim().parse().ok()).collect()
                })
                .unwrap_or_default(),
            workers: source.parse_or("WORKERS", "a number of threads from 1 to 256", available_cores(), |text| {
                text.parse().ok().filter(|n| (1..=256).contains(n))
            }),
            limits: LimitsConfig::read(source),
            runs_jobs: source.parse_or("RUN_JOBS", "`true` or `false`", true, |text| text.parse().ok()),
            clock_offset: read_clock_offset(source, environment),
        }
    }

    /// Whether people reach us by HTTPS, so that cookies can be `Secure` and named `__Host-`.
    pub fn is_secure(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// An absolute URL for `path`, which begins with a slash.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }
}

impl LimitsConfig {
    fn read(source: &mut Source) -> Self {
        let mut limit = |name, default| {
            source.parse_or(name, "a number from 1 to 100000000", default, |text| {
                text.parse().ok().filter(|n| (1..=100_000_000).contains(n))
            })
        };
        Self {
            requests_per_minute: limit("REQUESTS_PER_MINUTE", 1_200),
            writes_per_minute: limit("WRITES_PER_MINUTE", 120),
            logins_per_minute: limit("LOGINS_PER_MINUTE", 5),
        }
    }
}

fn read_public_url(source: &mut Source, bind: SocketAddr, environment: Environment) -> Url {
    const EXPECTED: &str = "a URL like https://skillswap.example without a path";
    let given = source.parse("PUBLIC_URL", EXPECTED, |text| {
        let url = Url::parse(text).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.path() == "/" && url.host().is_some()).then_some(url)
    });
    if environment == Environment::Production && given.as_ref().is_none_or(|url| url.scheme() != "https") {
        source.refuse("PUBLIC_URL", "an https:// URL, because ENVIRONMENT is production");
    }
    given.or_else(|| Url::parse(&format!("http://localhost:{}/", bind.port())).ok()).unwrap_or_else(localhost)
}

fn localhost() -> Url {
    // The constant parses; `Url` has no const constructor.
    #[allow(clippy::expect_used)]
    Url::parse("http://localhost/").expect("a constant URL")
}

fn read_clock_offset(source: &mut Source, environment: Environment) -> SignedDuration {
    let offset = source.parse("CLOCK_OFFSET_SECONDS", "a whole number of seconds", |text| text.parse().ok());
    if offset.is_some() && environment == Environment::Production {
        source.refuse("CLOCK_OFFSET_SECONDS", "nothing: in production the clock is the system's");
    }
    SignedDuration::from_secs(offset.unwrap_or(0))
}

/// Cores that this process may use.
pub(super) fn available_cores() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}
