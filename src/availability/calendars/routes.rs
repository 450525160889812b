//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this resource.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/me/hours/calendars").route(get().to(handlers::index)).route(post().to(handlers::add_address)),
        )
        .service(resource("/me/hours/calendars/file").route(post().to(handlers::add_upload)))
        .service(resource("/me/hours/calendars/{calendar}").route(post().to(handlers::rename)))
        .service(resource("/me/hours/calendars/{calendar}/fetching").route(post().to(handlers::fetch_now)))
        .service(resource("/me/hours/calendars/{calendar}/removal").route(post().to(handlers::remove)))
        .service(resource("/me/hours/calendars/{calendar}/busy.ics").route(get().to(handlers::busy)));
}
