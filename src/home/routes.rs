//! URL -> handler.

use actix_web::web::{ServiceConfig, get, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/").route(get().to(handlers::index)))
        .service(resource("/me").route(get().to(handlers::me)))
        .service(resource("/about").route(get().to(handlers::about)))
        .service(resource("/help").route(get().to(handlers::help)))
        .service(resource("/privacy").route(get().to(handlers::privacy)))
        .service(resource("/terms").route(get().to(handlers::terms)));
}
