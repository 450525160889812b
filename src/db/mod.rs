//! PostgreSQL: the pool that everybody borrows from, the migrations, the private server, and the types by which ids and
//! closed sets of words pass between Rust and SQL. Knows no slice.
//!
//! Invariants: a connection is prepared once (TLS when the URL asks for it, statements counted); borrowing one costs no
//! statement; every statement run for a request is counted on that request ([`statements`]).

pub mod embedded;
pub mod statements;

mod migrations;
mod pool;
mod prepared;
mod rows_as_json;
mod words;

pub use migrations::{MigrationError, is_current, migrate};
pub use pool::{Connection, Db, DbError};
pub use prepared::{Prepare, Prepared};
pub use rows_as_json::rows_as_json;
pub(crate) use words::{id_type, text_enum};
