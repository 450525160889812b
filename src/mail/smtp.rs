//! The SMTP server, over a few kept connections.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::{AsyncSmtpTransportBuilder, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::MailError;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// To open a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// For a whole mail.
const SEND: Duration = Duration::from_secs(30);

pub(super) struct Smtp {
    builder: AsyncSmtpTransportBuilder,
    current: Mutex<Transport>,
    patience: Duration,
}

impl Smtp {
    pub(super) fn new(url: &str) -> Result<Self, MailError> {
        let builder = Transport::from_url(url)
            .map_err(|error| MailError::Settings(error.to_string()))?
            .timeout(Some(CONNECT))
            .pool_config(PoolConfig::new().max_size(4).idle_timeout(Duration::from_secs(30)));
        Ok(Self { current: Mutex::new(builder.clone().build()), builder, patience: SEND })
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), MailError> {
        let transport = self.current.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut sending = std::pin::pin!(transport.send(message));
        let answer = tokio::time::timeout(self.patience, &mut sending).await;
        if answer.is_err() {
            // The library has no timeout between connecting and the end, and puts the connection that we leave in
            // the middle of a mail back into its pool, where the next mail would read this one's answers. So that
            // pool is left behind before the connection returns to it.
            *self.current.lock().unwrap_or_else(PoisonError::into_inner) = self.builder.clone().build();
        }
        match answer {
            Ok(Ok(_accepted)) => Ok(()),
            Ok(Err(error)) => Err(MailError::Refused(reasons(&error))),
            Err(_elapsed) => Err(MailError::Refused(format!("no answer within {} s", self.patience.as_secs()))),
        }
    }
}

/// The error with what caused it, which its own text leaves out.
fn reasons(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::message::{compose, tests::mail};

    #[tokio::test]
    async fn a_server_that_does_not_answer_does_not_keep_us() {
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut smtp = Smtp::new(&format!("smtp://{}", silent.local_addr().unwrap())).unwrap();
        smtp.patience = Duration::from_millis(50);
        let message = compose(&"hello@skillswap.test".parse().unwrap(), &mail()).unwrap();
        let refused = smtp.send(message).await.unwrap_err();
        assert!(refused.to_string().contains("no answer"), "{refused}");
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_said() {
        let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", gone.local_addr().unwrap());
        drop(gone);
        let message = compose(&"hello@skillswap.test".parse().unwrap(), &mail()).unwrap();
        let refused = Smtp::new(&url).unwrap().send(message).await.unwrap_err();
        assert!(refused.to_string().contains("refused"), "{refused}");
    }
}
