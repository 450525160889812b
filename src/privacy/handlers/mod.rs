//! Extract, one verb, one view.

pub(super) mod exporting;
pub(super) mod leaving;
