//! The pool of connections.

use std::sync::Arc;
use std::time::Duration;

use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod, bb8};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::statements::Counter;
use crate::config::DatabaseConfig;

/// A connection of its own, or one borrowed from the pool (by deref).
pub type Connection = AsyncPgConnection;

type Manager = AsyncDieselConnectionManager<Connection>;

/// How long a request waits for a connection before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(5);

/// The handle that everybody clones.
#[derive(Clone)]
pub struct Db {
    pool: bb8::Pool<Connection>,
    url: Arc<str>,
    owner_url: Option<Arc<str>>,
}

/// Why no connection could be had.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// All connections stayed busy, or PostgreSQL does not answer.
    #[error("no database connection: {0}")]
    NoConnection(#[from] bb8::RunError),
    /// A connection could not be opened.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[from] diesel::ConnectionError),
    /// The pool could not be made.
    #[error("the database cannot be reached: {0}")]
    Pool(#[from] diesel_async::pooled_connection::PoolError),
}

impl Db {
    /// Opens a pool on `url`. Connections are made as they are needed; the first is made here, so that a wrong address
    /// is known at start.
    ///
    /// # Errors
    /// When PostgreSQL does not let us in.
    pub async fn connect(url: &str, config: &DatabaseConfig) -> Result<Self, DbError> {
        let pool = builder(config.pool_size).min_idle(Some(1)).build(manager(url)).await?;
        Ok(Self { pool, url: Arc::from(url), owner_url: config.owner_url.as_deref().map(Arc::from) })
    }

    /// A pool of the calling thread's own, of that many connections, opened as they are needed. A connection is driven
    /// by the runtime that opened it: shared between the single-threaded runtimes of workers, every answer of PostgreSQL
    /// would wake one thread to be handed to another.
    pub fn of_thread(&self, connections: u32) -> Self {
        Self { pool: builder(connections).build_unchecked(manager(&self.url)), ..self.clone() }
    }

    /// Borrows a connection.
    ///
    /// # Errors
    /// When none comes free within five seconds.
    pub async fn get(&self) -> Result<bb8::PooledConnection<'_, Connection>, DbError> {
        Ok(self.pool.get().await?)
    }

    /// Opens a connection outside of the pool, for what holds it long: migrations, LISTEN.
    ///
    /// # Errors
    /// When PostgreSQL does not let us in.
    pub async fn dedicated(&self) -> Result<Connection, DbError> {
        Ok(establish(&self.url).await?)
    }

    /// Opens a connection as the role that owns the tables, where one was given; else as ours.
    ///
    /// # Errors
    /// When PostgreSQL does not let us in.
    pub async fn owner(&self) -> Result<Connection, DbError> {
        Ok(establish(self.owner_url.as_deref().unwrap_or(&self.url)).await?)
    }

    /// Whether the role that owns the tables is another than ours.
    pub fn has_owner(&self) -> bool {
        self.owner_url.is_some()
    }

    /// Opens a connection outside of the pool and of diesel, for COPY. It ends when the client is dropped.
    ///
    /// # Errors
    /// When PostgreSQL does not let us in.
    pub async fn client(&self) -> Result<tokio_postgres::Client, DbError> {
        let config = parsed(&self.url)?;
        Ok(if wants_tls(&config) {
            driven(&config, tokio_postgres_rustls::MakeRustlsConnect::new(tls())).await?
        } else {
            driven(&config, tokio_postgres::NoTls).await?
        })
    }

    /// The URL that this pool connects to; it may hold a password.
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn builder(connections: u32) -> ::bb8::Builder<Manager> {
    bb8::Pool::builder().max_size(connections).connection_timeout(PATIENCE)
}

fn manager(url: &str) -> Manager {
    let mut config = ManagerConfig::default();
    // `Verified` would run a statement at each checkout; a broken connection shows itself at its first use.
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(establish);
    Manager::new_with_config(url, config)
}

fn establish(url: &str) -> BoxFuture<'_, diesel::ConnectionResult<Connection>> {
    async move {
        let config = parsed(url)?;
        let mut connection = if wants_tls(&config) {
            connect(&config, tokio_postgres_rustls::MakeRustlsConnect::new(tls())).await?
        } else {
            connect(&config, tokio_postgres::NoTls).await?
        };
        connection.set_instrumentation(Counter);
        Ok(connection)
    }
    .boxed()
}

fn parsed(url: &str) -> diesel::ConnectionResult<tokio_postgres::Config> {
    url.parse().map_err(|e: tokio_postgres::Error| diesel::ConnectionError::InvalidConnectionUrl(e.to_string()))
}

fn wants_tls(config: &tokio_postgres::Config) -> bool {
    let is_local = |host: &tokio_postgres::config::Host| matches!(host, tokio_postgres::config::Host::Unix(_));
    config.get_ssl_mode() != tokio_postgres::config::SslMode::Disable && !config.get_hosts().iter().all(is_local)
}

/// A client whose connection is driven by a task of its own until the client is dropped.
async fn driven<T>(config: &tokio_postgres::Config, tls: T) -> diesel::ConnectionResult<tokio_postgres::Client>
where
    T: tokio_postgres::tls::MakeTlsConnect<tokio_postgres::Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) =
        config.connect(tls).await.map_err(|e| diesel::ConnectionError::BadConnection(e.to_string()))?;
    tokio::spawn(async move {
        // Whoever waits for an answer is told by the client.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a database connection broke");
        }
    });
    Ok(client)
}

async fn connect<T>(config: &tokio_postgres::Config, tls: T) -> diesel::ConnectionResult<Connection>
where
    T: tokio_postgres::tls::MakeTlsConnect<tokio_postgres::Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) =
        config.connect(tls).await.map_err(|e| diesel::ConnectionError::BadConnection(e.to_string()))?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

fn tls() -> rustls::ClientConfig {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}
