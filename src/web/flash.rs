//! One sentence carried over a redirect, in a cookie of its own that lives for one page. It is shown as text, never as
//! markup, so that the worst a forged one can do is to say something odd to the person who forged it.

use actix_web::body::MessageBody;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, SET_COOKIE};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Htmx;

const NAME: &str = "flash";

/// A sentence for the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// `positive`, `negative` or `info`: the notice's look.
    pub kind: &'static str,
    /// The sentence.
    pub text: String,
}

impl Flash {
    /// Something went well.
    pub fn positive(text: impl Into<String>) -> Self {
        Self { kind: "positive", text: text.into() }
    }

    /// Something was refused.
    pub fn negative(text: impl Into<String>) -> Self {
        Self { kind: "negative", text: text.into() }
    }

    /// Something to know.
    pub fn info(text: impl Into<String>) -> Self {
        Self { kind: "info", text: text.into() }
    }

    /// Puts the sentence on `response`, for the page that comes next.
    pub fn send_with(&self, response: &mut HttpResponse) {
        let value = URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.kind, self.text));
        let cookie = Cookie::build(NAME, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(Duration::seconds(60))
            .finish();
        set_cookie(response, &cookie);
    }

    /// The sentence that this request brought.
    pub fn of(request: &HttpRequest) -> Option<Self> {
        let cookie = request.cookie(NAME)?;
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cookie.value()).ok()?).ok()?;
        let (kind, text) = text.split_once('\n')?;
        let kind = ["positive", "negative", "info"].into_iter().find(|known| *known == kind)?;
        Some(Self { kind, text: text.chars().take(300).collect() })
    }
}

fn set_cookie(response: &mut HttpResponse, cookie: &Cookie<'_>) {
    if let Err(error) = response.add_cookie(cookie) {
        tracing::error!(%error, "a flash cookie could not be written");
    }
}

/// The middleware that takes a sentence back once a page has shown it.
///
/// # Errors
/// Passes on the inner service's.
pub async fn clear_shown(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let brought = request.cookie(NAME).is_some() && Htmx::of(request.headers()) == Htmx::Page;
    let mut response = next.call(request).await?;
    let shown = response.status().is_success() && !response.headers().contains_key(SET_COOKIE) && is_html(&response);
    if brought && shown {
        let mut cookie = Cookie::build(NAME, "").path("/").finish();
        cookie.make_removal();
        response.response_mut().add_cookie(&cookie)?;
    }
    Ok(response)
}

fn is_html<B>(response: &ServiceResponse<B>) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}
