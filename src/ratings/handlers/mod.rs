//! Extract, one verb, one view.

pub(super) mod listing;
