//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::federation;
use super::handlers::{joining, live, logging_in, verifying};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/join").route(get().to(joining::form)).route(post().to(joining::create)))
        .service(resource("/join/sent").route(get().to(joining::sent)))
        .service(
            resource("/email-verification/{token}")
                .route(get().to(verifying::show_link))
                .route(post().to(verifying::create)),
        )
        .service(resource("/login").route(get().to(logging_in::form)).route(post().to(logging_in::create)))
        .service(resource("/login/{provider}").route(post().to(federation::leave)))
        .service(resource("/login/{provider}/callback").route(get().to(federation::arrive)))
        .service(resource("/me/linked-accounts").route(get().to(federation::index)))
        .service(resource("/me/linked-accounts/{provider}").route(post().to(federation::link)))
        .service(resource("/me/linked-accounts/{provider}/removal").route(post().to(federation::unlink)))
        .service(resource("/logout").route(post().to(logging_in::destroy)))
        .service(resource("/live").route(get().to(live::open)));
}
