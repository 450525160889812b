//! Every route, called as everybody, compared with the table of who may.

use std::collections::BTreeSet;
use std::path::Path;

use skillswap::accounts::Role;
use skillswap::routes::access::{TABLE, Who};

use crate::support::{Answer, Person, TestApp};

const ROLES: [&str; 4] = ["member", "moderator", "admin", "super_admin"];

/// The quoted text after each `word` of `code`, with what follows up to the next one.
fn after_each<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    code.split(word).skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split_once('"'))
}

/// Every `METHOD template` that the sources mount, but for development pages.
fn mounted() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    let mut folders = vec![Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).to_owned()];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.extend((!path.ends_with("dev")).then_some(path));
                continue;
            }
            let code = std::fs::read_to_string(&path).unwrap();
            for (template, verbs) in after_each(&code, "resource(").chain(after_each(&code, ".route(")) {
                let verbs = verbs.split("resource(").next().unwrap().split(".route(\"").next().unwrap();
                for (verb, method) in [("get().to", "GET"), ("post().to", "POST")] {
                    routes.extend(verbs.contains(verb).then(|| format!("{method} {template}")));
                }
            }
        }
    }
    routes
}

fn listed() -> impl Iterator<Item = (Who, &'static str, &'static str)> {
    TABLE.iter().flat_map(|(who, routes)| {
        routes.iter().map(|route| {
            let (method, template) = route.split_once(' ').unwrap();
            (*who, method, template)
        })
    })
}

#[test]
fn the_table_names_every_route_that_is_mounted_and_no_other() {
    let listed: Vec<String> = listed().map(|(_, method, template)| format!("{method} {template}")).collect();
    let once: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(once.len(), listed.len(), "a route is in the table twice");
    let mounted = mounted();
    let missing: Vec<_> = mounted.difference(&once).collect();
    let dead: Vec<_> = once.difference(&mounted).collect();
    assert!(missing.is_empty() && dead.is_empty(), "in src/routes/access.rs are missing {missing:?}, dead {dead:?}");
}

/// A path of `template`, with `id` for what it names.
fn path(template: &str, id: i64) -> String {
    let parts = template.split('/').map(|part| match part.strip_prefix('{').map(|part| part.trim_end_matches('}')) {
        None => part.to_owned(),
        Some("token" | "key" | "file") => "0".repeat(43),
        Some("token}.ics") => format!("{}.ics", "0".repeat(64)),
        Some(choice) if choice.contains(':') => choice.split(':').nth(1).unwrap().split('|').next().unwrap().to_owned(),
        Some("provider") => "google".to_owned(),
        Some("slug") => "spanish".to_owned(),
        Some(_) => id.to_string(),
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn call(person: &Person, method: &str, path: &str) -> Answer {
    if method == "GET" { person.get(path).await } else { person.post(path, &[]).await }
}

/// Whether the answer sends its reader to the log-in.
fn is_turned_away(answer: &Answer) -> bool {
    answer.status == 303 && answer.location().starts_with("/login?next=")
}

/// These end the log-in that asks, or hold the connection open: they are called by their own tests.
const NOT_WALKED: [&str; 2] = ["/logout", "/live"];

#[tokio::test(flavor = "multi_thread")]
async fn every_route_answers_everybody_as_the_table_says() {
    let app = TestApp::start().await;
    let mut people = vec![("anonymous", None, app.visitor())];
    for (role, name) in Role::ALL.iter().zip(ROLES) {
        let person = app.learner(name).await;
        app.sql(&format!("UPDATE members SET role = '{name}' WHERE id = {}", person.id)).await;
        people.push((name, Some(*role), person));
    }
    let suspended = app.learner("suspended").await;
    app.sql(&format!("UPDATE members SET suspended_at = now() WHERE id = {}", suspended.id)).await;
    people.push(("suspended", None, suspended));
    let other = app.teacher("Other").await;
    let mut wrong = Vec::new();
    for (who, method, template) in listed().filter(|(.., template)| !NOT_WALKED.contains(template)) {
        for (name, role, person) in &people {
            let path = path(template, other.id.0);
            let answer = call(person, method, &path).await;
            let may = match who {
                Who::Everyone => !is_turned_away(&answer) && answer.status < 500,
                Who::AtLeast(_) if role.is_none() => is_turned_away(&answer),
                Who::AtLeast(least) if !role.is_some_and(|role| role.includes(least)) => answer.status == 404,
                Who::AtLeast(_) => !is_turned_away(&answer) && answer.status < 500 && answer.status != 405,
            };
            if !may {
                wrong.push(format!("{name}: {method} {path} ({who:?}) -> {} {}", answer.status, answer.location()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What belongs to two members is not there for a third, whatever their role: being staff opens no letters.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_is_not_there() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Eve").await);
    app.sql(&format!("UPDATE members SET role = 'super_admin' WHERE id = {}", eve.id)).await;
    let opened = ben.post(&format!("/members/{}/conversation", ana.id), &[]).await;
    let conversation = opened.location().to_owned();
    app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let notification = app.number(&format!("SELECT id FROM notifications WHERE member_id = {} LIMIT 1", ana.id)).await;
    for (method, path) in [
        ("GET", conversation.clone()),
        ("POST", conversation.clone()),
        ("GET", format!("{conversation}/news")),
        ("GET", format!("/notifications/{notification}")),
        ("GET", format!("/matches/{}", ana.id)),
    ] {
        let form: &[(&str, &str)] = if path == conversation {
            &[("body", "Hello"), ("idempotency_key", "6f1f64a4-9a0d-4b7c-8f5e-0b4a4d2c9e11")]
        } else {
            &[]
        };
        let answer = if method == "GET" { eve.get(&path).await } else { eve.post(&path, form).await };
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.body);
    }
}

/// Before it is agreed, after, and when it is over and somebody complains: none of it is there for Eve, a moderator of
/// whom nobody asked anything; her own desk is.
#[tokio::test(flavor = "multi_thread")]
async fn no_page_and_no_command_of_a_session_is_there_for_a_third() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Eve").await);
    app.sql(&format!("UPDATE members SET role = 'super_admin' WHERE id = {}", eve.id)).await;
    let booking = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    none_of_it_is_there(&eve, &booking).await;
    assert_eq!(ana.post(&format!("{booking}/acceptance"), &[("slot", "1")]).await.status, 303);
    none_of_it_is_there(&eve, &booking).await;
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 2 + 2));
    let claim = [("kind", "other"), ("outcome", "refund"), ("words", "It was not what we agreed on.")];
    assert_eq!(ben.post(&format!("{booking}/claim"), &claim).await.status, 303);
    none_of_it_is_there(&eve, &booking).await;
}

async fn none_of_it_is_there(eve: &Person, booking: &str) {
    // What each command takes; what it does not know it does not mind.
    let form = [
        ("slot", "1"),
        ("words", "Hello"),
        ("refund", "1000"),
        ("kind", "other"),
        ("outcome", "refund"),
        ("note", "Hello"),
        ("overall", "5"),
        ("knowledge", "5"),
        ("communication", "5"),
        ("professionalism", "5"),
        ("agrees", "true"),
    ];
    let own = listed()
        .filter(|(who, _, template)| *who == Who::AtLeast(Role::Member) && template.starts_with("/bookings/{booking}"));
    for (_, method, template) in own {
        let path = template.replace("/bookings/{booking}", booking);
        let answer = if method == "GET" { eve.get(&path).await } else { eve.post(&path, &form).await };
        assert_eq!(answer.status, 404, "{method} {path}: {}", answer.body);
    }
}
