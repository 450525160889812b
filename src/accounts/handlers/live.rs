//! The socket of a page.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::accounts::Viewer;
use crate::error::AppResult;

/// `GET /live`
pub async fn open(_request: HttpRequest, _viewer: Viewer, _body: web::Payload) -> AppResult {
    Ok(HttpResponse::NotImplemented().finish())
}
