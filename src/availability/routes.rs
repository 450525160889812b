//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::calendars;
use super::handlers::{away, dates, offered, rules, week};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/me/hours").route(get().to(week::form)).route(post().to(week::save)))
        .service(resource("/me/hours/dates").route(get().to(dates::index)).route(post().to(dates::put)))
        .service(resource("/me/hours/dates/{date}").route(post().to(dates::clear)))
        .service(resource("/me/hours/away").route(get().to(away::index)).route(post().to(away::create)))
        .service(resource("/me/hours/away/{time_off}").route(post().to(away::end)))
        .service(resource("/me/hours/rules").route(get().to(rules::form)).route(post().to(rules::save)))
        .service(resource("/me/hours/offered").route(get().to(offered::days)))
        .configure(calendars::routes);
}
