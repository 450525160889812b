//! Proof, anew, of who somebody is. A login that is some days old may be a phone left on a table: what would let its
//! finder keep the account asks again. When it was last proven is kept with the login, never in the cookie.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use super::attempts::{self, Subject};
use super::viewer::ViewerFacts;
use super::{MemberId, Passwords, Viewer, login};
use crate::error::{AppError, AppResult};
use crate::schema::members;
use crate::state::AppState;

/// Minutes that a proof is good for.
const GOOD_FOR_MINUTES: i64 = 10;

/// A viewer who proved within the last 10 minutes who they are: by logging in, or at `/me/confirmation`, where everybody
/// else is sent. As a handler's argument it demands that. One statement.
#[derive(Debug, Clone)]
pub struct RecentProof(Viewer);

impl RecentProof {
    /// Who it is.
    pub fn viewer(&self) -> &Viewer {
        &self.0
    }
}

impl Deref for RecentProof {
    type Target = ViewerFacts;

    fn deref(&self) -> &ViewerFacts {
        &self.0
    }
}

impl FromRequest for RecentProof {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let viewer = Viewer::from_request(request, payload);
        let request = request.clone();
        async move {
            let viewer = viewer.await?;
            let state = request
                .app_data::<web::Data<AppState>>()
                .ok_or_else(|| AppError::internal(anyhow::anyhow!("AppState is not mounted")))?;
            let confirmed = login::confirmed_at(&mut *state.db.get().await?, viewer.login_id).await?;
            let good_after = state.clock.now().plus_minutes(-GOOD_FOR_MINUTES);
            if confirmed.is_some_and(|confirmed| confirmed > good_after) {
                Ok(Self(viewer))
            } else {
                Err(AppError::ConfirmationNeeded { return_to: request.uri().to_string() })
            }
        }
        .boxed_local()
    }
}

/// Whether a member has a password at all: who came through another site may have none.
///
/// # Errors
/// When the database fails.
pub async fn has_password(state: &AppState, member: MemberId) -> AppResult<bool> {
    Ok(hash_of(state, member).await?.is_some())
}

/// Whether `password` is the member's.
///
/// # Errors
/// When the database fails or too many wait for a hash.
pub(super) async fn is_password_of(
    state: &AppState,
    passwords: &Passwords,
    member: MemberId,
    password: &str,
) -> AppResult<bool> {
    let hash = hash_of(state, member).await?;
    Ok(passwords.verify(password.to_owned(), hash).await?.is_right())
}

/// Whether `password` is the member's, for what must not be done by whoever finds a device that is logged in; a member
/// without one has nothing to give. Counted as a try.
///
/// # Errors
/// [`AppError::TooMany`] after too many tries; when the database fails or too many wait for a hash.
pub async fn knows_password(
    state: &AppState,
    passwords: &Passwords,
    member: MemberId,
    password: &str,
) -> AppResult<bool> {
    if !has_password(state, member).await? {
        return Ok(true);
    }
    let tries = [Subject::Proof(member)];
    attempts::demand(state, &tries).await?;
    let is_right = is_password_of(state, passwords, member, password).await?;
    if is_right {
        attempts::succeeded(state, &mut *state.db.get().await?, &tries, &[]).await?;
    }
    Ok(is_right)
}

async fn hash_of(state: &AppState, member: MemberId) -> AppResult<Option<String>> {
    let hash = members::table.find(member).select(members::password_hash);
    Ok(hash.first(&mut *state.db.get().await?).await?)
}
