//! Refuses unsafe requests that do not come from our own pages, without a token and so without a cookie for visitors:
//! every browser that we support says where a POST comes from. `Sec-Fetch-Site` must be `same-origin` (or `none`: typed
//! by the person); browsers before it send `Origin`, which must be ours. A request that says neither is refused.
//! With `SameSite=Lax` cookies below it. See docs/decisions/002-csrf-without-tokens.md.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, ORIGIN};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};

use crate::error::AppError;
use crate::state::AppState;

/// Below this are what other servers tell us, believed by their signature over the body and for no cookie: there is nothing
/// to forge in a person's name, and no browser says where it is from. Nothing else may be mounted there.
const SIGNED: &str = "/webhooks/";

/// The middleware: a request that was forged, or does not say where it is from, is answered 403.
///
/// # Errors
/// Passes on the inner service's.
pub async fn refuse_forged(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_ours = request.method().is_safe()
        || request.path().starts_with(SIGNED)
        || request.app_data::<web::Data<AppState>>().is_some_and(|state| is_from(state.origin(), request.headers()));
    if !is_ours {
        let refusal = AppError::Forbidden("This form was not sent from a page of ours.");
        return Ok(request.into_response(refusal.error_response()));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// Whether a request's own words place it on `origin`. Also asked before a socket is opened.
pub fn is_from(origin: &str, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(named)) => named == origin,
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn says(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        is_from("https://swap.example", &headers)
    }

    #[test]
    fn our_own_pages_may_post() {
        assert!(says(&[("sec-fetch-site", "same-origin")]));
        assert!(says(&[("origin", "https://swap.example")]));
    }

    #[test]
    fn others_may_not_nor_those_who_do_not_say() {
        assert!(!says(&[("sec-fetch-site", "cross-site"), ("origin", "https://swap.example")]));
        assert!(!says(&[("sec-fetch-site", "same-site")]));
        assert!(!says(&[("origin", "https://swap.example.evil.test")]));
        assert!(!says(&[("origin", "null")]));
        assert!(!says(&[]));
    }
}
