//! What only a development installation shows: every component, the mail that was "sent", and a clock to move. Mounted
//! by [`crate::routes`] when `ENVIRONMENT` is development, and nowhere else.

mod handlers;
mod routes;
mod views;

pub use routes::routes;
