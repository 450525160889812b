//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/notifications").route(get().to(handlers::list)))
        .service(resource("/notifications/reading").route(post().to(handlers::read_all)))
        .service(resource("/notifications/{notification}").route(get().to(handlers::follow)));
}
