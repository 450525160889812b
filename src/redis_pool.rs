//! Redis, when given: one small pool for commands. Subscriptions need connections of their own (see
//! [`crate::realtime`]).

use std::time::Duration;

use bb8_redis::RedisConnectionManager;
use bb8_redis::bb8::{Pool, PooledConnection, RunError};

/// A pool of connections to one Redis server.
#[derive(Clone, Debug)]
pub struct RedisPool {
    pool: Pool<RedisConnectionManager>,
    client: redis::Client,
}

/// Why Redis could not be asked.
pub type RedisPoolError = RunError<redis::RedisError>;

impl RedisPool {
    /// A pool on `url`; proves that the server answers.
    ///
    /// # Errors
    /// When the URL is none of Redis, or the server does not answer within two seconds.
    pub async fn connect(url: &str) -> Result<Self, RedisPoolError> {
        let client = redis::Client::open(url).map_err(RunError::User)?;
        let manager = RedisConnectionManager::new(url).map_err(RunError::User)?;
        let pool = Pool::builder()
            .max_size(16)
            // A dead server is noticed in two seconds, and requests do not pile up behind it.
            .connection_timeout(Duration::from_secs(2))
            .retry_connection(false)
            .build(manager)
            .await
            .map_err(RunError::User)?;
        let this = Self { pool, client };
        drop(this.get().await?);
        Ok(this)
    }

    /// Borrows a connection for commands.
    ///
    /// # Errors
    /// When the server does not answer within two seconds.
    pub async fn get(&self) -> Result<PooledConnection<'_, RedisConnectionManager>, RedisPoolError> {
        self.pool.get().await
    }

    /// For connections that are kept: subscriptions.
    pub fn client(&self) -> &redis::Client {
        &self.client
    }
}
