//! The first page: for visitors what this is, for members where they stand; the page of everything that is one's own;
//! and the pages about the site. Owns no table.

mod handlers;
mod queries;
mod routes;
mod views;

pub use routes::routes;
