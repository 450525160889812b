//! Draws every error answer: a page for people, a fragment for htmx, and takes browsers that must log in to the log-in
//! page. Handlers only say what went wrong ([`crate::error`]).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use askama::Template;
use tracing_actix_web::RequestId;

use super::{Flash, Htmx, Page, Shell, see_other};
use crate::error::{AppError, ErrorWords, ReturnTo};

#[derive(Template)]
#[template(path = "errors/page.html")]
struct ErrorPage<'a> {
    page: Page,
    status: u16,
    title: &'a str,
    message: &'a str,
    advice: &'a str,
    request_id: &'a str,
}

#[derive(Template)]
#[template(path = "errors/_fragment.html")]
struct ErrorFragment<'a> {
    status: u16,
    title: &'a str,
    message: &'a str,
    advice: &'a str,
    request_id: &'a str,
}

/// The middleware.
///
/// # Errors
/// None of its own: an error of the inner service becomes its answer here.
pub async fn draw(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let http_request = request.request().clone();
    let response = match next.call(request).await {
        Ok(response) => response.map_into_boxed_body(),
        Err(error) => ServiceResponse::new(http_request.clone(), error.error_response()),
    };
    if !is_undrawn_error(response.response()) {
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let drawn = drawn(&http_request, response);
    Ok(ServiceResponse::new(request, drawn))
}

/// An error without a page of its own: what a handler rendered (a refused form) has a content type of HTML already.
fn is_undrawn_error(response: &HttpResponse<BoxBody>) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let is_html =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    is_error && !is_html
}

fn drawn(request: &HttpRequest, bare: HttpResponse<BoxBody>) -> HttpResponse<BoxBody> {
    let wants = Htmx::of(request.headers());
    if let Some(ReturnTo(path)) = bare.extensions().get().cloned() {
        return to_log_in(request, wants, &path);
    }
    let words = bare.extensions().get().cloned().unwrap_or_else(|| words_for(bare.status()));
    let markup = render(request, wants, bare.status(), &words).unwrap_or_else(|error| {
        tracing::error!(%error, "an error page could not be rendered");
        words.title.to_owned()
    });
    let mut response = bare.set_body(BoxBody::new(markup));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

fn render(request: &HttpRequest, wants: Htmx, status: StatusCode, words: &ErrorWords) -> askama::Result<String> {
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let (status, title, message, advice, request_id) =
        (status.as_u16(), words.title, words.message.as_str(), words.advice, request_id.as_str());
    if wants.wants_fragment() {
        return ErrorFragment { status, title, message, advice, request_id }.render();
    }
    let viewer = request.extensions().get::<Shell>().cloned();
    let page = Page { title: title.to_owned(), path: request.path().to_owned(), viewer, ..Page::default() };
    ErrorPage { page, status, title, message, advice, request_id }.render()
}

/// After a GET the person comes back to where they wanted to go; after anything else to where they were.
fn to_log_in(request: &HttpRequest, wants: Htmx, path: &str) -> HttpResponse<BoxBody> {
    let return_to = if request.method() == Method::GET { path } else { "/" };
    let query = serde_html_form::to_string([("next", return_to)]).unwrap_or_default();
    let location = format!("/login?{query}");
    if wants.wants_fragment() {
        return HttpResponse::Unauthorized()
            .insert_header(("HX-Redirect", location))
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .finish();
    }
    let mut response = see_other(&location);
    Flash::info("Please log in to go on.").send_with(&mut response);
    response
}

/// Words for an answer that did not come from [`AppError`]: unknown routes, bodies that are too large.
fn words_for(status: StatusCode) -> ErrorWords {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => AppError::NotFound.words(),
        status if status.is_client_error() => AppError::BadRequest("The request was not understood.").words(),
        _ => AppError::Internal(anyhow::anyhow!("status {status}")).words(),
    }
}
