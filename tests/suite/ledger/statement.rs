//! A month: what there was before, what moved, what there was at its end.

use skillswap::clock::Instant;
use skillswap::ledger::{self, Adjustment, Cause, Credits};

use crate::support::{Person, TestApp};

async fn adjust_at(app: &TestApp, person: &Person, at: &str, amount: i64) {
    let adjustment = Adjustment { key: uuid::Uuid::new_v4(), member: person.id, amount: Credits(amount) };
    let at: Instant = at.parse().unwrap();
    let cause = Cause::by(at, person.id).because(format!("At {at}"));
    ledger::adjust(&mut app.state.db.get().await.unwrap(), cause, &adjustment).await.unwrap();
}

/// What a statement says of a row: what was available, and what was held.
fn row<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let after =
        page.split_once(&format!("<th scope=\"row\">{name}</th>")).unwrap_or_else(|| panic!("no {name}: {page}")).1;
    after.split("strong\">").skip(1).take(2).map(|cell| cell.split_once('<').unwrap().0).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_begins_with_what_the_one_before_ended_with_by_the_members_clocks() {
    let app = TestApp::start().await;
    let ben = app.learner("Ben").await;
    app.sql("UPDATE members SET time_zone = 'America/New_York' WHERE name = 'Ben'").await;
    // In UTC it was March already.
    adjust_at(&app, &ben, "2026-03-01T04:59:59Z", 700).await;
    adjust_at(&app, &ben, "2026-03-01T05:00:00Z", -200).await;
    // The clocks went forward in March.
    adjust_at(&app, &ben, "2026-04-01T03:59:59Z", 50).await;
    let february = ben.get("/credits/statements/2026-02").await;
    february.says("February 2026").says("New York").says("+7.00").lacks("−2.00");
    assert_eq!(row(&february.body, "Before"), ["0.00", "0.00"]);
    assert_eq!(row(&february.body, "At the end"), ["7.00", "0.00"]);
    let march = ben.get("/credits/statements/2026-03").await;
    march.says("−2.00").says("+0.50").says("/credits/statements/2026-02").says("/credits/statements/2026-04");
    assert_eq!(row(&march.body, "Before"), ["7.00", "0.00"]);
    assert_eq!(row(&march.body, "At the end"), ["5.50", "0.00"]);
    let april = ben.get("/credits/statements/2026-04").await;
    april.says("Nothing moved in this month.");
    assert_eq!(
        (row(&april.body, "Before"), row(&april.body, "At the end")),
        (vec!["5.50", "0.00"], vec!["5.50", "0.00"])
    );
    february.lacks("/credits/statements/2026-01");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_that_goes_on_ends_with_the_balances() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    super::history::session(&app, &ben, &ana, 2).await;
    let answer = ben.get("/credits/statements").await;
    let month = app.state.clock.now().to_string()[..7].to_owned();
    assert_eq!((answer.status, answer.location()), (303, format!("/credits/statements/{month}").as_str()));
    let page = ben.get(answer.location()).await;
    page.says("so far").says("Held for").says("Starter credits");
    assert_eq!(row(&page.body, "Now"), ["40.00", "10.00"]);
    // Nobody else's.
    ana.get(answer.location()).await.lacks("Held for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_has_not_begun_or_is_none_is_not_there() {
    let app = TestApp::start().await;
    let ben = app.learner("Ben").await;
    for month in ["2999-01", "2026-13", "2026", "soon", "0001-01", "%00"] {
        for path in ["", "/statement.csv", "/statement.pdf"] {
            let answer = ben.get(&format!("/credits/statements/{month}{path}")).await;
            assert!([400, 404].contains(&answer.status), "{month}{path}: {}", answer.status);
        }
    }
}
