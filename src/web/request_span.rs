//! What every line that is logged during a request says of it: the id that error pages show, and the method. Never its
//! address: some hold what opens an account (the token of a password reset, the code that a provider gave). Routes
//! are in the metrics.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::{Error, HttpMessage};
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};

/// Makes the span of a request.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    /// Of the highest level, or errors would lose their id where only errors are logged.
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request.extensions().get::<RequestId>().copied();
        tracing::error_span!(
            "request",
            request_id = id.as_ref().map(tracing::field::display),
            method = request.method().as_str(),
        )
    }

    /// Nothing: what an answer was is counted by [`super::observation`], and failures log a line of their own.
    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}
