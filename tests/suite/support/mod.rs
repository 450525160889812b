//! What a test stands on: an app of its own, people who use it as browsers do, and the peers that it talks to.

mod app;
mod authenticator;
mod browser;
mod calendar_peer;
mod cast;
mod database;
pub mod html;
pub mod openid;
mod peers;
mod person;
mod phone;
mod process;
mod redis_server;
mod web_peer;

pub use app::{TestApp, install_tls};
pub use authenticator::Authenticator;
pub use browser::{Driver, Window};
pub use calendar_peer::CalendarPeer;
pub use database::migrate;
pub use openid::{BentProvider, Departure, OpenIdProvider};
pub use peers::{Bucket, Letter, MailServer};
pub use person::{Answer, Person};
pub use phone::Phone;
pub use process::{ServerProcess, free_address};
pub use redis_server::RedisServer;
pub use web_peer::{Names, WebPeer, ok, on_to};
