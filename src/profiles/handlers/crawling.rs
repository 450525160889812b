//! What crawlers ask for before anything else.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use askama::Template;

use crate::error::{AppError, AppResult};
use crate::profiles::sitemaps::{IndexXml, PagesXml, Sitemaps, stream};
use crate::profiles::tags;
use crate::state::AppState;

const XML: &str = "application/xml; charset=utf-8";
const CACHED: &str = "public, max-age=600";

/// The pages of the site that are no member's.
const PAGES: [&str; 7] = ["/", "/members", "/skills/browse", "/about", "/help", "/privacy", "/terms"];

/// `/robots.txt`
#[derive(Template)]
#[template(path = "profiles/robots.txt")]
struct Robots<'a> {
    origin: &'a str,
}

/// `GET /robots.txt`
pub async fn robots(request: HttpRequest, state: web::Data<AppState>) -> AppResult {
    let text = Robots { origin: &state.config.server.absolute("") }.render()?;
    Ok(whole(&request, "text/plain; charset=utf-8", text))
}

/// `GET /sitemap.xml`
pub async fn index(request: HttpRequest, state: web::Data<AppState>, sitemaps: web::Data<Sitemaps>) -> AppResult {
    let ranges = sitemaps.ranges(&state).await?;
    let xml = IndexXml { origin: &state.config.server.absolute(""), ranges: &ranges }.render()?;
    Ok(whole(&request, XML, xml))
}

/// `GET /sitemaps/pages.xml`
pub async fn pages(request: HttpRequest, state: web::Data<AppState>) -> AppResult {
    let xml = PagesXml { origin: &state.config.server.absolute(""), paths: &PAGES.map(str::to_owned) }.render()?;
    Ok(whole(&request, XML, xml))
}

/// `GET /sitemaps/skills.xml`
pub async fn skills(request: HttpRequest, state: web::Data<AppState>) -> AppResult {
    let paths = crate::skills::addresses(&mut *state.db.get().await?).await?;
    let xml = PagesXml { origin: &state.config.server.absolute(""), paths: &paths }.render()?;
    Ok(whole(&request, XML, xml))
}

/// `GET /sitemaps/members-{number}.xml`
pub async fn members(
    request: HttpRequest,
    state: web::Data<AppState>,
    sitemaps: web::Data<Sitemaps>,
    number: web::Path<i64>,
) -> AppResult {
    let ranges = sitemaps.ranges(&state).await?;
    let range = ranges.iter().find(|range| range.number == *number).ok_or(AppError::NotFound)?;
    let tag = range.tag();
    if tags::is_known(&request, &tag) {
        return Ok(tagged(HttpResponse::NotModified(), &tag).finish());
    }
    let body = stream(state.get_ref().clone(), range.number);
    Ok(tagged(HttpResponse::Ok(), &tag).insert_header((header::CONTENT_TYPE, XML)).streaming(body))
}

fn whole(request: &HttpRequest, kind: &str, body: String) -> HttpResponse {
    let tag = tags::of(&body);
    if tags::is_known(request, &tag) {
        return tagged(HttpResponse::NotModified(), &tag).finish();
    }
    tagged(HttpResponse::Ok(), &tag).insert_header((header::CONTENT_TYPE, kind)).body(body)
}

fn tagged(mut response: HttpResponseBuilder, tag: &str) -> HttpResponseBuilder {
    response.insert_header((header::ETAG, tag)).insert_header((header::CACHE_CONTROL, CACHED));
    response
}
