//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/quick-help").route(get().to(handlers::page)).route(post().to(handlers::ask)))
        .service(resource("/quick-help/acceptance").route(post().to(handlers::accept)))
        .service(resource("/quick-help/withdrawal").route(post().to(handlers::withdraw)))
        .service(resource("/quick-help/availability").route(post().to(handlers::stand_by)));
}
