//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{answers, proposals, ratings, sessions};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/sessions").route(get().to(sessions::index)))
        .service(
            resource("/members/{member}/proposal").route(get().to(proposals::form)).route(post().to(proposals::create)),
        )
        .service(resource("/bookings/{booking}").route(get().to(sessions::page)))
        .service(resource("/bookings/{booking}/acceptance").route(post().to(answers::accept)))
        .service(resource("/bookings/{booking}/refusal").route(post().to(answers::decline)))
        .service(resource("/bookings/{booking}/withdrawal").route(post().to(answers::withdraw)))
        .service(resource("/bookings/{booking}/rating").route(post().to(ratings::create)));
}
