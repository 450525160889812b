//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this room.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/dev/components").route(get().to(handlers::components)))
        .service(resource("/dev/mailbox").route(get().to(handlers::mailbox)))
        .service(resource("/dev/mailbox/{file}").route(get().to(handlers::letter)))
        .service(resource("/dev/clock").route(get().to(handlers::clock)).route(post().to(handlers::advance)));
}
