//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{asking, assessing, badges, checking};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/me/skills/{skill}/verification").route(get().to(asking::page)).route(post().to(asking::ask)),
        )
        .service(resource("/me/skills/{skill}/verification/decision").route(post().to(asking::close)))
        .service(resource("/me/skills/{skill}/verification/sharing").route(post().to(asking::share)))
        .service(resource("/assessments").route(get().to(assessing::index)))
        .service(
            resource("/assessments/{assessment}").route(get().to(assessing::page)).route(post().to(assessing::answer)),
        )
        .service(resource("/assessments/{assessment}/refusal").route(post().to(assessing::decline)))
        .service(resource("/.well-known/jwks.json").route(get().to(badges::keys)))
        // Before the pages of badges, whose addresses look alike.
        .service(resource("/badges/issuer").route(get().to(badges::issuer)))
        .service(resource("/badges/check").route(get().to(checking::form)).route(post().to(checking::check)))
        .service(resource("/badges/check/file").route(post().to(checking::check_file)))
        .service(resource("/badges/{badge}").route(get().to(badges::page)))
        .service(resource("/badges/{badge}/card.png").route(get().to(badges::picture)))
        .service(resource("/badges/{badge}/credential.jwt").route(get().to(badges::signed)))
        .service(resource("/badges/{badge}/credential.json").route(get().to(badges::readable)))
        .service(resource("/badges/{badge}/status.json").route(get().to(badges::status)));
}
