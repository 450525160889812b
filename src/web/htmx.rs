//! What htmx asks for.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest};

/// How a request wants its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Htmx {
    /// A whole page: no JavaScript, or boosted navigation.
    Page,
    /// A fragment to swap in.
    Fragment,
}

impl Htmx {
    /// Reads the request's headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let is_fragment = headers.contains_key("hx-request")
            && headers.get("hx-request-type").is_some_and(|kind| kind.as_bytes() == b"partial")
            && !headers.contains_key("hx-boosted");
        if is_fragment { Self::Fragment } else { Self::Page }
    }

    /// Whether a fragment is wanted.
    pub fn wants_fragment(self) -> bool {
        self == Self::Fragment
    }
}

impl FromRequest for Htmx {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request.headers())))
    }
}
