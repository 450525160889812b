//! The book.

mod permission;
mod resolving;
mod verifying;
