//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{catalogue, changes, desk, mergers, requests};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/skills/requests").route(get().to(requests::index)).route(post().to(requests::ask)))
        .service(resource("/skills/requests/{request}/withdrawal").route(post().to(requests::withdraw)))
        .service(resource("/admin/skills").route(get().to(desk::queue)))
        .service(resource("/admin/skills/changes").route(get().to(changes::index)))
        .service(resource("/admin/skills/requests/{request}").route(get().to(desk::request)))
        .service(resource("/admin/skills/requests/{request}/approval").route(post().to(desk::approve)))
        .service(resource("/admin/skills/requests/{request}/answer").route(post().to(desk::answer)))
        .service(resource("/admin/skills/requests/{request}/refusal").route(post().to(desk::decline)))
        .service(resource("/admin/skills/catalogue").route(get().to(catalogue::index)).route(post().to(catalogue::add)))
        .service(resource("/admin/skills/catalogue/new").route(get().to(catalogue::new)))
        .service(
            resource("/admin/skills/catalogue/{skill}")
                .route(get().to(catalogue::entry))
                .route(post().to(catalogue::edit)),
        )
        .service(
            resource("/admin/skills/catalogue/{skill}/merger")
                .route(get().to(mergers::preview))
                .route(post().to(mergers::merge)),
        );
}
