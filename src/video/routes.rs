//! URL -> handler.

use actix_web::web::{PayloadConfig, ServiceConfig, get, post, resource};

use super::handlers::{room, webhooks};

/// The largest webhook that we read, in bytes; providers' are a few thousand.
const LARGEST_WEBHOOK: usize = 256 * 1024;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    let bodies = PayloadConfig::new(LARGEST_WEBHOOK);
    config
        .service(resource("/bookings/{booking}/room").route(get().to(room::page)))
        .service(resource("/bookings/{booking}/room/news").route(get().to(room::news)))
        .service(resource("/bookings/{booking}/room/entry").route(post().to(room::enter)))
        .service(resource("/bookings/{booking}/room/recording").route(post().to(room::agree)))
        .service(resource("/webhooks/daily").app_data(bodies.clone()).route(post().to(webhooks::daily)))
        .service(resource("/webhooks/zoom").app_data(bodies).route(post().to(webhooks::zoom)));
}
