//! URL -> handler.

use actix_web::web::{ServiceConfig, get};

use super::handlers;

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/credits", get().to(handlers::index))
        .route("/credits/news", get().to(handlers::news))
        .route("/credits/history.csv", get().to(handlers::history_csv))
        .route("/credits/statements", get().to(handlers::statements))
        .route("/credits/statements/{month}", get().to(handlers::statement))
        .route("/credits/statements/{month}/statement.csv", get().to(handlers::statement_csv))
        .route("/credits/statements/{month}/statement.pdf", get().to(handlers::statement_pdf));
}
