//! The viewer: who a request comes from. Looked up through their login, remembered for a short while, forgotten on every
//! node when the bus says that the login or the member changed.

use std::future::ready;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use jiff::tz::TimeZone;
use moka::future::Cache;

use super::login::Visited;
use super::{LoginId, MemberId, PhotoKey, Role, Theme, login};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::realtime::Watched;
use crate::schema::{logins, members, profiles};
use crate::state::AppState;
use crate::web::dates::{Local, Locale};
use crate::web::session::is_unavailable;

/// How long a node may go on believing in a login that another has ended, should the bus fail.
const REMEMBERED_FOR: Duration = Duration::from_secs(30);
/// Looking a viewer up takes far less; a suspension holds within a second of it.
const LOOKED_UP_WITHIN: Duration = Duration::from_millis(700);
/// Viewers remembered at most; about 500 bytes each.
const REMEMBERED_AT_MOST: u64 = 20_000;
/// A visit is noted at most this often.
const NOTED_EVERY_MINUTES: i64 = 10;

/// The member a request comes from. As a handler's argument it demands a log-in.
#[derive(Debug, Clone)]
pub struct Viewer(Arc<ViewerFacts>);

/// Somebody looking at a public page: a member or not.
#[derive(Debug, Clone)]
pub struct Visitor(pub Option<Viewer>);

/// What most requests need to know of the viewer.
#[derive(Debug)]
pub struct ViewerFacts {
    /// Their id.
    pub member_id: MemberId,
    /// The login that the request came through.
    pub login_id: LoginId,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The look that they chose.
    pub theme: Theme,
    /// Their zone.
    pub zone: TimeZone,
    /// How they write dates.
    pub locale: Locale,
    /// Their photo.
    pub photo: Option<PhotoKey>,
    /// Whether they finished onboarding.
    pub is_onboarded: bool,
}

impl ViewerFacts {
    /// Where they are, and how they write dates.
    pub fn local(&self) -> Local<'_> {
        Local { zone: &self.zone, locale: self.locale }
    }

    /// The day that their clocks show at `at`.
    pub fn day_at(&self, at: Instant) -> jiff::civil::Date {
        at.timestamp().to_zoned(self.zone.clone()).date()
    }

    /// Where a saved `page` of the profile leads: back to itself, or on with the first steps until they are done.
    pub fn next_after<'a>(&self, page: &'a str) -> &'a str {
        if self.is_onboarded { page } else { "/onboarding" }
    }
}

impl Deref for Viewer {
    type Target = ViewerFacts;

    fn deref(&self) -> &ViewerFacts {
        &self.0
    }
}

#[derive(Queryable)]
struct Row {
    member_id: MemberId,
    name: String,
    role: Role,
    theme: Theme,
    time_zone: String,
    locale: Locale,
    photo: Option<PhotoKey>,
    onboarded_at: Option<Instant>,
    last_seen_at: Instant,
    remembered: bool,
}

/// Why there is no viewer behind a login.
enum Absence {
    /// It has ended.
    Ended,
    /// The database did not say.
    Unknown(AppError),
}

impl From<AppError> for Absence {
    fn from(error: AppError) -> Self {
        Self::Unknown(error)
    }
}

/// The viewers that this node remembers. Cheap to clone.
#[derive(Clone)]
pub struct Viewers {
    state: AppState,
    remembered: Cache<LoginId, Viewer>,
}

impl Viewers {
    /// Remembers nobody yet.
    pub fn new(state: AppState) -> Self {
        let remembered = Cache::builder()
            .max_capacity(REMEMBERED_AT_MOST)
            .time_to_live(REMEMBERED_FOR)
            .support_invalidation_closures()
            .build();
        Self { state, remembered }
    }

    /// Forgets what other nodes say has changed, until the bus ends with the process.
    pub async fn keep_true(self) {
        let (mut logins, mut members) = (self.state.bus.watch("login"), self.state.bus.watch("member"));
        loop {
            let watched = tokio::select! {
                watched = logins.next() => watched,
                watched = members.next() => watched,
            };
            match watched {
                Some(Watched::Fact(fact)) => self.forget_for_good(fact.topic),
                Some(Watched::Gap) => self.remembered.invalidate_all(),
                None => return,
            }
        }
    }

