//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{mine, showing};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/programmes/{programme}").route(get().to(showing::page)))
        .service(resource("/me/programmes").route(get().to(mine::index)).route(post().to(mine::create)))
        .service(resource("/me/programmes/new").route(get().to(mine::new)))
        .service(resource("/me/programmes/{programme}").route(get().to(mine::edit)).route(post().to(mine::save)))
        .service(resource("/me/programmes/{programme}/visibility").route(post().to(mine::hide)))
        .service(resource("/me/programmes/{programme}/removal").route(post().to(mine::remove)));
}
