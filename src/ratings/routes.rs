//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{desk, disputing, listing};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/members/{member}/ratings").route(get().to(listing::index)))
        .service(
            resource("/bookings/{booking}/rating/dispute")
                .route(get().to(disputing::form))
                .route(post().to(disputing::create)),
        )
        .service(resource("/moderation/ratings").route(get().to(desk::index)))
        .service(resource("/moderation/ratings/{dispute}").route(get().to(desk::page)).route(post().to(desk::decide)));
}
