//! One PostgreSQL for the whole run, a database per test copied from a migrated template. With `TEST_POSTGRES_URL` (a
//! superuser's URL on any database) that server is used instead of a private one.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use skillswap::config::{Config, Source};
use skillswap::db::embedded::{Options, Server};
use skillswap::db::{self, Db};
use tokio::sync::OnceCell;

struct Shared {
    admin_url: String,
    /// Ends with this process.
    _server: Option<Server>,
}

static SHARED: OnceCell<Shared> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The URL of a fresh, migrated database.
pub async fn fresh() -> String {
    let shared = SHARED.get_or_init(start).await;
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    run(&shared.admin_url, &format!("CREATE DATABASE {name} TEMPLATE {} STRATEGY FILE_COPY", template())).await;
    named(&shared.admin_url, &name)
}

fn template() -> String {
    format!("template_{}", std::process::id())
}

async fn start() -> Shared {
    let (admin_url, server) = match std::env::var("TEST_POSTGRES_URL") {
        Ok(url) => (url, None),
        Err(_) => {
            // Not removed at the end: the operating system cleans its temporary folder, and the server may still write.
            let folder: PathBuf = tempfile::Builder::new().prefix("skillswap-test-").tempdir().unwrap().keep();
            let options = Options { durable: false, ..Options::default() };
            let server = Server::start(&folder, &options).await.expect("a private PostgreSQL");
            (server.url(), Some(server))
        }
    };
    run(&admin_url, &format!("CREATE DATABASE {}", template())).await;
    let config = Config::from_source(Source::of([("DATABASE_POOL", "2")])).unwrap();
    let db = Db::connect(&named(&admin_url, &template()), &config.database).await.unwrap();
    db::migrate(&db).await.unwrap();
    Shared { admin_url, _server: server }
}

async fn run(url: &str, statement: &str) {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    driver.await.unwrap().unwrap();
}

/// The same server's URL with another database.
fn named(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let (server, _) = base.rsplit_once('/').unwrap();
    match query {
        Some(query) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}
