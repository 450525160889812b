//! Speaking to a page that may not be listening.

use std::time::Duration;

use actix_ws::{AggregatedMessage, AggregatedMessageStream, Closed, Session};
use tokio::time::timeout;

use super::goodbye::Goodbye;

/// The way to the page. Frames wait in actix-ws's queue of 32; when that is full we wait, but not for ever.
pub(super) struct Voice {
    session: Session,
    patience: Duration,
}

impl Voice {
    pub(super) fn new(session: Session, patience: Duration) -> Self {
        Self { session, patience }
    }

    /// Sends HTML.
    pub(super) async fn say(&self, html: String) -> Result<(), Goodbye> {
        self.patiently(self.session.clone().text(html)).await?;
        metrics::counter!("socket_frames_total").increment(1);
        Ok(())
    }

    pub(super) async fn ping(&self) -> Result<(), Goodbye> {
        self.patiently(self.session.clone().ping(b"")).await
    }

    pub(super) async fn pong(&self, bytes: &[u8]) -> Result<(), Goodbye> {
        self.patiently(self.session.clone().pong(bytes)).await
    }

    /// Says why, and waits for the answer: a connection that is closed over unread bytes is reset, and the page would
    /// not hear why.
    pub(super) async fn say_goodbye(self, goodbye: &Goodbye, incoming: &mut AggregatedMessageStream, wait: Duration) {
        let Some(reason) = goodbye.reason() else { return };
        let said = timeout(self.patience, self.session.close(Some(reason))).await;
        if *goodbye == Goodbye::Theirs || !matches!(said, Ok(Ok(()))) {
            return;
        }
        let answer = async {
            while let Some(Ok(message)) = incoming.recv().await {
                if matches!(message, AggregatedMessage::Close(_)) {
                    break;
                }
            }
        };
        let _in_time_or_not = timeout(wait, answer).await;
    }

    async fn patiently(&self, sending: impl Future<Output = Result<(), Closed>>) -> Result<(), Goodbye> {
        match timeout(self.patience, sending).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Closed)) => Err(Goodbye::Gone),
            Err(_) => Err(Goodbye::TooSlow),
        }
    }
}
