//! Extract, one verb or one query, one view.

pub(super) mod mine;
pub(super) mod showing;
