//! Extract, one verb, one view.

pub(super) mod joining;
pub(super) mod live;
pub(super) mod logging_in;
pub(super) mod verifying;
