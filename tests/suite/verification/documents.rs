//! What a badge gives to whoever checks it.

use std::process::Command;

use serde_json::Value;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_verified_by_somebody_elses_cryptography() {
    let app = TestApp::start().await;
    let (.., badge) = app.verified(3).await;
    let origin = format!("http://{}", app.address);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/verification/check.mjs");
    let Ok(done) = Command::new("node").args([script, &origin, &badge]).output() else {
        println!("skipped: node is not installed; bin/test installs it");
        return;
    };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let found: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&found["alg"], &found["signed"], &found["changed"]), (&"EdDSA".into(), &true.into(), &false.into()));
    let says = &found["says"];
    assert_eq!(says["name"], "Spanish, Verified");
    assert_eq!(says["type"], serde_json::json!(["VerifiableCredential", "OpenBadgeCredential"]));
    assert!(says["id"].as_str().unwrap().ends_with(&badge), "{says}");
    assert!(!found.to_string().contains("ana@example.org"), "an address is nobody else's to read");
    let page: Value = serde_json::from_str(&app.visitor().get(&format!("{badge}/credential.json")).await.body).unwrap();
    assert_eq!(page["credentialSubject"], says["credentialSubject"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_can_check_what_they_were_shown() {
    let app = TestApp::start().await;
    let (ana, peers, badge) = app.verified(3).await;
    let visitor = app.visitor();
    let signed = visitor.get(&format!("{badge}/credential.jwt")).await.body;
    let readable = visitor.get(&format!("{badge}/credential.json")).await.body;
    let check = async |document: &str| visitor.post("/badges/check", &[("document", document)]).await;
    check(&signed).await.says("We signed this document, nobody changed it").says("Spanish, Verified");
    check(&format!("  {}\n{}", &signed[..70], &signed[70..])).await.says("We signed this document");
    check(&readable).await.says("This is what we say of this badge today");
    check(&badge).await.says("Spanish, Verified");
    check(&readable.replace("Verified", "Master")).await.says("it was changed");
    let mut forged = signed.clone().into_bytes();
    let middle = forged.len() / 2;
    forged[middle] = if forged[middle] == b'A' { b'B' } else { b'A' };
    check(&String::from_utf8(forged).unwrap()).await.says("somebody changed it");
    for nothing in ["hello", "{}", "ey.ey.ey", "http://127.0.0.1:1/badges/x", "{\"id\": [1, 2]}"] {
        check(nothing).await.says("We find no badge of ours in it");
    }
    assert_eq!(check(" ").await.status, 422);
    visitor.upload("/badges/check/file", "file", signed.as_bytes()).await.says("We signed this document");
    assert_eq!(visitor.upload("/badges/check/file", "file", &[0x80; 70_000]).await.status, 422);

    skillswap::accounts::suspend(&app.state, peers[0].id).await.unwrap();
    app.run_jobs().await;
    check(&signed).await.says("we have withdrawn it");
    app.visitor().get(&format!("{badge}/status.json")).await.says("\"revoked\": true");
    ana.get(&app.verification().await).await.lacks("Download it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_a_page_to_share() {
    let app = TestApp::start().await;
    let (.., badge) = app.verified(3).await;
    let page = app.visitor().get(&badge).await;
    for said in ["og:title", "og:image", "Ana: Spanish, Verified", "Assessed by", "linkedin.com"] {
        page.says(said);
    }
    let card = app.visitor().get(&format!("{badge}/card.png")).await;
    assert_eq!((card.status, card.header("content-type")), (200, "image/png"));
    assert_eq!(app.visitor().get("/badges/0").await.status, 404);
    assert_eq!(app.visitor().get(&format!("/badges/{}", uuid::Uuid::new_v4())).await.status, 404);
}
