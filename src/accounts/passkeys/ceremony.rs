//! What browser and server say to each other. A challenge is a row of the browser that got it; taking the row is what
//! makes an answer count once, on whatever node, within five minutes.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Uuid,
    Webauthn, WebauthnBuilder,
};

use super::{PasskeyError, PasskeyId, add};
use crate::accounts::browser::Browser;
use crate::accounts::signing_in::Door;
use crate::accounts::{MemberId, Viewer, Visitor};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::schema::{members, passkey_challenges, passkeys};
use crate::state::AppState;

/// What a challenge is for.
const REGISTRATION: &str = "registration";
const LOGIN: &str = "login";
/// Minutes that a challenge is good for.
const GOOD_FOR_MINUTES: i64 = 5;

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
    keep(&door.state, &Browser::of_login(viewer.login_id), REGISTRATION, &state).await?;
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
    viewer: &Viewer,
    name: &str,
    credential: &str,
) -> Result<(), PasskeyError> {
    let state: PasskeyRegistration = take(&door.state, &[Browser::of_login(viewer.login_id)], REGISTRATION).await?;
    let credential: RegisterPublicKeyCredential = read(credential)?;
    let made = site(&door.state)?.finish_passkey_registration(&credential, &state);
    let key = made.map_err(|error| refused(&error))?;
    add(&door.state, viewer.member_id, name, &key).await
}

/// What the browser needs to ask for a passkey, whoever's.
///
/// # Errors
/// When the database or the cookie session fails.
pub(in crate::accounts) async fn begin_login(door: &Door, visitor: &Visitor) -> AppResult<Value> {
    let (options, state) = site(&door.state)?.start_discoverable_authentication().map_err(AppError::internal)?;
    keep(&door.state, &Browser::of(&door.session, visitor)?, LOGIN, &state).await?;
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
pub(in crate::accounts) async fn finish_login(
    door: &Door,
    visitor: &Visitor,
    credential: &str,
) -> Result<MemberId, PasskeyError> {
    let browsers = Browser::candidates(&door.session, visitor);
    let state: DiscoverableAuthentication = take(&door.state, &browsers, LOGIN).await?;
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

async fn keep<T: Serialize>(state: &AppState, browser: &Browser, purpose: &str, challenge: &T) -> AppResult<()> {
    let values = (
        passkey_challenges::state.eq(serde_json::to_value(challenge).map_err(AppError::internal)?),
        passkey_challenges::expires_at.eq(state.clock.now().plus_minutes(GOOD_FOR_MINUTES)),
    );
    diesel::insert_into(passkey_challenges::table)
        .values((
            passkey_challenges::browser.eq(browser.digest()),
            passkey_challenges::purpose.eq(purpose),
            values.clone(),
        ))
        .on_conflict((passkey_challenges::browser, passkey_challenges::purpose))
        .do_update()
        .set(values)
        .execute(&mut *state.db.get().await?)
        .await?;
    Ok(())
}

async fn take<T: DeserializeOwned>(state: &AppState, browsers: &[Browser], purpose: &str) -> Result<T, PasskeyError> {
    let digests: Vec<&[u8]> = browsers.iter().map(Browser::digest).collect();
    let asked = passkey_challenges::browser.eq_any(digests).and(passkey_challenges::purpose.eq(purpose));
    let open = asked.and(passkey_challenges::expires_at.gt(state.clock.now()));
    let mut conn = state.db.get().await.map_err(AppError::from)?;
    let taken: Option<Value> = diesel::delete(passkey_challenges::table.filter(open))
        .returning(passkey_challenges::state)
        .get_result(&mut conn)
        .await
        .optional()?;
    serde_json::from_value(taken.ok_or(PasskeyError::Refused)?).map_err(|error| refused(&error))
}

/// Deletes challenges that nobody answered.
///
/// # Errors
/// When the database fails.
pub(in crate::accounts) async fn forget_expired(conn: &mut Connection, now: Instant) -> QueryResult<()> {
    diesel::delete(passkey_challenges::table.filter(passkey_challenges::expires_at.le(now))).execute(conn).await?;
    Ok(())
}

fn read<T: DeserializeOwned>(credential: &str) -> Result<T, PasskeyError> {
    serde_json::from_str(credential).map_err(|error| refused(&error))
}

fn refused(error: &impl std::fmt::Display) -> PasskeyError {
    tracing::info!(%error, "a passkey was refused");
    PasskeyError::Refused
}
