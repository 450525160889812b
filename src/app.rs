//! The assembly: settings in, running server out. The only place that knows every room.

use std::net::TcpListener;
use std::sync::{Arc, OnceLock};

use actix_web::cookie::Key;
use actix_web::cookie::time::Duration;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::sync::watch;
use tracing_actix_web::TracingLogger;

use crate::accounts::{Federation, Passwords, Viewers};
use crate::clock::Clock;
use crate::conference::Conference;
use crate::config::{Config, Environment};
use crate::crypto::Secret;
use crate::db::Db;
use crate::jobs::Registry;
use crate::ledger::Press;
use crate::mail::Mailer;
use crate::outbound::{Internet, Peers, PublicOnly};
use crate::profiles::{Darkroom, Easel, Sitemaps};
use crate::realtime::{Bus, Feeds, drop_stalled_readers};
use crate::redis_pool::RedisPool;
use crate::routes;
use crate::skills::SkillNames;
use crate::state::AppState;
use crate::storage::Storage;
use crate::web::headers::SecurityHeaders;
use crate::web::rate_limits::RateLimits;
use crate::web::request_span::RequestSpan;
use crate::web::session::CookieSessions;
use crate::web::{addresses, csrf, error_pages, flash, headers, observation, rate_limits};

/// Longest life of a cookie; a login may end earlier.
const COOKIE_DAYS: i64 = 30;
/// Photos worked on at once: each takes a core and up to 200 MB.
const DARKROOM_SEATS: usize = 1;
/// Link previews drawn at once: each takes a core and 3 MB.
const EASEL_SEATS: usize = 1;
/// Statements printed at the same time.
const PRESS_SEATS: usize = 1;

/// A process's parts, assembled and not yet serving. Cheap to clone.
#[derive(Clone)]
pub struct Assembly {
    /// The handles that slices see.
    pub state: AppState,
    sessions: CookieSessions,
    viewers: Viewers,
    passwords: Passwords,
    skill_names: SkillNames,
    darkroom: Darkroom,
    federation: Federation,
    easel: Easel,
    press: Press,
    sitemaps: Sitemaps,
    feeds: Feeds,
}

/// Every kind of job and every schedule.
pub fn registry() -> Registry {
    let registry = Registry::default();
    let registry = crate::idempotency::register_jobs(registry);
    let registry = crate::accounts::register_jobs(registry);
    let registry = crate::notifications::register_jobs(registry);
    let registry = crate::ledger::register_jobs(registry);
    let registry = crate::skills::register_jobs(registry);
    let registry = crate::profiles::register_jobs(registry);
    let registry = crate::availability::register_jobs(registry);
    let registry = crate::matching::register_jobs(registry);
    let registry = crate::ratings::register_jobs(registry);
    let registry = crate::video::register_jobs(registry);
    let registry = crate::bookings::register_jobs(registry);
    let registry = crate::series::register_jobs(registry);
    let registry = crate::quick_help::register_jobs(registry);
    let registry = crate::agenda::register_jobs(registry);
    let registry = crate::verification::register_jobs(registry);
    let registry = crate::taxonomy::register_jobs(registry);
    crate::privacy::register_jobs(registry)
}

/// Every kind of topic.
fn feeds() -> Feeds {
    let feeds = Feeds::default();
    let feeds = crate::quick_help::feeds(feeds);
    let feeds = crate::accounts::feeds(feeds);
    let feeds = crate::notifications::feeds(feeds);
    let feeds = crate::ledger::feeds(feeds);
    let feeds = crate::messaging::feeds(feeds);
    let feeds = crate::video::feeds(feeds);
    let feeds = crate::series::feeds(feeds);
    crate::bookings::feeds(feeds)
}

