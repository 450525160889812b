//! Cookie sessions: the browser holds a signed random key, we hold the state, in Redis when given and in PostgreSQL
//! otherwise. The key is stored as a digest. A state is small and changes only at log-in and log-out, so this process
//! remembers it for a short while, and the bus tells every node when one ends.

use std::collections::HashMap;
use std::sync::Arc;

use actix_session::config::{CookieContentSecurity, PersistentSession, TtlExtensionPolicy};
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError, generate_session_key};
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::{Key, SameSite, time::Duration};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::SignedDuration;
use moka::sync::Cache;
use redis::AsyncCommands;
use sha2::{Digest as _, Sha256};

use crate::clock::{Clock, Instant};
use crate::db::{Connection, Db};
use crate::redis_pool::RedisPool;
use crate::schema::cookie_sessions;

type State = HashMap<String, String>;
type Digest = [u8; 32];

/// How long a node may go on believing a state that another node has ended, should the bus fail.
const REMEMBERED_FOR: std::time::Duration = std::time::Duration::from_secs(30);
/// States remembered at most; about 300 bytes each.
const REMEMBERED_AT_MOST: u64 = 20_000;

/// The entry of a state that could not be read.
const UNAVAILABLE: &str = "unavailable";

/// Where states are kept. Cheap to clone.
#[derive(Clone)]
pub struct CookieSessions {
    keep: Keep,
    clock: Clock,
    remembered: Cache<Digest, Arc<State>>,
}

#[derive(Clone)]
enum Keep {
    Postgres(Db),
    Redis(RedisPool),
}

impl CookieSessions {
    /// Keeps states in Redis when given, in PostgreSQL otherwise.
    pub fn new(db: Db, redis: Option<RedisPool>, clock: Clock) -> Self {
        let remembered = Cache::builder().max_capacity(REMEMBERED_AT_MOST).time_to_live(REMEMBERED_FOR).build();
        Self { keep: redis.map_or(Keep::Postgres(db), Keep::Redis), clock, remembered }
    }

    /// The middleware. `secure` gives the cookie its `__Host-` name, which browsers take over HTTPS only; `longest` is
    /// how long a cookie may live (a login may end earlier: that is the login's to say).
    pub fn middleware(&self, key: Key, secure: bool, longest: Duration) -> SessionMiddleware<Self> {
        SessionMiddleware::builder(self.clone(), key)
            .cookie_name(if secure { "__Host-session" } else { "session" }.to_owned())
            .cookie_secure(secure)
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_path("/".to_owned())
            .cookie_content_security(CookieContentSecurity::Signed)
            .session_lifecycle(
                PersistentSession::default()
                    .session_ttl(longest)
                    .session_ttl_extension_policy(TtlExtensionPolicy::OnStateChanges),
            )
            .build()
    }

    async fn read(&self, digest: Digest) -> anyhow::Result<Option<State>> {
        if let Some(state) = self.remembered.get(&digest) {
            return Ok(Some(State::clone(&state)));
        }
        let found = match &self.keep {
            Keep::Postgres(db) => self.read_row(db, digest).await?,
            Keep::Redis(redis) => {
                let text: Option<String> = redis.get().await?.get(redis_key(digest)).await?;
                text.map(|text| serde_json::from_str(&text)).transpose()?
            }
        };
        if let Some(state) = &found {
            self.remembered.insert(digest, Arc::new(State::clone(state)));
        }
        Ok(found)
    }

    async fn read_row(&self, db: &Db, digest: Digest) -> anyhow::Result<Option<State>> {
        let state: Option<serde_json::Value> = cookie_sessions::table
            .find(digest.as_slice())
            .filter(cookie_sessions::expires_at.gt(self.clock.now()))
            .select(cookie_sessions::state)
            .first(&mut db.get().await?)
            .await
            .optional()?;
        Ok(state.map(serde_json::from_value).transpose()?)
    }

    async fn write(&self, digest: Digest, state: State, ttl: &Duration) -> anyhow::Result<()> {
        match &self.keep {
            Keep::Postgres(db) => {
                let values = (
                    cookie_sessions::state.eq(serde_json::to_value(&state)?),
                    cookie_sessions::expires_at
                        .eq(self.clock.now().plus(SignedDuration::from_secs(ttl.whole_seconds()))),
                );
                diesel::insert_into(cookie_sessions::table)
                    .values((cookie_sessions::digest.eq(digest.as_slice()), values.clone()))
                    .on_conflict(cookie_sessions::digest)
                    .do_update()
                    .set(values)
                    .execute(&mut db.get().await?)
                    .await?;
            }
            Keep::Redis(redis) => {
                let seconds = u64::try_from(ttl.whole_seconds()).unwrap_or(1).max(1);
                let _: () =
                    redis.get().await?.set_ex(redis_key(digest), serde_json::to_string(&state)?, seconds).await?;
            }
        }
        self.remembered.insert(digest, Arc::new(state));
        Ok(())
    }

    async fn remove(&self, digest: Digest) -> anyhow::Result<()> {
        self.remembered.invalidate(&digest);
        match &self.keep {
            Keep::Postgres(db) => {
                diesel::delete(cookie_sessions::table.find(digest.as_slice())).execute(&mut db.get().await?).await?;
            }
            Keep::Redis(redis) => {
                let _: () = redis.get().await?.del(redis_key(digest)).await?;
            }
        }
        Ok(())
    }
}

impl SessionStore for CookieSessions {
    /// A keep that does not answer is no reason to log anybody out, nor for an answer without a page: the state then
    /// says so, and who needs to know the viewer refuses ([`is_unavailable`]).
    async fn load(&self, session_key: &SessionKey) -> Result<Option<State>, LoadError> {
        match self.read(digest_of(session_key)).await {
            Ok(state) => Ok(state),
            Err(error) => {
                tracing::warn!(%error, "a cookie session could not be read");
                Ok(Some(State::from([(UNAVAILABLE.to_owned(), "true".to_owned())])))
            }
        }
    }

    async fn save(&self, session_state: State, ttl: &Duration) -> Result<SessionKey, SaveError> {
        let key = generate_session_key();
        self.write(digest_of(&key), session_state, ttl).await.map_err(SaveError::Other)?;
        Ok(key)
    }

    async fn update(
        &self,
        session_key: SessionKey,
        session_state: State,
        ttl: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        self.write(digest_of(&session_key), session_state, ttl).await.map_err(UpdateError::Other)?;
        Ok(session_key)
    }

    async fn update_ttl(&self, session_key: &SessionKey, ttl: &Duration) -> Result<(), anyhow::Error> {
        let digest = digest_of(session_key);
        match self.read(digest).await? {
            Some(state) => self.write(digest, state, ttl).await,
            None => Ok(()),
        }
    }

    async fn delete(&self, session_key: &SessionKey) -> Result<(), anyhow::Error> {
        self.remove(digest_of(session_key)).await
    }
}

/// Deletes the states in PostgreSQL that have expired; Redis forgets its own.
///
/// # Errors
/// When the database fails.
pub async fn forget_expired(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    diesel::delete(cookie_sessions::table.filter(cookie_sessions::expires_at.le(now))).execute(conn).await?;
    Ok(())
}

/// Whether the state of this cookie session could not be read just now.
pub fn is_unavailable(session: &Session) -> bool {
    session.entries().contains_key(UNAVAILABLE)
}

fn digest_of(key: &SessionKey) -> Digest {
    Sha256::digest(key.as_ref().as_bytes()).into()
}

fn redis_key(digest: Digest) -> String {
    format!("skillswap:session:{}", hex::encode(digest))
}
