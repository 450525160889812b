//! Extract, one verb or query, one view.

pub(super) mod room;
pub(super) mod webhooks;
