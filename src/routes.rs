//! The table of contents: every slice mounts its own URLs here, in the order of the slices. Development pages are not
//! mounted in production at all.

use actix_web::web::ServiceConfig;

/// Mounts everything; `is_development` adds the development pages.
pub fn mount(config: &mut ServiceConfig, is_development: bool) {
    config
        .configure(crate::web::health::routes)
        .configure(crate::web::asset_routes)
        .configure(crate::accounts::routes)
        .configure(crate::notifications::routes)
        .configure(crate::ledger::routes)
        .configure(crate::skills::routes)
        .configure(crate::profiles::routes)
        .configure(crate::availability::routes)
        .configure(crate::matching::routes)
        .configure(crate::messaging::routes)
        .configure(crate::bookings::routes)
        .configure(crate::onboarding::routes)
        .configure(crate::home::routes);
    if is_development {
        config.configure(crate::dev::routes);
    }
}
