//! URL -> handler.

use actix_web::web::{ServiceConfig, get, resource};

use super::handlers::listing;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config.service(resource("/members/{member}/ratings").route(get().to(listing::index)));
}
