//! Extract, one verb, one view.

pub(super) mod answers;
pub(super) mod endings;
pub(super) mod enrolments;
pub(super) mod proposals;
