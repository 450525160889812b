//! A programme, for whoever may see its teacher's page.

use actix_web::{HttpRequest, web};

use crate::accounts::{Pages, Visitor};
use crate::bookings::Offer;
use crate::error::{AppError, AppResult};
use crate::profiles::Visibility;
use crate::programmes::views::ProgrammePage;
use crate::programmes::{ProgrammeId, queries};
use crate::state::AppState;
use crate::web::{Place, show};

/// `GET /programmes/{programme}`
pub async fn page(
    request: HttpRequest,
    state: web::Data<AppState>,
    visitor: Visitor,
    pages: Pages,
    id: web::Path<ProgrammeId>,
) -> AppResult {
    let viewer = visitor.0.map(|viewer| viewer.member_id);
    let conn = state.db.get().await?;
    let programme = queries::programme(&conn, *id, viewer).await?;
    // Before anything is said of it.
    if viewer.is_none() && programme.visibility == Visibility::Members {
        return Err(AppError::LogInNeeded { return_to: request.uri().to_string() });
    }
    let offer = Offer::of(&conn, programme.teacher_id).await?;
    drop(conn);
    let mut page = pages.page(&programme.title).await?.at(Place::Discover);
    if programme.visibility == Visibility::Public && programme.is_open() {
        let path = format!("/programmes/{}", programme.id);
        page = page.public(state.config.server.absolute(&path), programme.goal.clone());
    }
    show(&ProgrammePage::new(page, programme, &offer, viewer))
}
