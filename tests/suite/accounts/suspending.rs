//! Suspending a member.

use std::time::Duration;

use futures_util::StreamExt;
use skillswap::accounts;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::support::{RedisServer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_is_out_on_every_node_within_a_second() {
    let Some(redis) = RedisServer::start().await else { return };
    let secret = "55".repeat(32);
    let settings = [("REDIS_URL", redis.url.as_str()), ("SECRET_KEY", secret.as_str())];
    let one = TestApp::start_with(&settings).await;
    let other = TestApp::start_on(one.state.db.url(), &settings).await;
    let ana = one.member("Ana").await.on(other.address);
    assert_eq!(ana.get("/credits").await.status, 200, "known on the other node");
    let mut request = format!("ws://{}/live", other.address).into_client_request().unwrap();
    request.headers_mut().insert("origin", format!("http://{}", other.address).parse().unwrap());
    request.headers_mut().insert("cookie", ana.cookie().parse().unwrap());
    let stream = tokio::net::TcpStream::connect(other.address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();

    accounts::suspend(&one.state, ana.id).await.unwrap();
    let out = tokio::time::timeout(Duration::from_secs(1), async {
        let code = loop {
            match socket.next().await {
                Some(Ok(Message::Close(Some(frame)))) => break u16::from(frame.code),
                Some(Ok(_)) => {}
                gone => panic!("closed without a code: {gone:?}"),
            }
        };
        while ana.get("/credits").await.status != 303 {}
        code
    });
    assert_eq!(out.await.expect("out within a second"), 4001);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_knows_the_password_learns_of_it() {
    let app = TestApp::start().await;
    let ana = app.enrol("Ana").await;
    accounts::suspend(&app.state, ana).await.unwrap();
    let wrong = [("email", "ana@example.org"), ("password", "Wrong-hours-1")];
    let refused = app.visitor().post("/login", &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.body.contains("suspended"));
    let visitor = app.visitor();
    let right = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(visitor.post("/login", &right).await.location(), "/login");
    visitor.get("/login").await.says("Your account is suspended");
    assert_eq!(visitor.get("/credits").await.status, 303);
    accounts::reinstate(&app.state, ana).await.unwrap();
    assert_eq!(visitor.post("/login", &right).await.location(), "/");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailed_link_is_no_way_around() {
    let app = TestApp::start().await;
    let ana = app.enrol("Ana").await;
    accounts::suspend(&app.state, ana).await.unwrap();
    app.visitor().post("/password-reset", &[("email", "ana@example.org")]).await;
    app.run_jobs().await;
    let link = app.newest_link("ana@example.org", "/password-reset/").await;
    let visitor = app.visitor();
    assert_eq!(visitor.post(&link, &[("password", "Other-hours-2")]).await.location(), "/login");
    assert_eq!(visitor.get("/credits").await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM logins").await, 0);
}
