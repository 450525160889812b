//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{answers, endings, proposals};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/members/{member}/series").route(get().to(proposals::form)).route(post().to(proposals::create)),
        )
        .service(resource("/series/{series}").route(get().to(answers::page)))
        .service(resource("/series/{series}/answer").route(post().to(answers::accept)))
        .service(resource("/series/{series}/end").route(get().to(endings::form)).route(post().to(endings::end)));
}
