//! A browser between two requests: who is sent to a provider, or asked for a passkey, must be who comes back. What is
//! kept about that is a row, found by a digest of what only this browser holds: of two who come back, one finds it, on
//! whatever node.

use actix_session::Session;

use super::{LoginId, Viewer, Visitor};
use crate::crypto;
use crate::error::{AppError, AppResult};

/// The cookie session's entry for a browser in which nobody is logged in. It is written when its
/// cookie session begins and stays as it is: processes remember sessions for a while.
const KEY: &str = "browser";

/// A browser, by a digest of what its cookie session holds and nobody else knows.
pub(super) struct Browser(Vec<u8>);

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
        session.insert(KEY, &mark).map_err(AppError::internal)?;
        Ok(Self::of_mark(&mark))
    }

    /// This browser, whoever is logged in there.
    pub(super) fn of(session: &Session, visitor: &Visitor) -> AppResult<Self> {
        match &visitor.0 {
            Some(viewer) => Ok(Self::of_login(viewer.login_id)),
            None => Self::marked(session),
        }
    }

    /// 32 bytes that stand for it in a row.
    pub(super) fn digest(&self) -> &[u8] {
        &self.0
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
