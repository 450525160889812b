use crate::support::{MailServer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn mail_goes_out_by_smtp_and_waits_for_a_server_that_is_away() {
    let Some(mut server) = MailServer::start().await else { return };
    let app = TestApp::start_with(&[("SMTP_URL", &server.url())]).await;
    let join = async |name: &str, email: &str| {
        let form = [("name", name), ("email", email), ("password", "Swap-hours-1")];
        assert_eq!(app.visitor().post("/join", &form).await.status, 303);
        app.run_jobs().await;
    };
    join("Zoë Ähnlich", "zoe@example.org").await;
    let letters = server.letters();
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    assert_eq!((letter.to.as_str(), letter.subject.as_str()), ("zoe@example.org", "Confirm your address"));
    for body in [&letter.text, &letter.html] {
        assert!(body.contains("Zoë") && body.contains("/email-verification/"), "{body}");
    }

    server.pause();
    join("Ben", "ben@example.org").await;
    let waiting = "SELECT count(*) FROM jobs WHERE kind = 'accounts.verification_mail' AND attempts = 1";
    assert_eq!((app.number(waiting).await, server.letters().len()), (1, 1));
    server.resume().await;
    app.state.clock.advance(jiff::SignedDuration::from_mins(1));
    app.run_jobs().await;
    assert_eq!(server.letters().iter().filter(|letter| letter.to == "ben@example.org").count(), 1);
}
