//! Badges, for whoever has their addresses: people, previews, and programs that check.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use crate::accounts::{Pages, Viewer, Visitor};
use crate::error::{AppError, AppResult};
use crate::profiles::{Easel, Sketch, preview};
use crate::state::AppState;
use crate::verification::badge_picture::BadgePicture;
use crate::verification::credential::{self, Keys};
use crate::verification::queries::{self, BadgeRow};
use crate::verification::views::BadgePage;
use crate::verification::{BadgeId, BadgeState};
use crate::web::show;

const JSON: &str = "application/json";
const SIGNED: &str = "application/vc+jwt";

/// `GET /badges/{badge}`
pub async fn page(state: web::Data<AppState>, visitor: Visitor, pages: Pages, id: web::Path<BadgeId>) -> AppResult {
    let badge = seen_by(&state, *id, visitor.0.as_ref()).await?;
    let now = state.clock.now();
    let title = if badge.is_gone { "Badge".to_owned() } else { format!("{}, {}", badge.skill, badge.tier.words()) };
    let mut page = pages.page(title).await?;
    if badge.is_public() && badge.state(now) == BadgeState::Valid {
        let address = state.config.server.absolute(&format!("/badges/{id}"));
        page = page.public(address, BadgePage::description(&badge));
    }
    show(&BadgePage::new(page, badge, visitor.0.as_ref(), now))
}

/// `GET /badges/{badge}/card.png`
pub async fn picture(
    request: HttpRequest,
    state: web::Data<AppState>,
    easel: web::Data<Easel>,
    id: web::Path<BadgeId>,
) -> AppResult {
    let badge = seen_by(&state, *id, None).await?;
    if badge.state(state.clock.now()) != BadgeState::Valid {
        return Err(AppError::NotFound);
    }
    preview(&request, &easel, Sketch::of(&BadgePicture::of(&badge))?).await
}

/// `GET /badges/{badge}/credential.jwt`
pub async fn signed(state: web::Data<AppState>, visitor: Visitor, id: web::Path<BadgeId>) -> AppResult {
    let (badge, email) = of_document(&state, *id, visitor.0.as_ref()).await?;
    let keys = Keys::of(&state.secret).map_err(AppError::Internal)?;
    let document = keys.sign(&credential::claims(&state, &badge, &email)).map_err(AppError::Internal)?;
    let name = format!("attachment; filename=\"skillswap-{}-{}.jwt\"", badge.skill_slug, badge.tier.as_str());
    Ok(open_to_all(SIGNED).insert_header((header::CONTENT_DISPOSITION, name)).body(document))
}

/// `GET /badges/{badge}/credential.json`
pub async fn readable(state: web::Data<AppState>, visitor: Visitor, id: web::Path<BadgeId>) -> AppResult {
    let (badge, email) = of_document(&state, *id, visitor.0.as_ref()).await?;
    json(&credential::readable(&state, &badge, &email))
}

/// `GET /badges/{badge}/status.json`: for whoever holds the document, also of a badge that is not shown.
pub async fn status(state: web::Data<AppState>, id: web::Path<BadgeId>) -> AppResult {
    let badge = queries::badge(&*state.db.get().await?, *id).await?;
    json(&credential::status(&state, &badge, state.clock.now()))
}

/// `GET /badges/issuer`
pub async fn issuer(state: web::Data<AppState>) -> AppResult {
    json(&credential::issuer(&state))
}

/// `GET /.well-known/jwks.json`
pub async fn keys(state: web::Data<AppState>) -> AppResult {
    json(&Keys::of(&state.secret).map_err(AppError::Internal)?.public())
}

/// The badge, when it is shown or the viewer's own.
async fn seen_by(state: &AppState, id: BadgeId, viewer: Option<&Viewer>) -> AppResult<BadgeRow> {
    let badge = queries::badge(&*state.db.get().await?, id).await?;
    let is_own = viewer.is_some_and(|viewer| viewer.member_id == badge.member_id);
    if is_own || badge.is_public() { Ok(badge) } else { Err(AppError::NotFound) }
}

/// The badge and its owner's address, for documents: they are made of badges that say what is so, or was until lately.
async fn of_document(state: &AppState, id: BadgeId, viewer: Option<&Viewer>) -> AppResult<(BadgeRow, String)> {
    let badge = seen_by(state, id, viewer).await?;
    if !matches!(badge.state(state.clock.now()), BadgeState::Valid | BadgeState::Expired) {
        return Err(AppError::NotFound);
    }
    let email = queries::recipient(&*state.db.get().await?, id).await?;
    Ok((badge, email))
}

fn json(document: &Value) -> AppResult {
    let text = serde_json::to_string_pretty(document).map_err(AppError::internal)?;
    Ok(open_to_all(JSON).body(text))
}

/// Programs in pages of other sites check badges, too.
fn open_to_all(kind: &str) -> actix_web::HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CONTENT_TYPE, kind));
    response.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    response.insert_header(("cross-origin-resource-policy", "cross-origin"));
    response
}
