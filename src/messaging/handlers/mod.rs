//! Extract, one verb, one view.

pub(super) mod conversations;
pub(super) mod messages;
