//! The socket of a page.

use actix_web::{HttpRequest, HttpResponse, web};
use tokio::sync::watch;

use crate::accounts::Viewer;
use crate::realtime::{self, Feeds, Listener};
use crate::state::AppState;

/// `GET /live`
pub async fn open(
    request: HttpRequest,
    viewer: Viewer,
    body: web::Payload,
    state: web::Data<AppState>,
    feeds: web::Data<Feeds>,
    stop: web::Data<watch::Receiver<bool>>,
) -> actix_web::Result<HttpResponse> {
    let who = Listener { member_id: viewer.member_id.0, login_id: viewer.login_id.0 };
    realtime::open(&request, body, state.get_ref().clone(), feeds.get_ref().clone(), stop.get_ref().clone(), who).await
}
