//! The table of contents: every slice mounts its own URLs here, in the order of the slices.

use actix_web::web::ServiceConfig;

use crate::{accounts, ledger, messaging, notifications, web};

/// Mounts everything.
pub fn mount(config: &mut ServiceConfig) {
    config
        .configure(web::health::routes)
        .configure(web::asset_routes)
        .configure(accounts::routes)
        .configure(notifications::routes)
        .configure(ledger::routes)
        .configure(messaging::routes);
}
