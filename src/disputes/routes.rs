//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::{handing_in, handlers};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/bookings/{booking}/evidence")
                .route(get().to(handing_in::page))
                .route(post().to(handing_in::hand_in)),
        )
        .service(resource("/moderation/disputes").route(get().to(handlers::index)))
        .service(
            resource("/moderation/disputes/{booking}")
                .route(get().to(handlers::page))
                .route(post().to(handlers::decide)),
        );
}
