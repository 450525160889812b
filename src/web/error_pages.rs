//! Draws every error answer: a page for people, a fragment for htmx, and takes browsers that must log in to the log-in
//! page. Handlers only say what went wrong ([`crate::error`]).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};
use askama::Template;
use tracing_actix_web::RequestId;

use super::{Flash, Htmx, Page, Shell, see_other};
use crate::error::{AppError, ErrorWords, ThroughDoor};

const HTML: &str = "text/html; charset=utf-8";

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

/// What the drawing needs to know of a request, taken before the request is handed on: routing must own it alone.
struct Asked {
    wants: Htmx,
    is_get: bool,
    path: String,
    /// The path of our own page that the request came from.
    sent_from: Option<String>,
    request_id: String,
}

/// The middleware.
///
/// # Errors
/// None without an answer: an error of the inner service is given back with its page.
pub async fn draw(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let asked = Asked::by(&request);
    match next.call(request).await {
        Ok(response) if is_undrawn_error(response.response().headers(), response.status()) => {
            let shell = response.request().extensions().get::<Shell>().cloned();
            let (request, bare) = response.map_into_boxed_body().into_parts();
            Ok(ServiceResponse::new(request, asked.drawn(bare, shell)))
        }
        Ok(response) => Ok(response.map_into_boxed_body()),
        Err(error) => {
            let drawn = asked.drawn(error.error_response(), None);
            Err(InternalError::from_response(error, drawn).into())
        }
    }
}

/// The forgery check has seen that an unsafe request comes from our own pages: only the path of its Referer counts here.
fn sent_from(request: &ServiceRequest) -> Option<String> {
    let referer = request.headers().get(header::REFERER)?.to_str().ok()?;
    url::Url::parse(referer).ok().map(|page| page.path().to_owned())
}

/// An error without a page of its own: what a handler rendered (a refused form) is HTML already.
fn is_undrawn_error(headers: &HeaderMap, status: StatusCode) -> bool {
    let is_error = status.is_client_error() || status.is_server_error();
    let is_html = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    is_error && !is_html
}

impl Asked {
    fn by(request: &ServiceRequest) -> Self {
        Self {
            wants: Htmx::of(request.headers()),
            is_get: request.method() == Method::GET,
            path: request.path().to_owned(),
            sent_from: sent_from(request),
            request_id: request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default(),
        }
    }

    fn drawn(&self, bare: HttpResponse, shell: Option<Shell>) -> HttpResponse {
        let door = bare.extensions().get().cloned();
        if let Some(door) = door {
            return self.through(&door, bare.status());
        }
        if let Some(page) = self.page_of_the_form(bare.status()) {
            return see_other(page);
        }
        let words = bare.extensions().get().cloned().unwrap_or_else(|| words_for(bare.status()));
        let markup = self.render(bare.status(), &words, shell).unwrap_or_else(|error| {
            tracing::error!(%error, "an error page could not be rendered");
            words.title.to_owned()
        });
        let mut response = bare.set_body(BoxBody::new(markup));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
        response
    }

    fn render(&self, status: StatusCode, words: &ErrorWords, viewer: Option<Shell>) -> askama::Result<String> {
        let (status, title, message, advice, request_id) =
            (status.as_u16(), words.title, words.message.as_str(), words.advice, self.request_id.as_str());
        if self.wants.wants_fragment() {
            return ErrorFragment { status, title, message, advice, request_id }.render();
        }
        let page = Page { title: title.to_owned(), path: self.path.clone(), viewer, ..Page::default() };
        ErrorPage { page, status, title, message, advice, request_id }.render()
    }

    /// The address bar shows where a refused form was posted to. Who reloads there asks for an address that takes posts
    /// only: what they mean is the page above it, which has the form.
    fn page_of_the_form(&self, status: StatusCode) -> Option<&str> {
        let (above, _) = self.path.rsplit_once('/')?;
        let is_reload = status == StatusCode::METHOD_NOT_ALLOWED && self.is_get && !self.wants.wants_fragment();
        is_reload.then_some(if above.is_empty() { "/" } else { above })
    }

    /// After a GET the person comes back to where they wanted to go; after anything else to the page they sent it from.
    fn through(&self, door: &ThroughDoor, status: StatusCode) -> HttpResponse {
        let return_to = if self.is_get { &door.return_to } else { self.sent_from.as_deref().unwrap_or("/") };
        let query = serde_html_form::to_string([("next", return_to)]).unwrap_or_default();
        let location = format!("{}?{query}", door.path);
        if self.wants.wants_fragment() {
            return HttpResponse::build(status)
                .insert_header(("HX-Redirect", location))
                .insert_header((header::CONTENT_TYPE, HTML))
                .finish();
        }
        let mut response = see_other(&location);
        if status == StatusCode::UNAUTHORIZED {
            Flash::info("Please log in to go on.").send_with(&mut response);
        }
        response
    }
}

/// Words for an answer that did not come from [`AppError`]: unknown routes, bodies that are too large.
fn words_for(status: StatusCode) -> ErrorWords {
    match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => AppError::NotFound.words(),
        status if status.is_client_error() => AppError::BadRequest("The request was not understood.").words(),
        _ => AppError::Internal(anyhow::anyhow!("status {status}")).words(),
    }
}
