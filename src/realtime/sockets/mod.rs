//! Sockets of pages. A page says which topics it shows and how far it has come with each; it hears, as HTML, what came
//! after, and then whatever comes. A socket keeps no queue of its own: it notes which topics have moved and asks for
//! the rest when its reader is ready, so a slow reader costs no memory and delays nobody.
//!
//! The page's frames: `{"topics":{"conversation:7":42,"badges:12":0}}`. Each names all topics of the page, 16 at most,
//! with the cursors to go on from; topics of an earlier frame that it does not name are not listened to any more.

mod connection;
mod ears;
mod goodbye;
mod places;
mod source;
mod voice;
mod wishes;

#[cfg(test)]
mod tests;

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use tokio::sync::watch;

use self::connection::Connection;
pub(super) use self::places::Places;
use self::source::{Source, Viewer};
use super::bus::Bus;
use super::feeds::Feeds;
use crate::error::AppError;
use crate::state::AppState;
use crate::web::csrf;

/// Bytes in one message from a page at most, in one frame or several.
const MESSAGE_AT_MOST: usize = 16 * 1024;

/// Who is at the other end of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listener {
    /// The member, whose eyes the feeds see with.
    pub member_id: i64,
    /// The log-in, whose end is the socket's end.
    pub login_id: i64,
}

/// Turns the request into a socket that listens for `who` until either side ends it. It ends with code 1012 when
/// `shutdown` becomes true, 4001 when the log-in ends, 1013 when the page takes nothing for 10 seconds, 1008 when it
/// does not keep to the protocol, 1001 after 60 seconds of silence.
///
/// # Errors
/// 403 for a request that is not from our own pages, 503 when the member or the process has too many sockets open, 400
/// when no socket is asked for.
pub async fn open(
    request: &HttpRequest,
    body: web::Payload,
    state: AppState,
    feeds: Feeds,
    shutdown: watch::Receiver<bool>,
    who: Listener,
) -> actix_web::Result<HttpResponse> {
    let door = Door { origin: state.origin().to_owned(), bus: state.bus.clone(), shutdown, pace: Pace::default() };
    door.open(request, body, Viewer { member_id: who.member_id, state, feeds }, who)
}

/// Where sockets come in, with what they need of the house.
struct Door {
    origin: String,
    bus: Bus,
    shutdown: watch::Receiver<bool>,
    pace: Pace,
}

impl Door {
    fn open(
        self,
        request: &HttpRequest,
        body: web::Payload,
        source: impl Source,
        who: Listener,
    ) -> actix_web::Result<HttpResponse> {
        if !csrf::is_from(&self.origin, request.headers()) {
            return Err(AppError::Forbidden("This connection was not opened by a page of ours.").into());
        }
        let place = self.bus.places().take(who.member_id).map_err(|full| AppError::Unavailable(full.into()))?;
        let (answer, session, incoming) = actix_ws::handle(request, body)?;
        let incoming =
            incoming.max_frame_size(MESSAGE_AT_MOST).aggregate_continuations().max_continuation_size(MESSAGE_AT_MOST);
        let connection = Connection::new(who, source, &self.bus, session, self.pace);
        actix_web::rt::spawn(async move {
            connection.run(incoming, self.shutdown).await;
            drop(place);
        });
        Ok(answer)
    }
}

/// How long a socket waits for what.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Between our pings.
    ping: Duration,
    /// For a sign of life.
    idle: Duration,
    /// For room for a frame.
    patience: Duration,
    /// For the page's answer to our goodbye.
    farewell: Duration,
    /// For a feed's answer.
    answer: Duration,
    /// Before a feed that failed is asked again, at first.
    retry: Duration,
    /// After a gap all sockets ask everything again: within this time, not at once.
    spread: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            ping: Duration::from_secs(25),
            idle: Duration::from_secs(60),
            patience: Duration::from_secs(10),
            farewell: Duration::from_secs(2),
            answer: Duration::from_secs(10),
            retry: Duration::from_secs(1),
            spread: Duration::from_secs(5),
        }
    }
}
