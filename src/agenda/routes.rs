//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/calendars/{token}.ics").route(get().to(handlers::feed)))
        .service(resource("/me/calendar").route(get().to(handlers::index)))
        .service(resource("/me/calendar/feed").route(post().to(handlers::make_feed)))
        .service(resource("/me/calendar/feed/removal").route(post().to(handlers::revoke_feed)))
        .service(resource("/me/calendar/{provider}").route(post().to(handlers::leave)))
        .service(resource("/me/calendar/{provider}/callback").route(get().to(handlers::arrive)))
        .service(resource("/me/calendar/{provider}/removal").route(post().to(handlers::disconnect)));
}