    /// Who was being looked up while the change was committed may be remembered as they were a moment after they are
    /// forgotten: so they are forgotten twice.
    fn forget_for_good(&self, topic: String) {
        self.forget_topic(&topic);
        let again = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(LOOKED_UP_WITHIN).await;
            again.forget_topic(&topic);
        });
    }

    fn forget_topic(&self, topic: &str) {
        match topic.split_once(':').map(|(kind, id)| (kind, id.parse())) {
            Some(("login", Ok(id))) => self.forget_login(LoginId(id)),
            Some(("member", Ok(id))) => self.forget_member(MemberId(id)),
            _ => tracing::warn!(topic, "a fact about nobody"),
        }
    }

    /// Forgets a login, because it ended.
    pub fn forget_login(&self, login: LoginId) {
        self.forget_where(move |viewer| viewer.login_id == login);
    }

    /// Forgets a member, because something about them changed.
    pub fn forget_member(&self, member: MemberId) {
        self.forget_where(move |viewer| viewer.member_id == member);
    }

    fn forget_where(&self, is_meant: impl Fn(&Viewer) -> bool + Send + Sync + 'static) {
        if let Err(error) = self.remembered.invalidate_entries_if(move |_, viewer| is_meant(viewer)) {
            tracing::error!(%error, "a viewer could not be forgotten; forgetting everybody");
            self.remembered.invalidate_all();
        }
    }

    /// The viewer behind a login. Extractors of one request ask at the same time: one of them looks up, all get it.
    async fn of(&self, login: LoginId) -> AppResult<Option<Viewer>> {
        let found =
            self.remembered.try_get_with(login, async { self.look_up(login).await?.ok_or(Absence::Ended) }).await;
        match found {
            Ok(viewer) => Ok(Some(viewer)),
            Err(absence) => match &*absence {
                Absence::Ended => Ok(None),
                Absence::Unknown(error) => {
                    Err(AppError::Unavailable(anyhow::anyhow!("the viewer is not known: {error}")))
                }
            },
        }
    }

    async fn look_up(&self, login_id: LoginId) -> AppResult<Option<Viewer>> {
        let now = self.state.clock.now();
        let mut conn = self.state.db.get().await?;
        let row: Option<Row> = logins::table
            .inner_join(members::table.left_join(profiles::table))
            .filter(logins::id.eq(login_id).and(logins::expires_at.gt(now)).and(members::suspended_at.is_null()))
            .select((
                members::id,
                members::name,
                members::role,
                members::theme,
                members::time_zone,
                members::locale,
                profiles::photo.nullable(),
                members::onboarded_at,
                logins::last_seen_at,
                logins::remembered,
            ))
            .first(&mut conn)
            .await
            .optional()?;
        let Some(row) = row else { return Ok(None) };
        if now >= row.last_seen_at.plus_minutes(NOTED_EVERY_MINUTES) {
            let visited = Visited { login: login_id, member: row.member_id, remembered: row.remembered };
            login::touch(&mut conn, now, visited).await?;
        }
        Ok(Some(row.into_viewer(login_id)))
    }
}

impl Row {
    fn into_viewer(self, login_id: LoginId) -> Viewer {
        Viewer(Arc::new(ViewerFacts {
            member_id: self.member_id,
            login_id,
            name: self.name,
            role: self.role,
            theme: self.theme,
            // Zones are parsed when they are set; one that a later tz database dropped reads as UTC.
            zone: TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC),
            locale: self.locale,
            photo: self.photo,
            is_onboarded: self.onboarded_at.is_some(),
        }))
    }
}

impl FromRequest for Visitor {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The guard of routes has looked already, or another extractor of this request.
        let known = request.extensions().get::<Viewer>().cloned();
        if known.is_some() {
            return ready(Ok(Self(known))).boxed_local();
        }
        let session: Session = request.get_session();
        let request = request.clone();
        async move {
            if is_unavailable(&session) {
                return Err(AppError::Unavailable(anyhow::anyhow!("the cookie session could not be read")));
            }
            let Some(login) = login::of(&session) else { return Ok(Self(None)) };
            let viewers = request
                .app_data::<web::Data<Viewers>>()
                .ok_or_else(|| AppError::internal(anyhow::anyhow!("Viewers is not mounted")))?;
            let viewer = viewers.of(login).await?;
            match &viewer {
                Some(viewer) => {
                    request.extensions_mut().insert(viewer.clone());
                    request.extensions_mut().insert(super::pages::shell(viewer, &super::Badges::default()));
                }
                // The login has ended elsewhere: let the browser forget its key. Not while somebody is logging in again.
                None if request.method().is_safe() => session.purge(),
                None => {}
            }
            Ok(Self(viewer))
        }
        .boxed_local()
    }
}

impl FromRequest for Viewer {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = Visitor::from_request(request, payload);
        let request = request.clone();
        async move {
            let Visitor(viewer) = visitor.await?;
            let viewer = viewer.ok_or_else(|| AppError::LogInNeeded { return_to: request.uri().to_string() })?;
            if !request.method().is_safe()
                && let Some(state) = request.app_data::<web::Data<AppState>>()
            {
                state.limits.writes.count(&viewer.member_id.0)?;
            }
            Ok(viewer)
        }
        .boxed_local()
    }
}
