//! A member's own time: one page for each thing that makes or bends it.

pub mod away;
pub mod dates;
pub mod offered;
pub mod rules;
pub mod week;

use super::agreed::standing;
use crate::accounts::Viewer;
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::AppResult;
use crate::web::Flash;

/// The zone of the viewer, to be read.
fn zone_of(viewer: &Viewer) -> String {
    viewer.zone.iana_name().unwrap_or("UTC").replace('_', " ")
}

/// That a change of the hours is `saved`, and what is agreed outside of them all the same.
async fn saved(conn: &Connection, now: Instant, viewer: &Viewer, saved: &str) -> AppResult<Flash> {
    Ok(Flash::positive(format!("{saved}{}", standing(conn, now, viewer.member_id).await?)))
}
