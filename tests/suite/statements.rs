//! How many SQL statements each page takes: a number in this table, and the same for somebody with almost nothing as for
//! somebody with a long past. The viewer themselves costs none: they are remembered.

use skillswap::seed;

use crate::support::{Person, TestApp};

/// What every page of a member takes, badges included.
const MEMBER_PAGES: &[(&str, u32)] = &[
    ("/", 6),
    ("/members", 3),
    ("/members?q=ana", 2),
    ("/members?skill=spanish&place=lisbon&day=mon&rating=4&language=es&level=expert&sort=rating", 2),
    ("/skills?q=spanish", 2),
    ("/me/alerts", 2),
    ("/skills/spanish", 3),
    ("/skills/spanish?sort=newest", 3),
    ("/messages", 2),
    ("/sessions", 3),
    ("/credits", 5),
    ("/credits?kind=earned&q=ana", 5),
    ("/credits/statements", 3),
    ("/credits/statements/2026-10", 3),
    ("/sessions/week", 3),
    ("/notifications", 2),
    ("/me", 2),
    ("/me/profile", 2),
    ("/me/photo", 1),
    ("/me/skills", 2),
    ("/me/skills/order", 2),
    ("/skills/requests", 3),
    ("/me/hours", 2),
    ("/me/hours/dates", 3),
    ("/me/hours/away", 3),
    ("/me/hours/rules", 2),
    ("/me/hours/calendars", 2),
    ("/me/calendar", 3),
    ("/me/hours/offered", 2),
    ("/assessments", 2),
    ("/badges/check", 1),
    ("/me/linked-accounts", 2),
    ("/me/preferences", 2),
    ("/onboarding/about", 3),
    ("/onboarding/place", 3),
    ("/onboarding/photo", 2),
    ("/onboarding/teach", 3),
    ("/onboarding/learn", 3),
    ("/onboarding/hours", 3),
    ("/me/email", 4),
    ("/me/password", 3),
    ("/me/confirmation", 2),
    ("/me/logins", 2),
    ("/me/passkeys", 3),
    ("/me/second-factor", 3),
    ("/me/data", 2),
    ("/about", 1),
    ("/no-such-page", 0),
];

/// What public pages take for a visitor.
const VISITOR_PAGES: &[(&str, u32)] = &[
    ("/", 3),
    ("/members", 2),
    ("/members?q=ana", 1),
    ("/robots.txt", 0),
    ("/sitemap.xml", 0),
    ("/card.png", 0),
    ("/skills?q=spanish", 1),
    ("/skills/spanish", 2),
    ("/sitemaps/skills.xml", 1),
    ("/join", 0),
    ("/login", 0),
    ("/password-reset", 0),
    ("/badges/check", 0),
    ("/badges/issuer", 0),
    ("/.well-known/jwks.json", 0),
    ("/about", 0),
];

async fn count(person: &Person, path: &str) -> u32 {
    // The first visit may have to look the viewer up.
    person.visit(path).await;
    person.visit(path).await.sql()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_takes_its_number_of_statements_however_much_there_is_to_show() {
    let app = TestApp::start().await;
    let newcomer = app.teacher("Newcomer").await;
    let mut wrong = Vec::new();
    let mut check = |who: &str, path: &str, took: u32, allowed: u32| {
        if took != allowed {
            wrong.push(format!("{who} {path}: {took} statements instead of {allowed}"));
        }
    };
    for &(path, allowed) in MEMBER_PAGES {
        check("newcomer", path, count(&newcomer, path).await, allowed);
    }
    seed::population(&app.state, 60, 7).await.unwrap();
    let veteran = app.visitor();
    let busiest = "SELECT teacher_id FROM bookings GROUP BY 1 ORDER BY count(*) DESC LIMIT 1";
    let email = format!("member{}@example.org", app.number(busiest).await - newcomer.id.0);
    assert_eq!(veteran.post("/login", &[("email", &email), ("password", seed::PASSWORD)]).await.status, 303);
    for &(path, allowed) in MEMBER_PAGES {
        check("veteran", path, count(&veteran, path).await, allowed);
    }
    check("veteran", "/discover", count(&veteran, "/discover").await, 2);
    for &(path, allowed) in VISITOR_PAGES {
        check("visitor", path, count(&app.visitor(), path).await, allowed);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_of_one_thing_take_their_number_too() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let booking = app.proposal(&ben, &ana, &[app.in_days(2), app.in_days(3)]).await;
    let talk = ben.post(&format!("/members/{}/conversation", ana.id), &[]).await.location().to_owned();
    let profile = format!("/members/{}-ana", ana.id);
    for (path, allowed) in [
        (booking, 2),
        (format!("{profile}/proposal"), 4),
        (format!("{profile}/series"), 4),
        ("/me/programmes".to_owned(), 3),
        ("/me/programmes/new".to_owned(), 3),
        ("/quick-help".to_owned(), 9),
        (profile.clone(), 2),
        (format!("{profile}/ratings"), 3),
    ] {
        assert_eq!(count(&ben, &path).await, allowed, "{path}");
    }
    let programme = crate::programmes::programme(&app, &ana, "At the table", &["60", "60"]).await;
    for (path, allowed) in [(programme.clone(), 3), (format!("{programme}/enrolment"), 5)] {
        assert_eq!(count(&ben, &path).await, allowed, "{path}");
    }
    let agreed = app.proposal(&ben, &ana, &[app.in_days(4)]).await;
    assert_eq!(ana.post(&format!("{agreed}/acceptance"), &[("slot", "1")]).await.status, 303);
    for (path, allowed) in [(format!("{agreed}/room"), 2), (format!("{agreed}/room/news?after=0"), 1)] {
        assert_eq!(count(&ben, &path).await, allowed, "{path}");
    }
    assert!(count(&ben, &talk).await <= 4, "{talk}");
    assert_eq!(count(&app.visitor(), &profile).await, 1);
    assert_eq!(count(&app.visitor(), &format!("{profile}/ratings")).await, 2);
}
