//! The one way in. However somebody shows who they are (a password, a mailed link, another site's word, a passkey),
//! [`admit`] decides whether that is enough and starts the login.

use std::future::{Ready, ready};
use std::net::IpAddr;

use actix_session::{Session, SessionExt};
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::attempts::Subject;
use super::browser::Browser;
use super::login::{self, NewLogin};
use super::password::{PasswordHash, Verdict};
use super::{MemberId, Passwords};
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::schema::{members, second_factors};
use crate::state::AppState;
use crate::web::session::is_unavailable;
use crate::web::{Flash, client_address, redirect, see_other};

/// Where somebody stands who wants to come in: their request and their cookie session. Extracted like any argument of a
/// handler.
pub(crate) struct Door {
    /// The handles.
    pub state: web::Data<AppState>,
    /// What they sent.
    pub request: HttpRequest,
    /// What their cookie names.
    pub session: Session,
}

/// Somebody who has shown who they are, and how they want to go on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    member: MemberId,
    remembered: bool,
    zone: String,
    way_on: String,
    welcome: Option<String>,
    /// They have shown what a second factor shows.
    #[serde(skip)]
    is_strong: bool,
}

/// Somebody who has shown the first factor and must show the second. Kept in their cookie session, which is ours.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pending {
    pub entry: Entry,
    until: Instant,
}

/// The cookie session's entry for who is halfway in.
const PENDING: &str = "pending";
/// Minutes that they have for the second factor.
const PENDING_MINUTES: i64 = 10;

impl Door {
    /// The address that they come from.
    pub(super) fn address(&self) -> Option<IpAddr> {
        client_address::of(&self.request, &self.state.config.server.trusted_proxies)
    }

    /// What a try from here is counted on, whoever makes it.
    pub(super) fn subjects(&self) -> Vec<Subject> {
        self.address().map(Subject::From).into_iter().collect()
    }
}

impl FromRequest for Door {
    type Error = AppError;
    type Future = Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<AppState>>().cloned();
        let missing = || AppError::internal(anyhow::anyhow!("AppState is not mounted"));
        let session = request.get_session();
        // What is written to it now would take the place of what could not be read.
        if is_unavailable(&session) {
            return ready(Err(AppError::Unavailable(anyhow::anyhow!("the cookie session cannot be read"))));
        }
        ready(state.ok_or_else(missing).map(|state| Self { state, request: request.clone(), session }))
    }
}

impl Entry {
    /// `member`, going on to `way_on`: a path of ours.
    pub(crate) fn new(member: MemberId, way_on: &str) -> Self {
        Self {
            member,
            remembered: false,
            zone: String::new(),
            way_on: way_on.to_owned(),
            welcome: None,
            is_strong: false,
        }
    }

    /// Stays logged in for 30 days when they wished so.
    pub(crate) fn remembered(self, remembered: bool) -> Self {
        Self { remembered, ..self }
    }

    /// The IANA zone that their device says it is in.
    pub(super) fn in_zone(self, zone: &str) -> Self {
        Self { zone: zone.to_owned(), ..self }
    }

    /// What they are told when they are in.
    pub(crate) fn welcomed(self, welcome: Flash) -> Self {
        Self { welcome: Some(welcome.text), ..self }
    }

    /// They have shown the second factor, or something as good.
    pub(super) fn with_second_factor(self) -> Self {
        Self { is_strong: true, ..self }
    }

    /// Where they go on.
    pub(super) fn way_on(&self) -> &str {
        &self.way_on
    }

    /// Who it is.
    pub(super) fn member(&self) -> MemberId {
        self.member
    }
}

/// Lets a member in who has shown who they are: starts the login and answers with the way on, or asks for the second
/// factor first, when there is one. Who is suspended learns that here, and not before.
///
/// # Errors
/// When the database or the cookie session fails.
pub(crate) async fn admit(door: &Door, entry: Entry) -> AppResult<HttpResponse> {
    let factor = second_factors::member_id.eq(members::id).and(second_factors::confirmed_at.is_not_null());
    let (suspended_at, has_factor): (Option<Instant>, bool) = members::table
        .find(entry.member)
        .select((members::suspended_at, exists(second_factors::table.filter(factor))))
        .first(&mut *door.state.db.get().await?)
        .await?;
    if suspended_at.is_some() {
        let sentence =
            "Your account is suspended, so you cannot log in. Write to us if you think that this is a mistake.";
        return Ok(redirect("/login", &Flash::negative(sentence)));
    }
    if has_factor && !entry.is_strong { ask_for_second_factor(door, entry) } else { enter(door, &entry).await }
}

/// Who is halfway in here, while there is time.
pub(super) fn pending(door: &Door) -> Option<Pending> {
    let pending: Option<Pending> = door.session.get(PENDING).ok().flatten();
    pending.filter(|pending| door.state.clock.now() < pending.until)
}

/// Notes that they are halfway in, under a new key of the cookie session.
fn ask_for_second_factor(door: &Door, entry: Entry) -> AppResult<HttpResponse> {
    let until = door.state.clock.now().plus_minutes(PENDING_MINUTES);
    door.session.clear();
    door.session.renew();
    Browser::marked(&door.session)?;
    let noted = door.session.insert(PENDING, Pending { entry, until });
    noted.map_err(|error| AppError::internal(anyhow::anyhow!("{error}")))?;
    Ok(see_other("/login/code"))
}

/// Starts the login.
async fn enter(door: &Door, entry: &Entry) -> AppResult<HttpResponse> {
    let new = NewLogin { member: entry.member, remembered: entry.remembered, zone: &entry.zone };
    login::start(door, &new).await?;
    Ok(match &entry.welcome {
        Some(welcome) => redirect(&entry.way_on, &Flash::positive(welcome)),
        None => see_other(&entry.way_on),
    })
}

#[derive(Queryable)]
struct Account {
    member: MemberId,
    password_hash: Option<String>,
    email_verified_at: Option<Instant>,
}

/// Who has this address and this password, and has proven that the address is theirs. The same statement and one hash,
/// whether there is such an account or not; only somebody with the right password costs more. Nobody is told that an
/// account waits for its proof: who begins one with another's address would learn from it that they have none.
///
/// # Errors
/// When the database fails or too many wait for a hash.
pub(super) async fn authenticate(
    state: &AppState,
    passwords: &Passwords,
    email: &str,
    password: &str,
) -> AppResult<Option<MemberId>> {
    let account: Option<Account> = members::table
        .filter(members::email.eq(email.trim().to_lowercase()))
        .select((members::id, members::password_hash, members::email_verified_at))
        .first(&mut *state.db.get().await?)
        .await
        .optional()?;
    let hash = account.as_ref().and_then(|account| account.password_hash.clone());
    let verdict = passwords.verify(password.to_owned(), hash.clone()).await?;
    let is_theirs = |account: &Account| verdict.is_right() && account.email_verified_at.is_some();
    let Some(account) = account.filter(is_theirs) else { return Ok(None) };
    if let (Verdict::Outdated(new), Some(old)) = (&verdict, &hash) {
        replace_hash(state, account.member, old, new).await?;
    }
    Ok(Some(account.member))
}

/// A hash of an older kind gives way, unless the password was changed meanwhile.
async fn replace_hash(state: &AppState, member: MemberId, old: &str, new: &PasswordHash) -> AppResult<()> {
    diesel::update(members::table.find(member).filter(members::password_hash.eq(old)))
        .set(members::password_hash.eq(new.as_str()))
        .execute(&mut *state.db.get().await?)
        .await?;
    Ok(())
}
