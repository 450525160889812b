use super::ask;
use crate::support::{Answer, Person, TestApp};

/// Ana asked for kintsugi, and `path` is where it is answered.
async fn asked(app: &TestApp) -> (Person, String) {
    let ana = app.member("Ana").await;
    ask(&ana, "Kintsugi", "I mend cups").await;
    let id = app.number("SELECT id FROM skill_requests").await;
    (ana, format!("/admin/skills/requests/{id}"))
}

async fn approve(moderator: &Person, path: &str, name: &str) -> Answer {
    let form = [("name", name), ("subcategory", "35"), ("synonyms", "Gold joinery, kintsukuroi")];
    moderator.post(&format!("{path}/approval"), &form).await
}

async fn decline(moderator: &Person, path: &str) -> Answer {
    moderator.post(&format!("{path}/refusal"), &[("reason", "Too narrow: ask for pottery.")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_request_is_a_skill_and_who_asked_hears_once() {
    let app = TestApp::start().await;
    let (ana, path) = asked(&app).await;
    let (ben, mia) = (app.member("Ben").await, app.staff("Mia", "moderator").await);
    ask(&ben, "kintsugi", "").await;
    mia.get("/admin/skills").await;
    let queue = mia.get("/admin/skills").await;
    queue.says("Kintsugi").says("asked for by 2 members").says(&path).lacks("/admin/skills/catalogue");
    assert_eq!(queue.sql(), 2);
    let page = mia.get(&path).await;
    page.says("I mend cups").says("value=\"Kintsugi\"");
    assert_eq!(page.sql(), 5);
    assert_eq!(approve(&mia, &path, "Kintsugi").await.location(), "/admin/skills");
    app.run_jobs().await;
    app.run_jobs().await;
    ana.get("/skills?q=gold joinery").await.says("Kintsugi").says("Crafts");
    for (person, email) in [(&ana, "ana@example.org"), (&ben, "ben@example.org")] {
        let mails = app.mails_to(email).await;
        assert_eq!(
            mails.iter().filter(|subject| *subject == "Kintsugi is a skill on Skillswap now").count(),
            1,
            "{mails:?}"
        );
        person.get("/notifications").await.says("A skill that you asked for has an answer.");
        person.get("/skills/requests").await.says("A skill now").says("/me/skills?q=Kintsugi");
    }
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'skill_request_answered'").await, 2);
    mia.get("/admin/skills").await.says("Nothing waits");
    mia.get("/admin/skills/changes").await.says("Made Kintsugi a skill").says("Mia");
    mia.get(&path).await.says("Answered by Mia").lacks("Decline");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_answered_with_what_is_there_and_then_finds_it() {
    let app = TestApp::start().await;
    let (ana, path) = asked(&app).await;
    let mia = app.staff("Mia", "moderator").await;
    mia.get(&format!("{path}?q=ceramics")).await.says("Hand-built ceramics");
    let nothing = mia.post(&format!("{path}/answer"), &[("q", "ceramics")]).await;
    assert_eq!(nothing.status, 422);
    nothing.says("Choose the skill that it is.").says("Hand-built ceramics");
    mia.post(&format!("{path}/answer"), &[("skill", "999999")]).await.says("That skill is not there any more.");
    let ceramics = app.number("SELECT id FROM skills WHERE slug = 'hand-built-ceramics'").await.to_string();
    let form = [("skill", ceramics.as_str()), ("adds_name", "true")];
    assert_eq!(mia.post(&format!("{path}/answer"), &form).await.location(), "/admin/skills");
    app.run_jobs().await;
    ana.get("/skills/requests").await.says("Here already, as Hand-built ceramics");
    ana.get("/skills?q=kintsugi").await.says("Hand-built ceramics");
    assert_eq!(app.mails_to("ana@example.org").await[0], "Kintsugi is here, as Hand-built ceramics");
    mia.get("/admin/skills/changes").await.says("Answered Kintsugi with Hand-built ceramics");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_request_says_why() {
    let app = TestApp::start().await;
    let (ana, path) = asked(&app).await;
    let mia = app.staff("Mia", "moderator").await;
    assert_eq!(mia.post(&format!("{path}/refusal"), &[("reason", " ")]).await.status, 422);
    assert_eq!(decline(&mia, &path).await.location(), "/admin/skills");
    app.run_jobs().await;
    let id = path.rsplit('/').next().unwrap();
    let notification = app.number("SELECT max(id) FROM notifications").await;
    let followed = ana.get(&format!("/notifications/{notification}")).await;
    assert_eq!(followed.location(), format!("/skills/requests#request-{id}"));
    ana.get("/skills/requests").await.says("Declined").says("Too narrow: ask for pottery.");
    let mails = app.state.mailer.mailbox(10).await.unwrap();
    let mail = mails.iter().find(|mail| mail.subject == "Kintsugi will be no skill of its own").unwrap();
    assert!(mail.text.contains("Too narrow: ask for pottery.") && mail.html.contains("Too narrow"), "{}", mail.text);
    let withdrawn = ana.post(&format!("/skills/requests/{id}/withdrawal"), &[]).await;
    assert_eq!(withdrawn.location(), "/skills/requests");
    ana.get("/skills/requests").await.says("Somebody has answered this request in the meantime.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_another_skill_is_refused_with_its_skill() {
    let app = TestApp::start().await;
    let (_, path) = asked(&app).await;
    let mia = app.staff("Mia", "moderator").await;
    let refused = approve(&mia, &path, "SPÁNISH").await;
    assert_eq!(refused.status, 422);
    refused.says("“SPÁNISH” is a name of Spanish already.").says("Gold joinery, kintsukuroi");
    let form = [("name", "Kintsugi"), ("subcategory", "35"), ("synonyms", "castellano")];
    mia.post(&format!("{path}/approval"), &form).await.says("“castellano” is a name of Spanish already.");
    let nowhere = [("name", "Kintsugi"), ("subcategory", "")];
    mia.post(&format!("{path}/approval"), &nowhere).await.says("Choose where it belongs.");
    assert_eq!(app.number("SELECT count(*) FROM skill_requests WHERE state = 'open'").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM taxonomy_changes").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_moderators_who_answer_at_once_one_is_heard() {
    let app = TestApp::start().await;
    let (_, path) = asked(&app).await;
    let mut moderators = Vec::new();
    for n in 0..4 {
        moderators.push(app.staff(&format!("Mod{n}"), "moderator").await);
    }
    let (first, second) = moderators.split_at(2);
    let (declined, approved) = tokio::join!(
        futures_util::future::join_all(first.iter().map(|moderator| decline(moderator, &path))),
        futures_util::future::join_all(second.iter().map(|moderator| approve(moderator, &path, "Kintsugi"))),
    );
    let answers: Vec<_> = declined.iter().chain(&approved).collect();
    assert!(answers.iter().all(|answer| answer.status == 303), "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.location() == "/admin/skills").count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.location() == path).count(), 3);
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM taxonomy_changes").await, 1);
    assert_eq!(app.number("SELECT count(*) FROM notifications WHERE kind = 'skill_request_answered'").await, 1);
    let skills = app.number("SELECT count(*) FROM skills WHERE name = 'Kintsugi'").await;
    assert_eq!(app.number("SELECT count(*) FROM skill_requests WHERE state = 'approved'").await, skills);
    let late = answers.iter().position(|answer| answer.location() == path).unwrap();
    moderators[late].get(&path).await.says("Somebody has answered this request in the meantime.");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_left_takes_their_requests_along_and_nobody_elses() {
    let app = TestApp::start().await;
    let (ana, path) = asked(&app).await;
    let ben = app.member("Ben").await;
    ask(&ben, "Kintsugi", "Mine as well").await;
    ask(&ana, "Anasonly", "Secret").await;
    decline(&app.staff("Mia", "moderator").await, &path).await;
    assert_eq!(ana.post("/me/deletion", &[("sure", "true"), ("password", "Swap-hours-1")]).await.location(), "/");
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM skill_requests WHERE name = 'Anasonly'").await, 0);
    assert_eq!(app.number("SELECT count(*) FROM skill_request_supporters").await, 1);
    ben.get("/skills/requests").await.says("Too narrow");
    assert!(!app.mails_to("ana@example.org").await.iter().any(|subject| subject.contains("Kintsugi")));
    ben.post("/me/deletion", &[("sure", "true"), ("password", "Swap-hours-1")]).await;
    let admin = app.staff("Ada", "admin").await;
    admin.get("/admin/skills/changes").await.says("Declined a request whose writers have left");
}
