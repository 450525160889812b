//! A member's page, for everybody and for crawlers.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::accounts::{Pages, Visitor};
use crate::error::{AppError, AppResult};
use crate::profiles::tags;
use crate::profiles::views::PersonPage;
use crate::profiles::{MemberPath, Visibility, queries};
use crate::state::AppState;
use crate::web::{Place, show};

/// `GET /members/{id}-{slug}`
pub async fn show_person(
    request: HttpRequest,
    state: web::Data<AppState>,
    visitor: Visitor,
    pages: Pages,
    member: web::Path<MemberPath>,
) -> AppResult {
    let viewer = visitor.0;
    let viewer_id = viewer.as_ref().map(|viewer| viewer.member_id);
    let person = queries::person(&mut *state.db.get().await?, member.0, viewer_id).await?;
    // Before the address is put right: a name in it would be told.
    if viewer.is_none() && person.visibility == Visibility::Members {
        return Err(AppError::LogInNeeded { return_to: request.uri().to_string() });
    }
    let path = person.path();
    if request.path() != path {
        return Ok(HttpResponse::MovedPermanently().insert_header((header::LOCATION, path)).finish());
    }
    let is_own = viewer_id == Some(person.id);
    let mut page = pages.page(&person.name).await?.at(if is_own { Place::Me } else { Place::Discover });
    if person.visibility == Visibility::Public {
        page = page.public(state.config.server.absolute(&path), person.description());
    }
    let is_the_same_for_everybody = viewer.is_none() && page.flash.is_none();
    let page = PersonPage::new(page, person, viewer.as_ref(), state.clock.now());
    if is_the_same_for_everybody { revalidated(&request, &page) } else { show(&page) }
}

/// The page with a tag of its content; nothing but the tag for whoever has that content.
fn revalidated(request: &HttpRequest, page: &impl Template) -> AppResult {
    let body = page.render()?;
    let tag = tags::of(&body);
    let mut response = HttpResponse::Ok();
    let known = tags::is_known(request, &tag);
    if known {
        response.status(StatusCode::NOT_MODIFIED);
    }
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "public, max-age=0, must-revalidate"))
        // A member sees another page at this address, without a tag.
        .insert_header((header::VARY, "Cookie"));
    if known {
        return Ok(response.finish());
    }
    Ok(response.insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(body))
}
