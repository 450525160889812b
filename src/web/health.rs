//! For whoever runs this: is the process alive, is it ready, how is it doing.

use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, web};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::db;
use crate::error::{AppError, AppResult};
use crate::state::AppState;

/// Mounts `/healthz`, `/readyz` and `/metrics`.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/healthz", web::get().to(alive))
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(measured));
}

/// The process answers.
async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::plaintext()).body("alive\n")
}

/// The database answers and has this version's tables.
async fn ready(state: web::Data<AppState>) -> AppResult {
    match db::is_current(&state.db).await {
        Ok(true) => Ok(HttpResponse::Ok().content_type(ContentType::plaintext()).body("ready\n")),
        Ok(false) => Err(AppError::Unavailable(anyhow::anyhow!("migrations are missing: run `skillswap migrate`"))),
        Err(error) => Err(AppError::Unavailable(error.into())),
    }
}

/// Prometheus' text format.
async fn measured(handle: web::Data<PrometheusHandle>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(handle.render())
}
