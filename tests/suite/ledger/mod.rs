//! The book.

mod permission;
mod resolving;
