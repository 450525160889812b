//! Answers: a page, a fragment, a refused form, a way on.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use askama::Template;
use jiff::SignedDuration;

use super::Flash;
use crate::error::AppResult;

const HTML: &str = "text/html; charset=utf-8";

/// A whole page, 200. Clears the flash that it showed.
///
/// # Errors
/// When the template cannot be rendered.
pub fn show(page: &impl Template) -> AppResult {
    html(StatusCode::OK, page)
}

/// A fragment, 200.
///
/// # Errors
/// When the template cannot be rendered.
pub fn fragment(fragment: &impl Template) -> AppResult {
    html(StatusCode::OK, fragment)
}

/// A refused form with its values and sentences, 422.
///
/// # Errors
/// When the template cannot be rendered.
pub fn refused(form: &impl Template) -> AppResult {
    html(StatusCode::UNPROCESSABLE_ENTITY, form)
}

/// A page that says why something is not possible (any more), 409.
///
/// # Errors
/// When the template cannot be rendered.
pub fn conflict(page: &impl Template) -> AppResult {
    html(StatusCode::CONFLICT, page)
}

/// A page that asks to wait, 429, with how long in `Retry-After`.
///
/// # Errors
/// When the template cannot be rendered.
pub fn told_to_wait(page: &impl Template, wait: SignedDuration) -> AppResult {
    let mut answer = html(StatusCode::TOO_MANY_REQUESTS, page)?;
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait.as_secs().unsigned_abs().max(1)));
    Ok(answer)
}

fn html(status: StatusCode, template: &impl Template) -> AppResult {
    let body = template.render()?;
    Ok(HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, HTML))
        // The same address answers htmx with a fragment and others with a page.
        .insert_header((header::VARY, "HX-Request, HX-Request-Type"))
        .body(body))
}

/// Done; the page to look at now is at `location` (303, so that a reload repeats nothing).
pub fn see_other(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, location)).finish()
}

/// As [`see_other`], with a sentence for the page there.
pub fn redirect(location: &str, flash: &Flash) -> HttpResponse {
    let mut response = see_other(location);
    flash.send_with(&mut response);
    response
}
