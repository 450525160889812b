use diesel_async::SimpleAsyncConnection;
use jiff::SignedDuration;

use crate::support::{Person, TestApp};

/// 45 onboarded members called Person 1 to 45.
async fn crowd(app: &TestApp) {
    app.sql(
        "INSERT INTO members (email, name, onboarded_at, created_at)
         SELECT 'p' || n || '@example.org', 'Person ' || n, now(), now() FROM generate_series(1, 45) n",
    )
    .await;
}

fn names(body: &str) -> Vec<&str> {
    body.match_indices("card__title").filter_map(|(at, _)| body[at..].split(['>', '<']).nth(3)).collect()
}

/// Everybody on this page and those after it, for one statement a page.
async fn all_pages(visitor: &Person, first: &str) -> Vec<String> {
    let (mut path, mut seen) = (first.to_owned(), Vec::new());
    loop {
        let page = visitor.get_fragment(&path).await;
        assert_eq!(page.status, 200);
        seen.extend(names(&page.body).into_iter().map(str::to_owned));
        let Some((_, rest)) = page.body.split_once("id=\"more\"><a class=\"button button--quiet\" href=\"") else {
            return seen;
        };
        path = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        assert_eq!(visitor.get(&path).await.sql(), 1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_shows_everybody_once_in_every_order() {
    let app = TestApp::start().await;
    crowd(&app).await;
    app.sql(
        "INSERT INTO standings (member_id, figure, figure_count, rating_count, sessions)
         SELECT id, 400 + id % 7, id % 7, id % 7, id % 5 FROM members",
    )
    .await;
    for first in
        ["/members", "/members?sort=rating", "/members?sort=sessions", "/members?sort=newest", "/members?q=pers"]
    {
        let mut seen = all_pages(&app.visitor(), first).await;
        assert_eq!(seen.len(), 45, "{first}: {seen:?}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 45, "{first}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_walked_in_its_order_also_where_more_fit_than_are_counted() {
    let app = TestApp::start().await;
    app.sql(
        "INSERT INTO members (email, name, onboarded_at, created_at)
         SELECT 'p' || n || '@example.org', 'Person ' || n, now(), now() FROM generate_series(1, 1040) n;
         INSERT INTO member_skills (member_id, skill_id, direction, level)
         SELECT m.id, s.id, 'teach', 90 FROM members m, skills s WHERE s.slug = 'spanish'",
    )
    .await;
    let visitor = app.visitor();
    visitor.get("/members?q=spanish").await.says("1,000+ members");
    let seen = all_pages(&visitor, "/members?q=spanish&sort=newest").await;
    let expected: Vec<_> = (1..=1040).rev().map(|n| format!("Person {n}")).collect();
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rows_come_as_a_fragment_and_typing_brings_a_list_and_its_address() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let rows = app.visitor().get_fragment("/members?cursor=0-4000-30").await;
    assert_eq!((rows.status, rows.body.contains("id=\"results\""), names(&rows.body).len()), (200, false, 20));
    let typed = app.visitor().get_fragment("/members?q=Person+7&skill=&place=&level=").await;
    assert_eq!((typed.body.contains("<html"), typed.body.contains("id=\"results\"")), (false, true));
    assert_eq!((names(&typed.body)[0], typed.header("hx-replace-url")), ("Person 7", "/members?q=person+7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_nearly_right_and_a_skill_are_found() {
    let app = TestApp::start().await;
    let (_ana, _ben) = (app.teacher("Ana López").await, app.learner("Ben").await);
    for query in [
        "q=lopez",
        "q=LÓPES",
        "q=an",
        "q=lopez+ana",
        "q=ana-lopez",
        "q=spanish",
        "q=spanihs",
        "q=espanol",
        "skill=spanish",
        "skill=Spansh",
    ] {
        let found = app.visitor().get(&format!("/members?{query}")).await;
        assert_eq!((names(&found.body), found.sql()), (vec!["Ana López"], 1), "{query}");
    }
    for nobody in ["q=zzzzzz", "q=ana+zzzzzz", "q=%25%25", "q=%27%27", "skill=zzzzzz"] {
        let found = app.visitor().get(&format!("/members?{nobody}")).await;
        assert!(found.status == 200 && found.body.contains("Nobody found"), "{nobody}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_filter_filters_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let (ana, bea) = (app.teacher("Ana").await, app.teacher("Bea").await);
    app.sql(&format!(
        "UPDATE profiles SET city = 'Porto', country = 'Portugal', languages = '{{pt,en}}' WHERE member_id = {ana};
         UPDATE profiles SET city = 'Osaka', country = 'Japan', languages = '{{ja}}' WHERE member_id = {bea};
         UPDATE member_skills SET level = 60 WHERE member_id = {bea};
         INSERT INTO standings (member_id, figure, figure_count, rating_count, sessions) VALUES ({ana}, 470, 10, 10, 10)",
        ana = ana.id,
        bea = bea.id
    ))
    .await;
    let visitor = app.visitor();
    for filters in
        ["place=porto", "place=PORTUGL", "language=pt", "rating=4.5", "level=advanced", "skill=spanish&level=expert"]
    {
        let found = visitor.get(&format!("/members?{filters}")).await;
        assert_eq!((names(&found.body), found.sql()), (vec!["Ana"], 1), "{filters}");
        found.says("Remove ").says("1 member<").says("noindex");
    }
    let found = visitor.get("/members?skill=spanish&language=ja&rating=3").await;
    found.says("Nobody fits all of this").says("Teaches spanish, Rated 3 or more and Speaks Japanese together");
    found.says("/members?skill=spanish&#38;language=ja");
}

#[tokio::test(flavor = "multi_thread")]
async fn free_time_is_meant_by_the_viewers_clock() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    // Nine to ten on Ana's Tuesday in Tokyo is midnight to one of Tuesday in UTC, where Ben lives.
    app.sql(&format!(
        "DELETE FROM weekly_hours WHERE member_id = {ana};
         INSERT INTO weekly_hours (member_id, weekday, starts_minute, ends_minute) VALUES ({ana}, 1, 540, 600);
         UPDATE members SET time_zone = 'Asia/Tokyo' WHERE id = {ana}",
        ana = ana.id
    ))
    .await;
    for (filters, is_free) in [
        ("day=tue&part=night", true),
        ("day=tue", true),
        ("part=night", true),
        ("day=mon", false),
        ("day=tue&part=morning", false),
    ] {
        let found = ben.get(&format!("/members?{filters}")).await;
        assert_eq!(names(&found.body).contains(&"Ana"), is_free, "{filters}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_found_by_those_who_may_not_see_them() {
    let app = TestApp::start().await;
    let (ana, bea) = (app.teacher("Ana").await, app.teacher("Bea").await);
    let newcomer = app.member("Newcomer").await;
    app.sql(&format!("UPDATE profiles SET visibility = 'members' WHERE member_id = {}", bea.id)).await;
    for list in ["/members", "/members?q=spanish", "/members?skill=spanish&sort=newest", "/members?q=bea"] {
        assert!(!app.visitor().get(list).await.body.contains("Bea"), "{list}");
        assert!(ana.get(list).await.body.contains("Bea"), "{list}");
        assert!(!names(&ana.get(list).await.body).contains(&"Ana"), "{list}: oneself");
    }
    app.sql(&format!("UPDATE members SET suspended_at = created_at WHERE id = {}", bea.id)).await;
    assert!(!ana.get("/members?q=bea").await.body.contains(&format!("/members/{}-", bea.id)));
    assert!(!ana.get("/members?q=newcomer").await.body.contains(&format!("/members/{}-", newcomer.id)));
    app.sql(&format!("UPDATE members SET suspended_at = NULL WHERE id = {}", bea.id)).await;
    assert!(ana.get("/members?q=bea").await.body.contains(&format!("/members/{}-", bea.id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn featured_are_well_rated_teachers_who_were_here_lately() {
    let app = TestApp::start().await;
    let (ana, bea, cas) = (app.teacher("Ana").await, app.teacher("Bea").await, app.teacher("Cas").await);
    let (dan, eve) = (app.teacher("Dan").await, app.teacher("Eve").await);
    assert!(!app.visitor().get("/members").await.body.contains("Featured"));
    app.sql(&format!(
        "INSERT INTO standings (member_id, figure, figure_count, rating_count, sessions)
         VALUES ({}, 485, 20, 20, 20), ({}, 500, 20, 20, 21), ({}, 425, 20, 20, 40), ({dan}, 480, 20, 20, 20),
                ({}, 475, 20, 20, 20);
         DELETE FROM member_skills WHERE member_id = {dan} AND direction = 'teach'",
        ana.id,
        bea.id,
        cas.id,
        eve.id,
        dan = dan.id
    ))
    .await;
    let enter = async |name: &str| {
        let browser = app.visitor();
        let form = [("email", &*format!("{name}@example.org")), ("password", "Swap-hours-1")];
        assert_eq!(browser.post("/login", &form).await.status, 303);
        browser
    };
    let ana = enter("ana").await;
    app.state.clock.advance(SignedDuration::from_hours(24 * 6));
    // Ana visits and logs out, which does not undo the visit; the others but Bea log in.
    assert_eq!(ana.get("/me").await.status, 200);
    assert_eq!(ana.post("/logout", &[]).await.status, 303);
    for name in ["cas", "dan", "eve"] {
        enter(name).await;
    }
    app.state.clock.advance(SignedDuration::from_hours(24 * 2));
    for page in ["/members", "/"] {
        let seen = app.visitor().get(page).await;
        let featured = seen.body.split_once("Featured teachers").unwrap().1;
        let featured = featured.split_once("</section>").unwrap().0;
        assert_eq!(names(featured), ["Ana", "Eve"], "{page}");
    }
    assert!(!app.visitor().get("/members?q=spanish").await.body.contains("Featured"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_changes_of_a_member_at_once_are_both_found() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let (mut one, mut other) = (app.state.db.dedicated().await.unwrap(), app.state.db.dedicated().await.unwrap());
    one.batch_execute(&format!("BEGIN; UPDATE profiles SET city = 'Porto' WHERE member_id = {}", ana.id))
        .await
        .unwrap();
    let rating = format!("INSERT INTO standings (member_id, figure, figure_count) VALUES ({}, 500, 1)", ana.id);
    let second = tokio::spawn(async move { other.batch_execute(&rating).await.unwrap() });
    let waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while app.number(waiting).await == 0 {}
    one.batch_execute("COMMIT").await.unwrap();
    second.await.unwrap();
    assert_eq!(names(&app.visitor().get("/members?place=porto&rating=4.8").await.body), ["Ana"]);
}
