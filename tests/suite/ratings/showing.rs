use skillswap::{bookings, ratings};

use super::{FIVE, finished, with};
use crate::support::{Person, TestApp};

/// Everything that somebody else than the rater can look at: pages of the rated and of the public, and the export.
async fn views(app: &TestApp, rated: &Person, session: &str) -> Vec<(String, String)> {
    let own =
        ["/", "/me", "/me/price", "/sessions?show=past", "/notifications", "/discover", "/members?q=ana&sort=rating"]
            .map(str::to_owned);
    let profile = format!("/members/{}-ana", rated.id);
    let public = [profile.clone(), format!("{profile}/ratings"), "/members".to_owned(), "/skills/spanish".to_owned()];
    let visitor = app.visitor();
    let mut seen = Vec::new();
    for path in own.iter().chain(&public).chain([&session.to_owned()]) {
        seen.push((path.clone(), without_keys(&rated.get(path).await.body)));
    }
    for path in &public {
        seen.push((format!("visitor {path}"), without_keys(&visitor.get(path).await.body)));
    }
    let mut conn = app.state.db.get().await.unwrap();
    seen.push(("export".to_owned(), ratings::export(&mut conn, rated.id).await.unwrap().to_string()));
    seen.push(("sessions".to_owned(), bookings::export(&mut conn, rated.id).await.unwrap().to_string()));
    for table in ["standings", "member_search"] {
        let row = format!("SELECT to_jsonb(s) - 'changed_at' FROM {table} s WHERE member_id = {}", rated.id);
        seen.push((table.to_owned(), app.text(&row).await));
    }
    seen
}

/// Keys are made anew for each page.
fn without_keys(body: &str) -> String {
    let is_key = |word: &&str| word.len() == 36 && word.matches('-').count() == 4;
    body.split('"').map(|word| if is_key(&word) { "key" } else { word }).collect::<Vec<_>>().join("\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_others_see_depends_on_a_hidden_rating() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let url = format!("{path}/rating");
    let praise = with(&[("tag", "patient"), ("comment", "Wonderful."), ("private_note", "Thank you!")]);
    assert_eq!(ben.post(&url, &praise).await.status, 303);
    app.run_jobs().await;
    // Her own flash message is told once.
    ana.get("/me").await;
    let before = views(&app, &ana, &path).await;
    let blame = with(&[("overall", "1"), ("knowledge", "1"), ("tag", "practical"), ("comment", "Awful.")]);
    assert_eq!(ben.post(&url, &blame).await.status, 303);
    app.run_jobs().await;
    let after = views(&app, &ana, &path).await;
    for ((what, before), (_, after)) in before.iter().zip(&after) {
        assert_eq!(before, after, "{what} changed with a hidden rating");
        assert!(!before.contains("Wonderful.") && !before.contains("Thank you!"), "{what}");
    }
    assert_eq!(app.number(&format!("SELECT rating_count FROM standings WHERE member_id = {}", ana.id)).await, 0);
    // The same eyes see it once it is shown, so that they were not looking away.
    assert_eq!(ana.post(&url, &FIVE).await.status, 303);
    app.run_jobs().await;
    let shown = views(&app, &ana, &path).await;
    for what in ["/", "standings", "member_search", "export", "/members", &format!("/members/{}-ana/ratings", ana.id)] {
        let of = |views: &[(String, String)]| views.iter().find(|(path, _)| path == what).unwrap().1.clone();
        assert_ne!(of(&after), of(&shown), "{what} does not show ratings at all");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn after_48_hours_a_rating_is_shown_though_the_other_one_is_silent_and_the_rated_hears_of_it() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let said = with(&[("comment", "Wonderful."), ("private_note", "Call me.")]);
    assert_eq!(ben.post(&format!("{path}/rating"), &said).await.status, 303);
    let ends = "SELECT extract(epoch FROM ends_at) FROM bookings";
    let since = app.state.clock.now().microseconds() / 1_000_000 - app.number(ends).await;
    app.state.clock.advance(jiff::SignedDuration::from_secs(48 * 3600 - 60 - since));
    app.run_jobs().await;
    ana.get(&path).await.lacks("Wonderful.");
    app.state.clock.advance(jiff::SignedDuration::from_secs(120));
    app.run_jobs().await;
    ana.get(&path).await.says("Wonderful.").says("Only you read this").says("Call me.");
    ana.get("/notifications").await.says("Ben rated your session. You can read it now.");
    // The note is for Ana alone.
    let profile = format!("/members/{}-ana", ana.id);
    for reader in [app.visitor(), ben, app.learner("Cas").await] {
        for page in [profile.clone(), format!("{profile}/ratings")] {
            reader.get(&page).await.says("Wonderful.").lacks("Call me.");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn frozen_credits_do_not_freeze_a_rating() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    assert_eq!(ben.post(&format!("{path}/rating"), &with(&[("comment", "Left early.")])).await.status, 303);
    let claim = [("kind", "other"), ("words", "It was short."), ("outcome", "split")];
    assert_eq!(ben.post(&format!("{path}/claim"), &claim).await.status, 303);
    assert_eq!(ana.post(&format!("{path}/claim/objection"), &[("words", "It was not.")]).await.status, 303);
    app.state.clock.advance(jiff::SignedDuration::from_hours(49));
    app.run_jobs().await;
    assert_eq!(app.text("SELECT state FROM bookings").await, "disputed");
    ana.get(&path).await.says("Left early.");
}
