//! What a test stands on: an app of its own, people who use it as browsers do, and the peers that it talks to.

mod app;
mod cast;
mod database;
mod person;
mod redis_server;

pub use app::TestApp;
pub use person::{Answer, Person};
pub use redis_server::RedisServer;
