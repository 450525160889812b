//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{hours, photo, profile, skills, walking};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/onboarding").route(get().to(walking::resume)))
        .service(resource("/onboarding/completion").route(post().to(walking::finish)))
        .service(resource("/onboarding/photo").route(get().to(photo::form)).route(post().to(photo::save)))
        .service(resource("/onboarding/hours").route(get().to(hours::form)).route(post().to(hours::save)))
        .service(resource("/onboarding/{step:teach|learn}").route(get().to(skills::list)))
        .service(
            resource("/onboarding/{step:about|place|style}")
                .route(get().to(profile::form))
                .route(post().to(profile::save)),
        )
        .service(resource("/onboarding/{step}/skip").route(post().to(walking::leave)));
}
