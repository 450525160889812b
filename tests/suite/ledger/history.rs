//! What a member has, for what some of it is held, and everything that ever moved.

use skillswap::ledger::{self, Adjustment, Cause, Credits};

use crate::support::{Person, TestApp};

/// Moves `amount` hundredths of `person`'s, because of `reason`.
pub async fn adjust(app: &TestApp, person: &Person, amount: i64, reason: &str) {
    let adjustment = Adjustment { key: uuid::Uuid::new_v4(), member: person.id, amount: Credits(amount) };
    let cause = Cause::by(app.state.clock.now(), person.id).because(reason);
    ledger::adjust(&mut app.state.db.get().await.unwrap(), cause, &adjustment).await.unwrap();
}

/// Ben learns from Ana: the path of a session that is agreed.
pub async fn session(app: &TestApp, ben: &Person, ana: &Person, days: i64) -> String {
    let path = app.proposal(ben, ana, &[app.in_days(days)]).await;
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_said_apart_and_for_which_session() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = session(&app, &ben, &ana, 2).await;
    let page = ben.get("/credits").await;
    page.says("<dd>40.00</dd>").says("<dd>10.00</dd>").says("Spanish with Ana");
    page.says(&format!("<a class=\"row\" href=\"{path}\">")).says(&format!("<a href=\"{path}\">1 hour of Spanish</a>"));
    page.says(&format!("href=\"/members/{}\">Ana</a>", ana.id)).says("+10.00 held");
    ana.get("/credits").await.says("<dd>50.00</dd>").says("<dd>0.00</dd>").lacks(&path);
    assert_eq!(
        ben.post(&format!("{path}/cancellation"), &[("reason", "I am ill"), ("refund", "1000")]).await.status,
        303
    );
    ben.get("/credits").await.says("<dd>50.00</dd>").says("<dd>0.00</dd>").says("Given back:");
}

#[tokio::test(flavor = "multi_thread")]
async fn movements_are_found_by_what_they_were_when_and_with_whom() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ána").await, app.learner("Ben").await);
    session(&app, &ben, &ana, 2).await;
    adjust(&app, &ben, 500, "A lesson that failed").await;
    let (held, starter, corrected) = ("Held for", "Starter credits", "Corrected by us");
    let month = app.state.clock.now().to_string()[..7].to_owned();
    for (asked, found) in [
        ("", vec![held, starter, corrected]),
        ("kind=held", vec![held]),
        ("kind=bonus", vec![starter]),
        ("kind=adjustments", vec![corrected]),
        ("kind=earned", vec![]),
        ("kind=nonsense&month=soon&cursor=x&q=%20", vec![held, starter, corrected]),
        ("q=ana", vec![held]),
        ("q=SPAN", vec![held]),
        ("q=that+failed", vec![corrected]),
        ("q=100%25", vec![]),
        ("q=%27", vec![]),
        (&format!("month={month}"), vec![held, starter, corrected]),
        ("month=2020-01", vec![]),
        (&format!("month={month}&kind=held&q=ana"), vec![held]),
    ] {
        let page = ben.get(&format!("/credits?{asked}")).await;
        assert_eq!(page.status, 200, "{asked}");
        // Once in the list; what is new would come elsewhere.
        for words in [held, starter, corrected] {
            let is_there = page.body.contains(&format!("<td>{words}"));
            assert_eq!(is_there, found.contains(&words), "{asked}: {words}\n{}", page.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn older_pages_have_every_movement_once_while_new_ones_come_in() {
    let app = TestApp::start().await;
    let ben = app.learner("Ben").await;
    for number in 100..150 {
        adjust(&app, &ben, 1, &format!("Number {number}")).await;
    }
    let (mut path, mut seen, mut pages) = ("/credits?kind=adjustments".to_owned(), Vec::new(), 0);
    loop {
        let page = ben.get(&path).await;
        seen.extend(page.body.split("Number ").skip(1).map(|rest| rest[..3].parse::<u32>().unwrap()));
        pages += 1;
        adjust(&app, &ben, 1, "In between").await;
        let Some((before, _)) = page.body.split_once("\">Older movements") else { break };
        path = before.rsplit("href=\"").next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    }
    assert_eq!(pages, 3);
    assert_eq!(seen, (100..150).rev().collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_hear_of_what_moved_and_ask_for_it() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let page = ben.get("/credits").await;
    let cursor =
        page.body.split("data-cursor=\"").find_map(|rest| rest.split_once("\" data-poll")).unwrap().0.to_owned();
    page.says(&format!("data-topic=\"credits:{}\"", ben.id));
    assert_eq!(ben.get(&format!("/credits/news?after={cursor}")).await.status, 204);
    let mut facts = app.state.bus.watch("credits");
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    let mut told = Vec::new();
    while told.len() < 2 {
        told.push(format!("{:?}", facts.next().await.unwrap()));
    }
    for person in [&ana, &ben] {
        assert!(told.iter().any(|fact| fact.contains(&format!("credits:{}", person.id))), "{told:?}");
    }
    let news = ben.get(&format!("/credits/news?after={cursor}")).await;
    news.says("hx-target=\"#standing\"").says("<dd>40.00</dd>").says("hx-target=\"#latest\"").says("Held for");
}
