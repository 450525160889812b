//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/moderation/disputes").route(get().to(handlers::index))).service(
        resource("/moderation/disputes/{booking}").route(get().to(handlers::page)).route(post().to(handlers::decide)),
    );
}
