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
    application_url: String,
    /// Ends with this process.
    _server: Option<Server>,
}

static SHARED: OnceCell<Shared> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// The URL of a fresh, migrated database, as the role that the program works as: it owns nothing.
pub async fn fresh() -> String {
    let shared = SHARED.get_or_init(start).await;
    let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    run(&shared.admin_url, &format!("CREATE DATABASE {name} TEMPLATE {} STRATEGY FILE_COPY", template())).await;
    named(&shared.application_url, &name)
}

/// The URL of the same database as its owner.
pub async fn owned(url: &str) -> String {
    let database = url.split('?').next().unwrap().rsplit_once('/').unwrap().1;
    named(&SHARED.get_or_init(start).await.admin_url, database)
}

fn template() -> String {
    format!("template_{}", std::process::id())
}

async fn start() -> Shared {
    let (admin_url, application_url, server) = match std::env::var("TEST_POSTGRES_URL") {
        Ok(url) => (url.clone(), as_application(&url).await, None),
        Err(_) => {
            // Not removed at the end: the operating system cleans its temporary folder, and the server may still write.
            let folder: PathBuf = tempfile::Builder::new().prefix("skillswap-test-").tempdir().unwrap().keep();
            let options = Options { durable: false, ..Options::default() };
            let server = Server::start(&folder, &options).await.expect("a private PostgreSQL");
            (server.url(), server.application_url(), Some(server))
        }
    };
    run(&admin_url, &format!("CREATE DATABASE {}", template())).await;
    let owner_url = named(&admin_url, &template());
    migrate(&named(&application_url, &template()), &owner_url).await;
    Shared { admin_url, application_url, _server: server }
}

/// Brings a database, as the program and as its owner see it, to what the program wants.
pub async fn migrate(application_url: &str, owner_url: &str) {
    let settings = [("DATABASE_POOL", "2"), ("DATABASE_OWNER_URL", owner_url)];
    let config = Config::from_source(Source::of(settings)).unwrap();
    let db = Db::connect(application_url, &config.database).await.unwrap();
    db::migrate(&db).await.unwrap();
}

/// Another role on a server that was given: whoever logs in as `url` says becomes it at once.
async fn as_application(url: &str) -> String {
    let role = "skillswap_test_app";
    let make = format!("CREATE ROLE {role}");
    run(url, &format!("DO $$ BEGIN {make}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"))
        .await;
    let separator = if url.contains('?') { '&' } else { '?' };
    format!("{url}{separator}options=-c%20role%3D{role}")
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
