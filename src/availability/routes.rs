//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/me/hours").route(get().to(handlers::form)).route(post().to(handlers::save)));
}
