//! The pictures that link previews show.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::error::{AppError, AppResult};
use crate::profiles::card_picture::{MemberPicture, SitePicture};
use crate::profiles::easel::{Easel, Sketch};
use crate::profiles::tags;
use crate::profiles::{MemberPath, Visibility, queries};
use crate::state::AppState;

/// How long a preview may be shown without asking again: ten minutes after somebody hides their page it is gone.
const CACHED: &str = "public, max-age=600";

/// `GET /members/{id}-{slug}/card.png`
pub async fn of_member(
    request: HttpRequest,
    state: web::Data<AppState>,
    easel: web::Data<Easel>,
    member: web::Path<MemberPath>,
) -> AppResult {
    let person = queries::person(&mut *state.db.get().await?, member.0, None).await?;
    // Who is shown to members only has no card: previews are fetched by machines that are nobody.
    if person.visibility == Visibility::Members {
        return Err(AppError::NotFound);
    }
    let path = format!("{}/card.png", person.path());
    if request.path() != path {
        return Ok(HttpResponse::MovedPermanently().insert_header((header::LOCATION, path)).finish());
    }
    preview(&request, &easel, Sketch::of(&MemberPicture::of(&person))?).await
}

/// `GET /card.png`
pub async fn of_site(request: HttpRequest, easel: web::Data<Easel>) -> AppResult {
    preview(&request, &easel, Sketch::of(&SitePicture)?).await
}

/// The picture of `sketch` as link previews fetch it, with a tag; other slices answer with it, too.
///
/// # Errors
/// [`AppError::Busy`] when too many wait; when it cannot be drawn.
pub async fn preview(request: &HttpRequest, easel: &Easel, sketch: Sketch) -> AppResult {
    let tag = sketch.tag.clone();
    let is_known = tags::is_known(request, &tag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, CACHED));
    if is_known {
        return Ok(response.finish());
    }
    response.insert_header((header::CONTENT_TYPE, "image/png"));
    // Other sites show it in their pages.
    response.insert_header(("cross-origin-resource-policy", "cross-origin"));
    // Said, so that the compressing middleware leaves the picture alone.
    response.insert_header((header::CONTENT_ENCODING, "identity"));
    Ok(response.body(easel.png(sketch).await?))
}
