//! Errands: who is on their way to a provider, so that only they come back, once, and soon.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge};

use super::FederationError;
use super::provider::ProviderName;
use crate::accounts::MemberId;
use crate::accounts::browser::Browser;
use crate::clock::Instant;
use crate::crypto;
use crate::db::Connection;
use crate::schema::provider_errands;

/// How long somebody may take over there.
const MINUTES: i64 = 10;
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
            provider_errands::browser.eq(&browser.digest()),
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
    let browsers: Vec<&[u8]> = browsers.iter().map(|browser| browser.digest()).collect();
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
