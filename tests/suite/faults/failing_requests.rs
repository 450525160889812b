//! What the log says of a request that fails: its id, and nothing that opens an account.

use std::fs::File;

use crate::support::{ServerProcess, TestApp, free_address};

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_logged_with_its_id_and_without_the_secrets_of_its_address() {
    let app = TestApp::start().await;
    let (address, folder) = (free_address(), tempfile::tempdir().unwrap());
    let log = folder.path().join("log");
    let settings = [
        ("DATABASE_URL", app.state.db.url()),
        ("DATA_DIR", folder.path().to_str().unwrap()),
        ("LOG_FORMAT", "json"),
        ("RUST_LOG", "info"),
    ];
    let server = ServerProcess::start_logging_to(File::create(&log).unwrap(), address, &settings).await;
    // It listens while it migrates: the first answer comes after that.
    let visitor = app.visitor().on(address);
    assert_eq!(visitor.get("/login").await.status, 200);
    app.sql("ALTER TABLE mail_tokens RENAME TO lost").await;

    let failed = visitor.get("/password-reset/secretmarker?code=codemarker").await;
    assert_eq!(failed.status, 500);
    let id = failed.body.split_once("<code>").unwrap().1.split_once("</code>").unwrap().0;
    server.kill();
    let log = std::fs::read_to_string(log).unwrap();
    let line = log.lines().find(|line| line.contains("a request failed")).unwrap();
    assert!(line.contains(id) && line.contains("\"method\":\"GET\""), "{line}");
    assert!(!log.contains("secretmarker") && !log.contains("codemarker"), "{log}");
}
