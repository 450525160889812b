//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{answers, changes, price, proposals, ratings, sessions, times};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/sessions").route(get().to(sessions::index)))
        .service(resource("/sessions/week").route(get().to(sessions::week)))
        .service(
            resource("/members/{member}/proposal").route(get().to(proposals::form)).route(post().to(proposals::create)),
        )
        .service(resource("/bookings/{booking}").route(get().to(sessions::page)))
        .service(resource("/bookings/{booking}/acceptance").route(post().to(answers::accept)))
        .service(resource("/bookings/{booking}/refusal").route(post().to(answers::decline)))
        .service(resource("/bookings/{booking}/withdrawal").route(post().to(answers::withdraw)))
        .service(
            resource("/bookings/{booking}/counter")
                .route(get().to(times::counter_form))
                .route(post().to(times::counter)),
        )
        .service(
            resource("/bookings/{booking}/move").route(get().to(times::move_form)).route(post().to(times::offer_move)),
        )
        .service(resource("/bookings/{booking}/move/agreement").route(post().to(answers::agree_move)))
        .service(resource("/bookings/{booking}/move/refusal").route(post().to(answers::refuse_move)))
        .service(resource("/bookings/{booking}/move/withdrawal").route(post().to(answers::withdraw_move)))
        .service(
            resource("/bookings/{booking}/cancellation")
                .route(get().to(changes::cancellation_form))
                .route(post().to(changes::cancel)),
        )
        .service(
            resource("/bookings/{booking}/claim").route(get().to(changes::claim_form)).route(post().to(changes::claim)),
        )
        .service(resource("/bookings/{booking}/claim/admission").route(post().to(answers::admit)))
        .service(resource("/bookings/{booking}/claim/objection").route(post().to(answers::contest)))
        .service(resource("/me/price").route(get().to(price::form)).route(post().to(price::save)))
        .service(
            resource("/bookings/{booking}/rating").route(get().to(ratings::form)).route(post().to(ratings::create)),
        );
}
