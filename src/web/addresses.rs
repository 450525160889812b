//! Addresses that no link leads to.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};

use crate::error::AppError;

/// The middleware: an address with a NUL in it is nothing here. PostgreSQL refuses such a text, and no lookup should have
/// to think of that.
///
/// # Errors
/// Passes on the inner service's.
pub async fn refuse_nul(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let holds_nul = request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00"));
    if holds_nul {
        return Ok(request.into_response(AppError::NotFound.error_response()));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
