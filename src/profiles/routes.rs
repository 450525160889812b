//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{browsing, editing, showing};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/members").route(get().to(browsing::index)))
        .service(resource("/members/{member}").route(get().to(showing::show_person)))
        .service(resource("/me/profile").route(get().to(editing::edit)).route(post().to(editing::update)));
}
