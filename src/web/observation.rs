//! What is measured of every request: time and count by route template, and its number of SQL statements. In
//! development the latter is also told to the browser (`Server-Timing`), and the tests assert it.

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use crate::db::statements;
use crate::state::AppState;

/// The template of a request's route, noted by whoever had to find it: finding it is looking through all routes.
#[derive(Debug, Clone)]
pub struct RouteTemplate(pub String);

/// The middleware.
///
/// # Errors
/// Passes on the inner service's.
pub async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let tells = request.app_data::<web::Data<AppState>>().is_some_and(|state| state.config.is_development());
    let method = known(request.method());
    let started = Instant::now();
    let (response, count) = statements::counted(next.call(request)).await;
    let mut response = response?;
    // Templates, not paths: a scanner must not be able to make a series per guess.
    let route = template_of(response.request()).unwrap_or_else(|| "unmatched".to_owned());
    let labels =
        [("method", method.to_owned()), ("route", route.clone()), ("status", response.status().as_str().to_owned())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    metrics::histogram!("http_request_seconds", "route" => route.clone()).record(started.elapsed().as_secs_f64());
    metrics::histogram!("http_request_statements", "route" => route).record(f64::from(count));
    if tells && let Ok(value) = HeaderValue::from_str(&format!("sql;desc=\"{count}\"")) {
        response.headers_mut().insert(HeaderName::from_static("server-timing"), value);
    }
    Ok(response)
}

/// The method, when it is among those that there are: anybody may make another up, and with it a series.
fn known(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

fn template_of(request: &HttpRequest) -> Option<String> {
    let noted = request.extensions().get::<RouteTemplate>().map(|RouteTemplate(template)| template.clone());
    noted.or_else(|| request.match_pattern())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_somebody_made_up_is_one_of_the_others() {
        for (sent, told) in [("GET", "GET"), ("OPTIONS", "OPTIONS"), ("get", "other"), ("X-17", "other")] {
            assert_eq!(known(&Method::from_bytes(sent.as_bytes()).unwrap()), told);
        }
    }
}
