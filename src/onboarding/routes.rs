//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/onboarding").route(get().to(handlers::show_steps)))
        .service(resource("/onboarding/completion").route(post().to(handlers::finish)));
}