impl Assembly {
    /// Connects what `config` names, with PostgreSQL at `database_url`.
    ///
    /// # Errors
    /// When something configured cannot be reached or used; the message names it.
    pub async fn new(config: Config, database_url: &str) -> anyhow::Result<Self> {
        let clock = Clock::offset_by(config.server.clock_offset);
        let db = Db::connect(database_url, &config.database).await?;
        let redis = match &config.redis.url {
            Some(url) => Some(RedisPool::connect(url).await.map_err(|error| anyhow::anyhow!("REDIS_URL: {error}"))?),
            None => None,
        };
        let state = AppState {
            mailer: Mailer::new(&config.mail)?,
            peers: Peers::default(),
            internet: Internet::through(PublicOnly)?,
            conference: Conference::new(&config.video)?,
            storage: Storage::new(&config.storage)?,
            secret: secret(&config)?,
            limits: Arc::new(RateLimits::new(&config.server.limits)),
            origin: config.server.public_url.origin().ascii_serialization().into(),
            bus: redis.clone().map_or_else(Bus::in_process, Bus::over_redis),
            clock: clock.clone(),
            db: db.clone(),
            config: Arc::new(config),
        };
        tokio::spawn(RateLimits::keep_small(Arc::downgrade(&state.limits)));
        let viewers = Viewers::new(state.clone());
        tokio::spawn(viewers.clone().keep_true());
        Ok(Self {
            sessions: CookieSessions::new(db, redis, clock),
            viewers,
            passwords: Passwords::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get))?,
            skill_names: SkillNames::new(state.db.clone()),
            darkroom: Darkroom::new(DARKROOM_SEATS),
            federation: Federation::new(&state.config.federation, &state.config.server)?,
            easel: Easel::new(EASEL_SEATS),
            press: Press::new(PRESS_SEATS),
            sitemaps: Sitemaps::default(),
            feeds: feeds(),
            state,
        })
    }

    /// The server on `listener`. Sockets end when `stop` turns true; requests when the server's handle says so.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn server(self, listener: TcpListener, stop: watch::Receiver<bool>) -> anyhow::Result<actix_web::dev::Server> {
        let config = Arc::clone(&self.state.config);
        let security = web::Data::new(SecurityHeaders::new(self.state.origin())?);
        let (metrics, stop) = (web::Data::new(metrics_handle()?), web::Data::new(stop));
        let key = Key::from(&self.state.secret.derive("cookie session"));
        let (secure, is_development) = (config.server.is_secure(), config.is_development());
        let connections = config.database.of_each(config.server.workers);
        let server = HttpServer::new(move || {
            App::new()
                .configure(|data| self.share(data, connections))
                .app_data(stop.clone())
                .app_data(security.clone())
                .app_data(metrics.clone())
                .configure(|routes| routes::mount(routes, is_development))
                .wrap(self.sessions.middleware(key.clone(), secure, Duration::days(COOKIE_DAYS)))
                .wrap(from_fn(csrf::refuse_forged))
                .wrap(from_fn(addresses::refuse_nul))
                .wrap(from_fn(rate_limits::limit_requests))
                .wrap(from_fn(flash::clear_shown))
                .wrap(from_fn(error_pages::draw))
                .wrap(Compress::default())
                .wrap(from_fn(headers::secure))
                .wrap(from_fn(observation::observe))
                .wrap(TracingLogger::<RequestSpan>::new())
        })
        .workers(config.server.workers)
        .shutdown_timeout(10)
        .on_connect(drop_stalled_readers)
        .disable_signals()
        .listen(listener)?;
        Ok(server.run())
    }

    /// What handlers ask for. Called by each worker once, on its thread: it gets `connections` of its own.
    fn share(&self, data: &mut web::ServiceConfig, connections: u32) {
        data.app_data(web::Data::new(AppState { db: self.state.db.of_thread(connections), ..self.state.clone() }))
            .app_data(web::Data::new(self.viewers.clone()))
            .app_data(web::Data::new(self.passwords.clone()))
            .app_data(web::Data::new(self.skill_names.clone()))
            .app_data(web::Data::new(self.darkroom.clone()))
            .app_data(web::Data::new(self.federation.clone()))
            .app_data(web::Data::new(self.easel.clone()))
            .app_data(web::Data::new(self.press.clone()))
            .app_data(web::Data::new(self.sitemaps.clone()))
            .app_data(web::Data::new(self.feeds.clone()));
    }
}

fn secret(config: &Config) -> anyhow::Result<Secret> {
    match (config.secrets.key, config.environment) {
        (Some(key), _) => Ok(Secret::given(key)),
        (None, Environment::Development) => {
            std::fs::create_dir_all(&config.data_dir)?;
            Ok(Secret::kept_in(&config.data_dir)?)
        }
        (None, Environment::Production) => anyhow::bail!("SECRET_KEY is required in production"),
    }
}

/// The recorder is the process's; tests assemble many apps in one.
fn metrics_handle() -> anyhow::Result<PrometheusHandle> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = HANDLE.get_or_init(|| recorder.handle()).clone();
    // Another assembly of this process may have been faster: then its recorder is the one that counts.
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::debug!("metrics are recorded by an earlier assembly");
    }
    Ok(handle)
}
