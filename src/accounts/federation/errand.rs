//! Errands: who is on their way to a provider, so that only they come back, once, and soon.

use actix_session::Session;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge};

use super::FederationError;
use super::provider::ProviderName;
use crate::accounts::{LoginId, MemberId, Viewer, Visitor};
use crate::clock::Instant;
use crate::crypto;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::schema::provider_errands;

/// How long somebody may take over there.
const MINUTES: i64 = 10;
/// The cookie session's entry for a browser in which nobody is logged in. It is written once and stays as it is, since
/// processes remember sessions for a while.
const KEY: &str = "browser";

/// What only this errand knows, in the texts of the protocol.
#[derive(Debug)]
pub(super) struct Secrets {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
}

/// An errand that was taken up again.
#[derive(Debug, Queryable)]
pub(super) struct Errand {
    /// Whose account an identity is to be linked to; `None`: to log in.
    pub(super) member: Option<MemberId>,
    pub(super) nonce: String,
    pub(super) verifier: String,
    /// Where to go afterwards: a path of ours.
    pub(super) way_on: String,
}

/// A browser, by a digest of what its cookie session holds and nobody else knows.
pub(super) struct Browser(Vec<u8>);

impl Secrets {
    /// New ones: 16 random bytes each, 32 for PKCE.
    pub(super) fn random() -> Self {
        let (_, verifier) = PkceCodeChallenge::new_random_sha256();
        Self {
            state: CsrfToken::new_random().into_secret(),
            nonce: Nonce::new_random().secret().clone(),
            verifier: verifier.into_secret(),
        }
    }
}

impl Browser {
    /// The browser of somebody who is logged in: their login.
    pub(super) fn of_login(login: LoginId) -> Self {
        Self(crypto::digest(&format!("login {login}")).to_vec())
    }

    /// This browser, marked from now on: a visitor gets a cookie here, and not before.
    pub(super) fn marked(session: &Session) -> AppResult<Self> {
        if let Some(mark) = mark_of(session) {
            return Ok(Self::of_mark(&mark));
        }
        let (mark, _) = crypto::mail_token().map_err(AppError::internal)?;
        session.insert(KEY, &mark).map_err(|error| AppError::internal(anyhow::anyhow!("{error}")))?;
        Ok(Self::of_mark(&mark))
    }

    fn of_mark(mark: &str) -> Self {
        Self(crypto::digest(&format!("browser {mark}")).to_vec())
    }

    /// All that this browser may have set out as.
    pub(super) fn candidates(session: &Session, visitor: &Visitor) -> Vec<Self> {
        let login = visitor.0.as_ref().map(|viewer: &Viewer| Self::of_login(viewer.login_id));
        login.into_iter().chain(mark_of(session).map(|mark| Self::of_mark(&mark))).collect()
    }
}

fn mark_of(session: &Session) -> Option<String> {
    session.get(KEY).ok().flatten()
}

/// Takes the mark from a browser that has done its errand.
pub(super) fn unmark(session: &Session) {
    session.remove(KEY);
}

/// Notes that somebody sets out.
pub(super) async fn begin(
    conn: &mut Connection,
    now: Instant,
    provider: ProviderName,
    browser: &Browser,
    secrets: &Secrets,
    errand: (Option<MemberId>, &str),
) -> QueryResult<()> {
    let (member, way_on) = errand;
    diesel::insert_into(provider_errands::table)
        .values((
            provider_errands::digest.eq(crypto::digest(&secrets.state).to_vec()),
            provider_errands::browser.eq(&browser.0),
            provider_errands::provider.eq(provider),
            provider_errands::member_id.eq(member),
            provider_errands::nonce.eq(&secrets.nonce),
            provider_errands::verifier.eq(&secrets.verifier),
            provider_errands::way_on.eq(way_on),
            provider_errands::expires_at.eq(now.plus_minutes(MINUTES)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes up the errand that came back with `state`: deleting its row is what makes it happen once.
pub(super) async fn take(
    conn: &mut Connection,
    now: Instant,
    provider: ProviderName,
    state: &str,
    browsers: &[Browser],
) -> Result<Errand, FederationError> {
    let browsers: Vec<&[u8]> = browsers.iter().map(|browser| browser.0.as_slice()).collect();
    let found = diesel::delete(
        provider_errands::table
            .find(crypto::digest(state).to_vec())
            .filter(provider_errands::provider.eq(provider))
            .filter(provider_errands::browser.eq_any(browsers))
            .filter(provider_errands::expires_at.gt(now)),
    )
    .returning((
        provider_errands::member_id,
        provider_errands::nonce,
        provider_errands::verifier,
        provider_errands::way_on,
    ))
    .get_result(conn)
    .await
    .optional()?;
    found.ok_or(FederationError::NoErrand)
}

/// Deletes errands that nobody came back from.
pub(super) async fn forget_expired(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    diesel::delete(provider_errands::table.filter(provider_errands::expires_at.le(now))).execute(conn).await?;
    Ok(())
}
