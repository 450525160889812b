//! Extract, one verb, one view.

pub(super) mod alerts;
pub(super) mod arranging;
pub(super) mod finding;
pub(super) mod mine;
