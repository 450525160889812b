use std::io::Read;

use jiff::SignedDuration;

use crate::support::{Answer, Person, TestApp};

const PAGE: &str = "/me/data";
const FILE: &str = "/me/data/skillswap.zip";

async fn download(person: &Person) -> (Answer, Vec<u8>) {
    let response = person.request(reqwest::Method::GET, FILE).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = response.bytes().await.unwrap().to_vec();
    (Answer { status, headers, body: String::new() }, bytes)
}

fn document(package: &[u8], name: &str) -> serde_json::Value {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn files(app: &TestApp) -> usize {
    let folder = app.state.config.storage.folder.join("exports");
    std::fs::read_dir(folder).map_or(0, Iterator::count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_takes_everything_along_and_nobody_else_does() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let talk = ben.post(&format!("/members/{}/conversation", ana.id), &[]).await.location().to_owned();
    let key = uuid::Uuid::new_v4().to_string();
    ben.post(&talk, &[("body", "Words to Ana"), ("idempotency_key", &key)]).await;
    let booking = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{booking}/acceptance"), &[("slot", "1")]).await.status, 303);

    app.sql(&format!(
        "UPDATE logins SET zone = 'Asia/Tokyo' WHERE member_id = {0};
         INSERT INTO second_factors (member_id, secret, recovery_salt, created_at, confirmed_at)
             VALUES ({0}, 'sealed', decode(repeat('00', 16), 'hex'), now(), '2026-01-02T03:04:05Z');
         INSERT INTO skipped_steps VALUES ({0}, 'photo')",
        ben.id
    ))
    .await;

    ben.get(PAGE).await.says("Make my export");
    assert_eq!(download(&ben).await.0.status, 404);
    assert_eq!(ben.post(PAGE, &[]).await.location(), PAGE);
    ben.get(PAGE).await.says("It is being made");
    assert_eq!(ben.post(PAGE, &[]).await.location(), PAGE, "one at a time");
    assert_eq!(download(&ben).await.0.status, 404);
    app.run_jobs().await;
    assert_eq!(
        app.mails_to("ben@example.org").await.iter().filter(|subject| *subject == "Your data is ready").count(),
        1
    );
    assert_eq!(app.newest_link("ben@example.org", "/me/").await, PAGE);
    ben.get(PAGE).await.says("Download").says("Deleted");

    let (answer, package) = download(&ben).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/zip"));
    assert!(answer.header("content-disposition").starts_with("attachment"));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(document(&package, "account.json")["member"][0]["email"], "ben@example.org");
    let account = document(&package, "account.json");
    assert_eq!(account["logins"][0]["zone"], "Asia/Tokyo");
    assert!(account["logins"][0]["confirmed_at"].is_string());
    assert!(account["second_factor"][0]["on_since"].as_str().unwrap().starts_with("2026-01-02T03:04:05"));
    assert_eq!(document(&package, "steps_left.json")[0]["step"], "photo");
    assert_eq!(document(&package, "profile.json")[0]["bio"], "Here to swap.");
    assert_eq!(document(&package, "skills.json")[0]["direction"], "learn");
    assert_eq!(document(&package, "hours.json")["week"].as_array().unwrap().len(), 7);
    assert_eq!(document(&package, "messages.json")[0]["body"], "Words to Ana");
    assert_eq!(document(&package, "sessions.json")["sessions"][0]["with_whom"], "Ana");
    assert_eq!(document(&package, "credits.json").as_array().unwrap().len(), 3);
    let whole = String::from_utf8_lossy(&package).into_owned();
    assert!(!whole.contains("argon2"));
    assert!(!document(&package, "account.json").to_string().contains("argon2"), "no secrets");

    assert_eq!(download(&ana).await.0.status, 404);
    assert_eq!(download(&app.visitor()).await.0.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_goes_after_a_week_and_a_new_one_takes_its_place() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    for _ in 0..2 {
        ana.post(PAGE, &[]).await;
        app.run_jobs().await;
        assert_eq!(files(&app), 1, "the one before is gone");
        assert_eq!(download(&ana).await.0.status, 200);
    }
    // Logged in anew: a login that nobody visits ends after a week as well.
    app.state.clock.advance(SignedDuration::from_hours(24 * 7 + 1));
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(ana.post("/login", &form).await.status, 303);
    assert_eq!(download(&ana).await.0.status, 404);
    ana.get(PAGE).await.says("Make my export");
    app.run_jobs().await;
    assert_eq!(files(&app), 0);
    assert_eq!(app.number("SELECT count(*) FROM data_exports").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_twice_at_once_asks_once() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let answers = tokio::join!(ana.post(PAGE, &[]), ana.post(PAGE, &[]), ana.post(PAGE, &[]));
    assert_eq!([answers.0.status, answers.1.status, answers.2.status], [303; 3]);
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE kind = 'privacy.make_export'").await, 1);
    app.run_jobs().await;
    assert_eq!(files(&app), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_nobody_makes_any_more_is_asked_for_again_after_a_day() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.post(PAGE, &[]).await;
    // Its tries are used up.
    app.sql("UPDATE jobs SET state = 'dead' WHERE kind = 'privacy.make_export'").await;
    app.state.clock.advance(SignedDuration::from_hours(23));
    ana.get(PAGE).await.says("It is being made");
    app.state.clock.advance(SignedDuration::from_hours(1));
    ana.get(PAGE).await.says("Make my export");
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(ana.post("/login", &form).await.status, 303);
    ana.post(PAGE, &[]).await;
    app.run_jobs().await;
    assert_eq!(download(&ana).await.0.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_is_sent_twice_has_one_id() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    ana.post(PAGE, &[]).await;
    app.run_jobs().await;
    app.state.clock.advance(SignedDuration::from_secs(7));
    app.sql(&format!(
        "INSERT INTO jobs (kind, payload, run_at, created_at)
         VALUES ('privacy.export_mail', '{{\"member_id\": {}}}', now(), now())",
        ana.id
    ))
    .await;
    app.run_jobs().await;
    let mails = app.state.mailer.mailbox(10).await.unwrap();
    let ids: Vec<_> = mails.iter().map(|mail| mail.file.split_once("-export-").unwrap().1).collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}
