//! What browser and server say to each other. A challenge is kept in the cookie session, which is ours, works once and
//! for five minutes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Uuid,
    Webauthn, WebauthnBuilder,
};

use super::{PasskeyError, PasskeyId, add};
use crate::accounts::signing_in::Door;
use crate::accounts::{MemberId, Viewer};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::schema::{members, passkeys};
use crate::state::AppState;

/// The cookie session's entries.
const REGISTRATION: &str = "passkey registration";
const LOGIN: &str = "passkey login";
/// Minutes that a challenge is good for.
const GOOD_FOR_MINUTES: i64 = 5;

#[derive(Serialize, Deserialize)]
struct Challenge<T> {
    state: T,
    until: Instant,
}

/// Whether this installation can have passkeys: they belong to a domain, and an address of numbers has none.
pub(in crate::accounts) fn is_possible(state: &AppState) -> bool {
    state.config.server.public_url.domain().is_some()
}

/// What the browser needs to make a passkey for a member.
///
/// # Errors
/// When the database or the cookie session fails.
pub(in crate::accounts) async fn begin_registration(door: &Door, viewer: &Viewer) -> AppResult<Value> {
    let mut conn = door.state.db.get().await?;
    let email: String = members::table.find(viewer.member_id).select(members::email).first(&mut conn).await?;
    let known: Vec<Vec<u8>> = passkeys::table
        .filter(passkeys::member_id.eq(viewer.member_id))
        .select(passkeys::credential_id)
        .load(&mut conn)
        .await?;
    drop(conn);
    let handle = user_handle(&door.state, viewer.member_id);
    let (options, state) = site(&door.state)?
        .start_passkey_registration(handle, &email, &viewer.name, Some(known))
        .map_err(AppError::internal)?;
    keep(door, REGISTRATION, state)?;
    let mut options = serde_json::to_value(options).map_err(AppError::internal)?;
    // A key that does not know whose it is could only be used after typing an address.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
    options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
    Ok(options)
}

/// Keeps the passkey that the browser made.
///
/// # Errors
/// [`PasskeyError`].
pub(in crate::accounts) async fn finish_registration(
    door: &Door,
    member: MemberId,
    name: &str,
    credential: &str,
) -> Result<(), PasskeyError> {
    let state: PasskeyRegistration = take(door, REGISTRATION).ok_or(PasskeyError::Refused)?;
    let credential: RegisterPublicKeyCredential = read(credential)?;
    let made = site(&door.state)?.finish_passkey_registration(&credential, &state);
    let key = made.map_err(|error| refused(&error))?;
    let mut conn = door.state.db.get().await.map_err(AppError::from)?;
    add(&mut conn, door.state.clock.now(), member, name, &key).await
}

/// What the browser needs to ask for a passkey, whoever's.
///
/// # Errors
/// When the cookie session fails.
pub(in crate::accounts) fn begin_login(door: &Door) -> AppResult<Value> {
    let (options, state) = site(&door.state)?.start_discoverable_authentication().map_err(AppError::internal)?;
    keep(door, LOGIN, state)?;
    let mut options = serde_json::to_value(options).map_err(AppError::internal)?;
    // The person has pressed a button: the browser shall ask now, not wait for a click into a field.
    if let Some(options) = options.as_object_mut() {
        options.remove("mediation");
    }
    Ok(options)
}

/// Whose passkey the browser has used.
///
/// # Errors
/// [`PasskeyError::Refused`]; when the database fails.
pub(in crate::accounts) async fn finish_login(door: &Door, credential: &str) -> Result<MemberId, PasskeyError> {
    let state: DiscoverableAuthentication = take(door, LOGIN).ok_or(PasskeyError::Refused)?;
    let credential: PublicKeyCredential = read(credential)?;
    let site = site(&door.state)?;
    let (handle, id) = site.identify_discoverable_authentication(&credential).map_err(|error| refused(&error))?;
    let mut conn = door.state.db.get().await.map_err(AppError::from)?;
    let found: Option<(PasskeyId, MemberId, Value)> = passkeys::table
        .filter(passkeys::credential_id.eq(id))
        .select((passkeys::id, passkeys::member_id, passkeys::credential))
        .first(&mut conn)
        .await
        .optional()?;
    let (id, member, key) = found.ok_or(PasskeyError::Refused)?;
    let mut key: Passkey = serde_json::from_value(key).map_err(AppError::internal)?;
    let seen = site.finish_discoverable_authentication_v2(&credential, state, &key).map_err(|error| refused(&error))?;
    if handle != user_handle(&door.state, member) || !seen.user_verified() {
        return Err(PasskeyError::Refused);
    }
    key.update_credential(&seen);
    let key = serde_json::to_value(key).map_err(AppError::internal)?;
    diesel::update(passkeys::table.find(id))
        .set((passkeys::credential.eq(key), passkeys::last_used_at.eq(door.state.clock.now())))
        .execute(&mut conn)
        .await?;
    Ok(member)
}

/// Whom keys are made for. In development the site may be reached through any port.
fn site(state: &AppState) -> AppResult<Webauthn> {
    let url = &state.config.server.public_url;
    let missing = "Passkeys belong to a domain name, and this site is reached by a number.";
    let domain = url.domain().ok_or(AppError::BadRequest(missing))?;
    let builder = WebauthnBuilder::new(domain, url).map_err(AppError::internal)?;
    builder.rp_name("Skillswap").allow_any_port(state.config.is_development()).build().map_err(AppError::internal)
}

/// What a device calls the member: always the same, and nothing that others could read a number from.
fn user_handle(state: &AppState, member: MemberId) -> Uuid {
    let digest = state.secret.keyed_digest("passkey owner", &member.to_string());
    let (first, _) = digest.split_at(16);
    Uuid::from_slice(first).unwrap_or_default()
}

fn keep<T: Serialize>(door: &Door, entry: &str, state: T) -> AppResult<()> {
    let until = door.state.clock.now().plus_minutes(GOOD_FOR_MINUTES);
    let kept = door.session.insert(entry, Challenge { state, until });
    kept.map_err(|error| AppError::internal(anyhow::anyhow!("{error}")))
}

fn take<T: DeserializeOwned>(door: &Door, entry: &str) -> Option<T> {
    let challenge: Challenge<T> = door.session.remove_as(entry)?.ok()?;
    (door.state.clock.now() < challenge.until).then_some(challenge.state)
}

fn read<T: DeserializeOwned>(credential: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(credential).map_err(|error| refused(&error))
}

fn refused(error: &impl std::fmt::Display) -> PasskeyError {
    tracing::info!(%error, "a passkey was refused");
    PasskeyError::Refused
}
