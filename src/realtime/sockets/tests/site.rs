//! A site with sockets over a story kept in memory, and pages that listen to it.

use std::any::Any;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::dev::{Extensions, ServerHandle};
use actix_web::http::header::ORIGIN;
use actix_web::{App, HttpRequest, HttpServer, web};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, SinkExt, StreamExt};
use serde::Deserialize;
use serde_json::json;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};

use super::super::source::Source;
use super::super::{Door, Listener, Pace};
use crate::error::{AppError, AppResult};
use crate::realtime::{Bus, Update, drop_stalled_readers};

const OUR_ORIGIN: &str = "https://swap.example";

/// What was said, by topic: `chat:...` is everybody's, other kinds are nobody's, but for `login:...`, whose feed tells
/// whether the log-in stands.
#[derive(Default)]
pub struct Story {
    said: Mutex<HashMap<String, Vec<String>>>,
    ended_logins: Mutex<Vec<String>>,
    /// Feeds fail so many times more.
    pub failures: AtomicU32,
}

impl Story {
    pub fn end_login(&self, topic: &str) {
        self.ended_logins.lock().unwrap().push(topic.to_owned());
    }

    /// Says something that no node is told of; gives how much has been said.
    pub fn say_untold(&self, topic: &str, html: &str) -> i64 {
        let mut said = self.said.lock().unwrap();
        let all = said.entry(topic.to_owned()).or_default();
        all.push(html.to_owned());
        i64::try_from(all.len()).unwrap()
    }

    fn since(&self, topic: &str, cursor: i64) -> AppResult<Option<Update>> {
        if topic.starts_with("login:") {
            let has_ended = self.ended_logins.lock().unwrap().iter().any(|ended| ended == topic);
            return if has_ended { Err(AppError::NotFound) } else { Ok(None) };
        }
        if topic.starts_with("secret:") {
            return Err(AppError::NotFound);
        }
        if !topic.starts_with("chat:") {
            return Ok(None);
        }
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(AppError::Unavailable(anyhow::anyhow!("the database is away")));
        }
        let said = self.said.lock().unwrap();
        let all = said.get(topic).map(Vec::as_slice).unwrap_or_default();
        let new = all.get(usize::try_from(cursor).unwrap()..).unwrap_or_default();
        Ok(Some(Update { html: new.concat(), cursor: i64::try_from(all.len()).unwrap() }))
    }
}

struct Reader(Arc<Story>);

impl Source for Reader {
    fn since<'a>(&'a self, topic: &'a str, cursor: i64) -> BoxFuture<'a, AppResult<Option<Update>>> {
        async move { self.0.since(topic, cursor) }.boxed()
    }
}

/// The running site; ends with its test.
pub struct Site {
    pub address: SocketAddr,
    pub bus: Bus,
    pub story: Arc<Story>,
    pub shutdown: watch::Sender<bool>,
    /// Says when a connection is gone from the server's memory.
    pub gone: mpsc::UnboundedReceiver<()>,
    server: ServerHandle,
}

#[derive(Clone)]
struct Wiring {
    bus: Bus,
    story: Arc<Story>,
    shutdown: watch::Receiver<bool>,
    pace: Pace,
}

#[derive(Deserialize)]
struct Who {
    member: i64,
    login: i64,
}

async fn live(
    request: HttpRequest,
    body: web::Payload,
    wiring: web::Data<Wiring>,
    who: web::Query<Who>,
) -> actix_web::Result<actix_web::HttpResponse> {
    let Wiring { bus, story, shutdown, pace } = wiring.get_ref().clone();
    let who = Listener { member_id: who.member, login_id: who.login };
    Door { origin: OUR_ORIGIN.to_owned(), bus, shutdown, pace }.open(&request, body, Reader(story), who)
}

/// Tells when it is dropped.
struct Tells(mpsc::UnboundedSender<()>);

impl Drop for Tells {
    fn drop(&mut self) {
        let _the_test_is_over = self.0.send(());
    }
}

impl Site {
    pub async fn open() -> Self {
        Self::at_pace(Pace { retry: Duration::from_millis(10), spread: Duration::from_millis(10), ..Pace::default() })
            .await
    }

    pub async fn at_pace(pace: Pace) -> Self {
        Self::with_connections(pace, drop_stalled_readers).await
    }

    /// With `prepare` done to each connection.
    pub async fn with_connections(
        pace: Pace,
        prepare: impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static,
    ) -> Self {
        let (bus, story) = (Bus::in_process(), Arc::new(Story::default()));
        let (shutdown, stops) = watch::channel(false);
        let (tells, gone) = mpsc::unbounded_channel();
        let wiring = Wiring { bus: bus.clone(), story: Arc::clone(&story), shutdown: stops, pace };
        let server = HttpServer::new(move || {
            App::new().app_data(web::Data::new(wiring.clone())).route("/live", web::get().to(live))
        })
        .on_connect(move |connection, data| {
            prepare(connection, data);
            data.insert(Tells(tells.clone()));
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { address, bus, story, shutdown, gone, server: handle }
    }

    /// Says something on a topic, as a verb would: first the fact, then its telling.
    pub fn say(&self, topic: &str, html: &str) {
        let cursor = self.story.say_untold(topic, html);
        self.bus.publish(topic, cursor);
    }

    /// A page of member 1, log-in 5.
    pub async fn page(&self) -> Page {
        self.try_page(OUR_ORIGIN, Reading::Eagerly).await.unwrap()
    }

    pub async fn sluggish_page(&self) -> Page {
        self.try_page(OUR_ORIGIN, Reading::Sluggishly).await.unwrap()
    }

    pub async fn page_of(&self, origin: &str) -> Result<Page, u16> {
        self.try_page(origin, Reading::Eagerly).await
    }

    async fn try_page(&self, origin: &str, reading: Reading) -> Result<Page, u16> {
        let socket = TcpSocket::new_v4().unwrap();
        if reading == Reading::Sluggishly {
            socket.set_recv_buffer_size(4096).unwrap();
        }
        let stream = socket.connect(self.address).await.unwrap();
        let mut request = format!("ws://{}/live?member=1&login=5", self.address).into_client_request().unwrap();
        request.headers_mut().insert(ORIGIN.as_str(), origin.parse().unwrap());
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((socket, _)) => Ok(Page(socket)),
            Err(tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

#[derive(PartialEq)]
enum Reading {
    Eagerly,
    Sluggishly,
}

/// A page's end of a socket.
pub struct Page(WebSocketStream<TcpStream>);

impl Page {
    pub async fn listen<const N: usize>(&mut self, topics: [(&str, i64); N]) {
        let topics: HashMap<_, _> = topics.into_iter().collect();
        self.send(&json!({ "topics": topics }).to_string()).await;
    }

    pub async fn send(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub async fn send_message(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// The next frame.
    pub async fn message(&mut self) -> Message {
        let next = timeout(Duration::from_secs(20), self.0.next()).await.expect("a frame should have come by now");
        next.expect("the socket ended without a goodbye").unwrap()
    }

    /// The next HTML.
    pub async fn hears(&mut self) -> String {
        loop {
            match self.message().await {
                Message::Text(html) => return html.to_string(),
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The code of the goodbye, after whatever else came before it.
    pub async fn goodbye(&mut self) -> u16 {
        loop {
            if let Message::Close(reason) = self.message().await {
                return reason.unwrap().code.into();
            }
        }
    }
}
