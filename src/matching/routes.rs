//! URL -> handler.

use actix_web::web::{ServiceConfig, get, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/discover").route(get().to(handlers::discover)))
        .service(resource("/matches/{member}").route(get().to(handlers::show_receipt)));
}
