//! Connections whose other end has stopped taking bytes.

use std::any::Any;
use std::time::Duration;

use actix_web::dev::Extensions;
#[cfg(any(target_os = "linux", target_os = "android"))]
use actix_web::rt::net::TcpStream;
#[cfg(any(target_os = "linux", target_os = "android"))]
use socket2::SockRef;

/// How long bytes may wait for the other end.
const PATIENCE: Duration = Duration::from_secs(30);

/// For [`actix_web::HttpServer::on_connect`]: has the system end a connection (pages too) whose other end takes no byte
/// for 30 seconds while some wait for it. Nothing above TCP could: actix goes on waiting for a full buffer to empty
/// after the socket's end, so that whoever just stops reading would keep the memory for ever.
pub fn drop_stalled_readers(connection: &dyn Any, _data: &mut Extensions) {
    end_when_stalled_for(PATIENCE, connection);
}

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn end_when_stalled_for(patience: Duration, connection: &dyn Any) {
    if let Some(stream) = connection.downcast_ref::<TcpStream>()
        && let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(patience))
    {
        tracing::debug!(%error, "a connection goes without a time-out for stalled readers");
    }
}

/// Other systems have no such option; there a reverse proxy must end stalled connections.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn end_when_stalled_for(_patience: Duration, _connection: &dyn Any) {}
