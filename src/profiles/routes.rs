//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::handlers::{browsing, crawling, editing, photos, previews, showing, teaching};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/members").route(get().to(browsing::index)))
        .service(resource("/skills/{slug}").route(get().to(teaching::of_skill)))
        .service(resource("/members/{member}").route(get().to(showing::show_person)))
        .service(resource("/members/{member}/card.png").route(get().to(previews::of_member)))
        .service(resource("/card.png").route(get().to(previews::of_site)))
        .service(resource("/robots.txt").route(get().to(crawling::robots)))
        .service(resource("/sitemap.xml").route(get().to(crawling::index)))
        .service(resource("/sitemaps/pages.xml").route(get().to(crawling::pages)))
        .service(resource("/sitemaps/skills.xml").route(get().to(crawling::skills)))
        .service(resource("/sitemaps/members-{number}.xml").route(get().to(crawling::members)))
        .service(resource("/me/profile").route(get().to(editing::edit)).route(post().to(editing::update)))
        .service(resource("/me/preferences").route(get().to(editing::preferences)).route(post().to(editing::prefer)))
        .service(resource("/me/photo").route(get().to(photos::form)).route(post().to(photos::create)))
        .service(resource("/me/photo/removal").route(post().to(photos::remove)))
        .service(resource("/photos/{file}").route(get().to(photos::show_file)));
}
