use futures_util::{SinkExt, Stream, StreamExt};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{asked, take};
use crate::support::TestApp;

/// What is pushed next that holds `words`.
async fn pushed(socket: &mut (impl Stream<Item = Result<Message, Error>> + Unpin), words: &str) -> String {
    loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) if text.contains(words) => return text.to_string(),
            _ => continue,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_can_help_sees_a_request_come_and_go() {
    let app = TestApp::start().await;
    let (ana, dora, ben) = (app.teacher("Ana").await, app.teacher("Dora").await, app.learner("Ben").await);
    let mut request = format!("ws://{}/live", app.address).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", app.state.origin().parse().unwrap());
    headers.insert("cookie", ana.cookie().parse().unwrap());
    let stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    let topics = format!("{{\"topics\":{{\"quick_help:{}\":0,\"quick_help:{}\":0}}}}", ana.id, dora.id);
    socket.send(Message::text(topics)).await.unwrap();
    pushed(&mut socket, "Nobody asks for what you teach").await;
    let request = asked(&app, &ben).await;
    let came = pushed(&mut socket, "Ser or estar?").await;
    assert!(came.contains("Help now"), "{came}");
    assert_eq!(take(&dora, &request).await.status, 303);
    let gone = pushed(&mut socket, "Nobody asks for what you teach").await;
    assert!(!gone.contains("Ser or estar?"), "{gone}");
}
