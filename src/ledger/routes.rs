//! URL -> handler.

use actix_web::web::{ServiceConfig, get};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/credits", get().to(handlers::index));
}
