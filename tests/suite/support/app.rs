//! A server of the test's own.

use std::net::{SocketAddr, TcpListener};
use std::sync::Once;

use actix_web::dev::ServerHandle;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use skillswap::accounts::{MemberId, Passwords};
use skillswap::app::{self, Assembly};
use skillswap::config::{Config, Source};
use skillswap::jobs;
use skillswap::schema::members;
use skillswap::state::AppState;
use tempfile::TempDir;
use tokio::sync::watch;

use super::Person;
use super::database;

/// Every test member's password.
pub const PASSWORD: &str = "Swap-hours-1";

/// A running app with its own database and data folder; it ends with the value.
pub struct TestApp {
    /// The handles that slices see.
    pub state: AppState,
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    stop: watch::Sender<bool>,
    _data: TempDir,
}

impl TestApp {
    /// Starts an app with generous limits and nothing configured.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts an app with more settings.
    pub async fn start_with(settings: &[(&str, &str)]) -> Self {
        let url = database::fresh().await;
        Self::start_on(&url, settings).await
    }

    /// Starts an app on a database that another one uses too: two nodes.
    pub async fn start_on(database_url: &str, settings: &[(&str, &str)]) -> Self {
        install_tls();
        let data = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (origin, owner_url) = (format!("http://{address}"), database::owned(database_url).await);
        let folder = data.path().to_str().unwrap().to_owned();
        let defaults = [
            ("DATA_DIR", folder.as_str()),
            ("PUBLIC_URL", origin.as_str()),
            ("WORKERS", "1"),
            ("DATABASE_POOL", "8"),
            ("DATABASE_OWNER_URL", owner_url.as_str()),
            ("REQUESTS_PER_MINUTE", "1000000"),
            ("WRITES_PER_MINUTE", "1000000"),
            ("LOGINS_PER_MINUTE", "1000000"),
        ];
        let config = Config::from_source(Source::of_all(defaults.iter().chain(settings).copied())).unwrap();
        let assembly = Assembly::new(config, database_url).await.unwrap();
        let state = assembly.state.clone();
        let (stop, stopped) = watch::channel(false);
        let server = assembly.server(listener, stopped).unwrap();
        let handle = server.handle();
        tokio::spawn(server);
        Self { state, address, handle, stop, _data: data }
    }

    /// Somebody without an account, with a browser of their own.
    pub fn visitor(&self) -> Person {
        Person::new(self.address, self.state.origin(), MemberId(0))
    }

    /// A member with a proven address, not yet onboarded, logged in. Their address is `<name>@example.org`.
    pub async fn member(&self, name: &str) -> Person {
        let id = self.enrol(name).await;
        let person = Person::new(self.address, self.state.origin(), id);
        let email = email_of(name);
        let answer = person.post("/login", &[("email", email.as_str()), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        person
    }

    /// A member as [`TestApp::member`] makes, without a browser.
    pub async fn enrol(&self, name: &str) -> MemberId {
        let now = self.state.clock.now();
        diesel::insert_into(members::table)
            .values((
                members::email.eq(email_of(name)),
                members::name.eq(name),
                members::password_hash.eq(password_hash().await),
                members::email_verified_at.eq(now),
                members::created_at.eq(now),
            ))
            .returning(members::id)
            .get_result(&mut *self.state.db.get().await.unwrap())
            .await
            .unwrap()
    }

    /// Runs every due job.
    pub async fn run_jobs(&self) {
        jobs::drain(&self.state, &app::registry()).await.unwrap();
    }

    /// The subjects of the mails to an address, newest first.
    pub async fn mails_to(&self, email: &str) -> Vec<String> {
        let mails = self.state.mailer.mailbox(100).await.unwrap();
        mails.into_iter().filter(|mail| mail.to.contains(email)).map(|mail| mail.subject).collect()
    }

    /// The path of the newest link beginning with `prefix` in a mail to an address.
    pub async fn newest_link(&self, email: &str, prefix: &str) -> String {
        let mails = self.state.mailer.mailbox(100).await.unwrap();
        let mut texts = mails.iter().filter(|mail| mail.to.contains(email)).map(|mail| &mail.text);
        texts.find_map(|text| text.split_once(prefix)).map_or_else(
            || panic!("no mail to {email} has a link to {prefix}"),
            |(_, rest)| format!("{prefix}{}", rest.split_whitespace().next().unwrap()),
        )
    }

    /// Runs SQL that arranges what no page does, as the owner of the tables.
    pub async fn sql(&self, statement: &str) {
        diesel_async::SimpleAsyncConnection::batch_execute(&mut self.state.db.owner().await.unwrap(), statement)
            .await
            .unwrap();
    }

    /// As [`TestApp::sql`], for what the database is to refuse: its words.
    pub async fn try_sql(&self, statement: &str) -> Result<(), String> {
        let mut owner = self.state.db.owner().await.unwrap();
        diesel_async::SimpleAsyncConnection::batch_execute(&mut owner, statement)
            .await
            .map_err(|error| error.to_string())
    }

    /// One number that SQL gives.
    pub async fn number(&self, query: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = diesel::sql_types::BigInt)]
            n: i64,
        }
        let wrapped = format!("SELECT ({query})::bigint AS n");
        let number: Number =
            diesel::sql_query(wrapped).get_result(&mut *self.state.db.get().await.unwrap()).await.unwrap();
        number.n
    }

    /// A text asked of the database.
    pub async fn text(&self, query: &str) -> String {
        #[derive(QueryableByName)]
        struct Said {
            #[diesel(sql_type = diesel::sql_types::Text)]
            t: String,
        }
        let wrapped = format!("SELECT ({query})::text AS t");
        let said: Said = diesel::sql_query(wrapped).get_result(&mut *self.state.db.get().await.unwrap()).await.unwrap();
        said.t
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        // Nobody waits for the answer: the runtime of the test ends with it.
        drop(self.handle.stop(false));
    }
}

/// `<name>@example.org`, in lower case, without spaces.
pub fn email_of(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase().replace(' ', "."))
}

/// Hashed once for all tests: it takes a while by design.
async fn password_hash() -> String {
    static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    HASH.get_or_init(|| async {
        Passwords::new(1).unwrap().hash(PASSWORD.to_owned()).await.unwrap().as_str().to_owned()
    })
    .await
    .clone()
}

pub fn install_tls() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| rustls::crypto::ring::default_provider().install_default().unwrap());
}
