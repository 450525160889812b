//! Extract, one verb or lookup, one view.

pub(super) mod browsing;
pub(super) mod editing;
pub(super) mod photos;
pub(super) mod showing;
