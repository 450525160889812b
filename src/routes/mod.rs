//! The table of contents: every slice mounts its own URLs here, in the order of the slices, and [`access`] says who may
//! call each. Development pages are not mounted in production at all.

pub mod access;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, scope};

use crate::accounts::Visitor;
use crate::error::{AppError, AppResult};

/// Mounts everything; `is_development` adds the development pages.
pub fn mount(config: &mut ServiceConfig, is_development: bool) {
    if is_development {
        config.configure(crate::dev::routes);
    }
    config
        .service(scope("").configure(mount_slices).default_service(web::to(nothing_here)).wrap(from_fn(access::hold)));
}

fn mount_slices(config: &mut ServiceConfig) {
    config
        .configure(crate::web::health::routes)
        .configure(crate::web::asset_routes)
        .configure(crate::accounts::routes)
        .configure(crate::notifications::routes)
        .configure(crate::ledger::routes)
        // Before skills, which has an address for each skill below the same path.
        .configure(crate::taxonomy::routes)
        .configure(crate::skills::routes)
        .configure(crate::profiles::routes)
        .configure(crate::availability::routes)
        .configure(crate::matching::routes)
        .configure(crate::messaging::routes)
        .configure(crate::ratings::routes)
        .configure(crate::video::routes)
        .configure(crate::bookings::routes)
        .configure(crate::programmes::routes)
        .configure(crate::series::routes)
        .configure(crate::quick_help::routes)
        .configure(crate::disputes::routes)
        .configure(crate::agenda::routes)
        .configure(crate::verification::routes)
        .configure(crate::onboarding::routes)
        .configure(crate::privacy::routes)
        .configure(crate::home::routes);
}

/// Every address that nobody mounted. The visitor is looked up, so that a member sees their own shell around it.
async fn nothing_here(_visitor: Visitor) -> AppResult {
    Err(AppError::NotFound)
}
