//! Extract, one verb, one view.

pub(super) mod desk;
pub(super) mod disputing;
pub(super) mod listing;
