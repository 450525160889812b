//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{alerts, arranging, finding, mine};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/skills").route(get().to(finding::search)))
        .service(resource("/skills/browse").route(get().to(finding::browse)))
        .service(resource("/skills/{slug}/alert").route(post().to(alerts::create)))
        .service(resource("/me/alerts").route(get().to(alerts::index)))
        .service(resource("/me/alerts/{skill}/removal").route(post().to(alerts::remove)))
        .service(resource("/me/skills").route(get().to(mine::index)).route(post().to(mine::add)))
        .service(resource("/me/skills/order").route(get().to(arranging::index)).route(post().to(arranging::shift)))
        .service(resource("/me/skills/{skill}").route(post().to(mine::edit)))
        .service(resource("/me/skills/{skill}/removal").route(post().to(mine::remove)));
}
