//! Redis: cookie sessions and what nodes tell each other, when there is more than one.

use super::Source;

/// How to reach Redis.
#[derive(Debug, Clone)]
pub struct RedisConfig {
    /// `REDIS_URL`; left out, sessions live in PostgreSQL and the bus inside this process.
    pub url: Option<String>,
}

impl RedisConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        Self {
            url: source.parse("REDIS_URL", "a URL like redis://:password@host:6379/0", |text| {
                let known = text.starts_with("redis://") || text.starts_with("rediss://");
                (known && redis::Client::open(text).is_ok()).then(|| text.to_owned())
            }),
        }
    }
}
