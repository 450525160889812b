//! Addresses that members give us lead to the public internet or nowhere. Nothing here is sent anywhere but to a peer on
//! loopback: what is refused is refused before anything is sent.

use skillswap::outbound::{FetchError, Fetched, Gate, Internet, PublicOnly, Version};

use crate::support::{Names, WebPeer, install_tls, ok, on_to};

const MOST: usize = 64 * 1024;

fn through(gate: impl Gate) -> Internet {
    install_tls();
    Internet::through(gate).unwrap()
}

async fn refusal(internet: &Internet, address: &str) -> FetchError {
    internet.fetch(address, &Version::default(), MOST).await.expect_err(address)
}

#[tokio::test]
async fn no_number_in_any_spelling_leads_inside() {
    let internet = through(PublicOnly);
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.192",
        "[::]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[::127.0.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[2001:db8::1]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "１２７.0.0.1",
        "①②⑦.0.0.1",
    ] {
        for scheme in ["http", "https", "webcal"] {
            let address = format!("{scheme}://{host}/calendar.ics");
            assert!(matches!(refusal(&internet, &address).await, FetchError::NotPublic), "{address}");
            assert!(internet.examine(&address).is_err(), "{address}");
        }
    }
}

#[tokio::test]
async fn only_the_web_is_an_address() {
    let internet = through(PublicOnly);
    for address in [
        "",
        "calendar.ics",
        "file:///etc/passwd",
        "ftp://example.org/a.ics",
        "javascript:alert(1)",
        "gopher://a/",
        "https://",
    ] {
        assert!(matches!(refusal(&internet, address).await, FetchError::NotAnAddress), "{address}");
    }
    for port in [22, 25, 5432, 6379, 8080] {
        assert!(matches!(refusal(&internet, &format!("http://example.org:{port}/")).await, FetchError::Port), "{port}");
    }
    for address in ["https://me:secret@example.org/", "https://me@example.org/"] {
        assert!(matches!(refusal(&internet, address).await, FetchError::Credentials), "{address}");
    }
    assert!(matches!(
        refusal(&internet, &format!("https://example.org/{}", "a".repeat(2_000))).await,
        FetchError::NotAnAddress
    ));
}

#[tokio::test]
async fn a_name_that_leads_inside_leads_nowhere() {
    let peer = WebPeer::start(|_| ok("", "BEGIN:VCALENDAR")).await;
    let names = Names::leading_to(&peer);
    let internet = through(names.clone());
    for inside in ["10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1", "64:ff9b::7f00:1"] {
        names.say("inside.example", &[&[inside]]);
        assert!(matches!(refusal(&internet, "http://inside.example/").await, FetchError::NotPublic), "{inside}");
    }
    assert!(matches!(refusal(&internet, "http://unknown.example/").await, FetchError::UnknownName));
    assert!(peer.requests().is_empty());
    // Of many answers those that are public are gone to, and no other.
    names.say("both.example", &[&["10.0.0.1", "peer", "192.168.0.1"]]);
    assert!(internet.fetch("http://both.example/", &Version::default(), MOST).await.is_ok());
    assert_eq!(peer.requests().len(), 1);
}

#[tokio::test]
async fn no_redirect_leads_inside() {
    let peer = WebPeer::start(|head| {
        let target = head.split(' ').nth(1).unwrap().trim_start_matches("/to?");
        on_to(target)
    })
    .await;
    let names = Names::leading_to(&peer);
    names.say("inside.example", &[&["10.0.0.1"]]);
    let internet = through(names);
    let refused = async |to: &str| refusal(&internet, &format!("http://calendar.example/to?{to}")).await;
    for to in [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::ffff:10.0.0.1]/",
        "http://inside.example/",
        "//192.168.0.1/",
    ] {
        assert!(matches!(refused(to).await, FetchError::NotPublic), "{to}");
    }
    assert!(matches!(refused("http://calendar.example:6379/").await, FetchError::Port));
    assert!(matches!(refused("file:///etc/passwd").await, FetchError::NotAnAddress));
    let before = peer.requests().len();
    assert!(matches!(refused("/to?/to").await, FetchError::Redirects), "without an end");
    assert_eq!(peer.requests().len() - before, 6, "the first, and five more");
}

#[tokio::test]
async fn a_name_that_changes_its_mind_gains_nothing() {
    let peer = WebPeer::start(|head| if head.contains("/again") { ok("", "read") } else { on_to("/again") }).await;
    let names = Names::leading_to(&peer);
    let internet = through(names.clone());
    // Public when it is looked at, inside when it is gone to: there is no second look.
    names.say("rebinding.example", &[&["peer"], &["peer"], &["10.0.0.1"]]);
    assert!(internet.fetch("http://rebinding.example/", &Version::default(), MOST).await.is_ok());
    assert_eq!(names.looked_up(), ["rebinding.example", "rebinding.example"], "once for each request");
    // Inside at the second request, to which a redirect leads.
    names.say("rebinding.example", &[&["peer"], &["10.0.0.1"]]);
    assert!(matches!(refusal(&internet, "http://rebinding.example/").await, FetchError::NotPublic));
    assert_eq!(peer.requests().len(), 3);
}

#[tokio::test]
async fn no_more_is_read_than_was_asked_for() {
    let endless =
        WebPeer::start(|_| format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "a".repeat(4 * MOST))).await;
    let internet = through(Names::leading_to(&endless));
    assert!(matches!(refusal(&internet, "http://calendar.example/").await, FetchError::TooLarge(_)));
    let refusing =
        WebPeer::start(|_| "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()).await;
    let internet = through(Names::leading_to(&refusing));
    assert!(matches!(refusal(&internet, "http://calendar.example/").await, FetchError::Status(404)));
    let broken = WebPeer::start(|_| "nonsense\r\n\r\n".to_owned()).await;
    let internet = through(Names::leading_to(&broken));
    assert!(matches!(refusal(&internet, "http://calendar.example/").await, FetchError::Unreachable));
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let peer = WebPeer::start(|head| {
        if head.to_ascii_lowercase().contains("if-none-match: \"7\"") {
            "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned()
        } else {
            ok("ETag: \"7\"\r\nLast-Modified: Mon, 23 Nov 2026 10:00:00 GMT\r\n", "all of it")
        }
    })
    .await;
    let internet = through(Names::leading_to(&peer));
    assert_eq!(internet.examine("webcal://calendar.example/a.ics").unwrap().as_str(), "https://calendar.example/a.ics");
    let Fetched::New { body, version } =
        internet.fetch("http://calendar.example/", &Version::default(), MOST).await.unwrap()
    else {
        panic!("nothing was known");
    };
    assert_eq!(body, "all of it");
    assert!(matches!(internet.fetch("http://calendar.example/", &version, MOST).await.unwrap(), Fetched::Same));
    let heads = peer.requests().join("").to_ascii_lowercase();
    assert!(!heads.contains("cookie") && !heads.contains("referer"), "{heads}");
}
