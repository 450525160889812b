//! The security headers of every answer. No `unsafe-*` anywhere: pages have no inline script or style, and htmx gets its
//! markup through a Trusted Types policy.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};

/// The header values of this installation, made once at start.
#[derive(Debug, Clone)]
pub struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// For a site whose public origin is `origin` (`https://host[:port]`).
    ///
    /// # Errors
    /// When the origin cannot stand in a header.
    pub fn new(origin: &str) -> Result<Self, header::InvalidHeaderValue> {
        // Old Safari does not count our own socket as 'self'.
        let socket_origin = origin.replacen("http", "ws", 1);
        let policy = format!(
            "default-src 'self'; img-src 'self' data: blob:; connect-src 'self' {socket_origin}; object-src 'none'; \
             base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types htmx-policy"
        );
        let mut headers = vec![
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy)?),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static(
                    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
                ),
            ),
        ];
        if origin.starts_with("https") {
            headers.push((
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=63072000; includeSubDomains"),
            ));
        }
        Ok(Self(headers))
    }

    fn apply(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            // A handler that says otherwise means it: link previews are shown by other sites.
            if !headers.contains_key(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
    }
}

/// The middleware. Pages are private and never stored unless their handler says otherwise.
///
/// # Errors
/// The inner service's, whose answer has the headers too.
pub async fn secure(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let security = request.app_data::<web::Data<SecurityHeaders>>().cloned();
    match next.call(request).await {
        Ok(mut response) => {
            complete(security.as_ref(), response.headers_mut());
            Ok(response)
        }
        Err(error) => {
            let mut response = error.error_response();
            complete(security.as_ref(), response.headers_mut());
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn complete(security: Option<&web::Data<SecurityHeaders>>, headers: &mut HeaderMap) {
    if let Some(security) = security {
        security.apply(headers);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
}
