//! The shell of a page for its viewer. One statement for a member's badges, none for visitors; a fragment asks for no
//! shell and pays nothing.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;

use diesel::QueryResult;

use super::queries::{Badges, badges};
use super::{Avatar, ProviderName, Viewer, Visitor, federation};
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{Flash, Page, Shell};

/// Makes the shell of this request's page.
#[derive(Clone)]
pub struct Pages {
    state: web::Data<AppState>,
    viewer: Option<Viewer>,
    path: String,
    flash: Option<Flash>,
}

impl Pages {
    /// Who is looking, when it is a member.
    pub fn viewer(&self) -> Option<&Viewer> {
        self.viewer.as_ref()
    }

    /// Whom one can log in through here.
    pub(super) fn providers(&self) -> Vec<ProviderName> {
        federation::offered(&self.state.config.federation)
    }

    /// The shell of a page called `title`.
    ///
    /// # Errors
    /// When the badges cannot be read.
    pub async fn page(&self, title: impl Into<String>) -> AppResult<Page> {
        match self.viewer {
            Some(_) => Ok(self.page_over(&*self.state.db.get().await?, title).await?),
            None => Ok(self.around(title, None)),
        }
    }

    /// The same over a connection that is at hand, to be joined with the statements of the page.
    ///
    /// # Errors
    /// When the badges cannot be read.
    pub async fn page_over(&self, conn: &Connection, title: impl Into<String>) -> QueryResult<Page> {
        let Some(viewer) = &self.viewer else { return Ok(self.around(title, None)) };
        let badges = badges(conn, viewer.member_id).await?;
        Ok(self.around(title, Some(shell(viewer, &badges))))
    }

    fn around(&self, title: impl Into<String>, viewer: Option<Shell>) -> Page {
        Page { title: title.into(), path: self.path.clone(), flash: self.flash.clone(), viewer, ..Page::default() }
    }
}

impl FromRequest for Pages {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, AppResult<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let visitor = Visitor::from_request(request, payload);
        let state = request.app_data::<web::Data<AppState>>().cloned();
        let (path, flash) = (request.path().to_owned(), Flash::of(request));
        async move {
            let Visitor(viewer) = visitor.await?;
            let state = state.ok_or_else(|| AppError::internal(anyhow::anyhow!("AppState is not mounted")))?;
            Ok(Self { state, viewer, path, flash })
        }
        .boxed_local()
    }
}

/// The viewer as the shell shows them.
pub(super) fn shell(viewer: &Viewer, badges: &Badges) -> Shell {
    Shell {
        member_id: viewer.member_id.0,
        name: viewer.name.clone(),
        photo: Avatar::of(&viewer.name, viewer.photo.as_ref()).photo(32),
        theme: viewer.theme.as_str(),
        unread_messages: badges.unread_messages,
        unread_notifications: badges.unread_notifications,
    }
}
