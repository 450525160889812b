//! Extract, one verb or lookup, one view.

pub(super) mod browsing;
pub(super) mod crawling;
pub(super) mod editing;
pub(super) mod photos;
pub(super) mod previews;
pub(super) mod showing;
pub(super) mod teaching;

pub use previews::preview;
