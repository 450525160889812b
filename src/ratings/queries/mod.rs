//! Rows shaped for pages.

mod disputes;
mod listing;

pub(super) use disputes::{DeskRow, DisputeRow, ReceivedRow, desk, dispute, received};
pub(super) use listing::{ListedRow, ON_A_PAGE, RatedRow, listed, rated};
