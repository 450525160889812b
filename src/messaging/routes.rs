//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{conversations, messages};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/messages").route(get().to(conversations::list)))
        .service(
            resource("/messages/{conversation}")
                .route(get().to(conversations::show))
                .route(post().to(messages::create)),
        )
        .service(resource("/messages/{conversation}/news").route(get().to(messages::news)))
        .service(resource("/members/{member}/conversation").route(post().to(conversations::create)));
}
