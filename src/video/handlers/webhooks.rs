//! What providers tell us. No cookie counts here and no page is drawn: a signature over the body is what is believed.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};

use crate::conference::{Heard, ProviderName, WebhookError};
use crate::error::AppResult;
use crate::state::AppState;
use crate::video::live::announce;
use crate::video::presence;

/// `POST /webhooks/daily`
pub async fn daily(state: web::Data<AppState>, request: HttpRequest, body: Bytes) -> AppResult {
    take(&state, ProviderName::Daily, &request, &body).await
}

/// `POST /webhooks/zoom`
pub async fn zoom(state: web::Data<AppState>, request: HttpRequest, body: Bytes) -> AppResult {
    take(&state, ProviderName::Zoom, &request, &body).await
}

/// Whatever is signed and not for us is answered like what is: a provider that hears "no" tells it again.
async fn take(state: &AppState, provider: ProviderName, request: &HttpRequest, body: &[u8]) -> AppResult {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let now = state.clock.now();
    match state.conference.hear(provider, now, header, body) {
        Ok(Heard::Event(happening)) => {
            let noted = presence::note(&mut *state.db.get().await?, now, provider, &happening).await?;
            if let Some(booking) = noted {
                announce(state, booking, &[]);
            }
            Ok(HttpResponse::Ok().finish())
        }
        Ok(Heard::Challenge(json)) => {
            Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(json))
        }
        Ok(Heard::Nothing) => Ok(HttpResponse::Ok().finish()),
        Err(error @ (WebhookError::Unsigned | WebhookError::TooOld)) => {
            tracing::warn!(provider = provider.as_str(), %error, "a webhook is not believed");
            Ok(HttpResponse::Unauthorized().finish())
        }
        Err(error @ WebhookError::Unreadable) => {
            tracing::warn!(provider = provider.as_str(), %error, "a webhook is not understood");
            Ok(HttpResponse::BadRequest().finish())
        }
    }
}
