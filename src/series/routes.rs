//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{answers, endings, enrolments, proposals};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/members/{member}/series").route(get().to(proposals::form)).route(post().to(proposals::create)),
        )
        .service(
            resource("/programmes/{programme}/enrolment")
                .route(get().to(enrolments::form))
                .route(post().to(enrolments::enrol)),
        )
        .service(
            resource("/series/{series}/dates")
                .route(get().to(enrolments::dates))
                .route(post().to(enrolments::set_dates)),
        )
        .service(resource("/series/{series}").route(get().to(answers::page)))
        .service(resource("/series/{series}/answer").route(post().to(answers::accept)))
        .service(resource("/series/{series}/end").route(get().to(endings::form)).route(post().to(endings::end)));
}
