//! What members take along: rows for spreadsheets, and statements on paper.
//!
//! - `rows`: CSV; the whole history is streamed, so that it takes no memory.
//! - `press`: PDF, drawn page by page on threads made for it.
//! - `sheet`: what stands where on a page.

mod press;
mod rows;
mod sheet;

pub use press::Press;
pub(super) use rows::{csv, history};

/// The type of CSV files.
pub(super) const CSV: &str = "text/csv; charset=utf-8; header=present";
