//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{exporting, leaving};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/me/data").route(get().to(exporting::index)).route(post().to(exporting::create)))
        .service(resource("/me/data/skillswap.zip").route(get().to(exporting::download)))
        .service(resource("/me/deletion").route(get().to(leaving::form)).route(post().to(leaving::create)));
}
