//! Extract, one verb, one view.

pub(super) mod catalogue;
pub(super) mod changes;
pub(super) mod desk;
pub(super) mod mergers;
pub(super) mod requests;

use super::views::{Desk, Tab};
use crate::accounts::{Role, Viewer};

/// What the viewer sees around each page of the desk.
fn desk_of(viewer: &Viewer, tab: Tab) -> Desk {
    Desk { tab, is_admin: viewer.role.includes(Role::Admin) }
}
