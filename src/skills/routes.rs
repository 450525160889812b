//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{finding, mine};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/skills").route(get().to(finding::search)))
        .service(resource("/skills/browse").route(get().to(finding::browse)))
        .service(resource("/me/skills").route(get().to(mine::index)).route(post().to(mine::put)))
        .service(resource("/me/skills/{skill}/removal").route(post().to(mine::remove)));
}
