//! Two nodes on one PostgreSQL and one Redis: as two apps, and as two processes.

use futures_util::{SinkExt, StreamExt};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{Driver, RedisServer, ServerProcess, TestApp, free_address};

#[tokio::test(flavor = "multi_thread")]
async fn a_message_posted_on_one_node_reaches_a_page_connected_to_the_other() {
    let Some(redis) = RedisServer::start().await else { return };
    let settings = [("REDIS_URL", redis.url.as_str()), ("SECRET_KEY", "11".repeat(32).leak() as &str)];
    let one = TestApp::start_with(&settings).await;
    let other = TestApp::start_on(one.state.db.url(), &settings).await;
    let (ana, ben) = (one.member("Ana").await, one.member("Ben").await);
    let talk = ana.post(&format!("/members/{}/conversation", ben.id), &[]).await.location().to_owned();
    let number = talk.rsplit('/').next().unwrap();

    // Ben's page is connected to the other node, with the cookie that the first one gave.
    let mut request = format!("ws://{}/live", other.address).into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://{}", other.address).parse().unwrap());
    headers.insert("cookie", ben.cookie().parse().unwrap());
    let stream = tokio::net::TcpStream::connect(other.address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    let topics = format!("{{\"topics\":{{\"conversation:{number}\":0}}}}");
    socket.send(Message::text(topics)).await.unwrap();

    let key = uuid::Uuid::new_v4().to_string();
    let sent = ana.post(&talk, &[("body", "Across the nodes"), ("idempotency_key", &key)]).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    let pushed = loop {
        match socket.next().await.unwrap().unwrap() {
            Message::Text(text) => break text.to_string(),
            _ => continue,
        }
    };
    assert!(pushed.contains("Across the nodes"), "{pushed}");

    // A log-in that ends on one node is over on the other.
    let seen = ben.on(other.address).get("/messages").await;
    assert_eq!(seen.status, 200);
    assert_eq!(ben.post("/logout", &[]).await.status, 303);
    loop {
        match socket.next().await {
            Some(Ok(Message::Close(Some(frame)))) => {
                assert_eq!(u16::from(frame.code), 4001);
                break;
            }
            Some(Ok(_)) => {}
            gone => panic!("closed without a code: {gone:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_posted_in_one_process_appears_in_a_browser_on_another() {
    let (Some(redis), Some(driver)) = (RedisServer::start().await, Driver::start().await) else { return };
    let secret = "33".repeat(32);
    let settings = [("REDIS_URL", redis.url.as_str()), ("SECRET_KEY", secret.as_str())];
    let one = TestApp::start_with(&settings).await;
    let (ana, ben) = (one.member("Ana").await, one.member("Ben").await);
    let talk = ana.post(&format!("/members/{}/conversation", ben.id), &[]).await.location().to_owned();

    let (address, folder) = (free_address(), tempfile::tempdir().unwrap());
    let own = [("DATABASE_URL", one.state.db.url()), ("DATA_DIR", folder.path().to_str().unwrap())];
    let _other = ServerProcess::start(address, &[settings, own].concat()).await;
    let window = driver.window(address).await;
    window.open(&format!("/login?next={talk}")).await.fill("email", "ben@example.org").await;
    window.fill("password", "Swap-hours-1").await.click("Log in").await.sees("Ana").await.is_live().await;
    let key = uuid::Uuid::new_v4().to_string();
    assert_eq!(ana.post(&talk, &[("body", "Seen from afar"), ("idempotency_key", &key)]).await.status, 303);
    window.sees_in("#log", "Seen from afar").await;
    window.close().await;
}
