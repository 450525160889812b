//! The book.

mod exporting;
mod history;
mod permission;
mod resolving;
mod statement;
mod verifying;
