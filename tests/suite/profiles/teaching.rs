use crate::support::TestApp;

/// The names on the cards of a list, in their order.
fn names(body: &str) -> Vec<&str> {
    let cards = body.match_indices("card__title\"><a href=\"/members/");
    cards.filter_map(|(at, _)| body[at..].split(['>', '<']).nth(3)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_skill_has_a_page_that_says_what_it_is() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/skills/german").await;
    assert_eq!((page.status, page.sql()), (200, 2));
    page.says("<h1>German</h1>").says("Also called deutsch").says("Germanic and Celtic languages</a>");
    page.says("href=\"/skills/browse?category=languages#").says("href=\"/skills/dutch\">Dutch</a>");
    page.says("Nobody teaches German yet").says("/skills/german\">").says("og:title").lacks("noindex");
    let category = app.visitor().get("/skills/browse?category=languages").await;
    let (_, anchor) = page.body.split_once("category=languages#").unwrap();
    category.says(&format!("<h2 id=\"{}\">", anchor.split('"').next().unwrap())).says("href=\"/skills/german\"");
    for nothing in ["/skills/klingon-opera", "/skills/German", "/skills/%F0%9F%99%82", "/skills/'--"] {
        assert_eq!(app.visitor().get(nothing).await.status, 404, "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_former_address_leads_to_the_skill() {
    let app = TestApp::start().await;
    app.sql("INSERT INTO skill_slugs (slug, skill_id) SELECT 'deutsch', id FROM skills WHERE slug = 'german'").await;
    let moved = app.visitor().get("/skills/deutsch").await;
    assert_eq!((moved.status, moved.location()), (301, "/skills/german"));
}

#[tokio::test(flavor = "multi_thread")]
async fn teachers_stand_by_rating_or_by_when_they_came_twenty_a_page() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    // Teacher n is rated the better the higher n / 2, so that both orders differ and there are ties.
    app.sql(
        "INSERT INTO members (email, name, password_hash, onboarded_at, created_at)
             SELECT 't' || n || '@example.org', 'T' || lpad((n * 7 % 45)::text, 2, '0'), 'x', now(), now()
               FROM generate_series(1, 45) n;
         INSERT INTO member_skills (member_id, skill_id, direction, level)
             SELECT m.id, s.id, 'teach', 50 FROM members m, skills s WHERE s.slug = 'german';
         INSERT INTO standings (member_id, figure, figure_count, rating_count, sessions)
             SELECT id, 10 * (substr(name, 2)::integer / 2 + 20), 10, 10, 10 FROM members",
    )
    .await;
    for (sort, order) in [("", "substr(name, 2)::integer / 2 DESC, id DESC"), ("?sort=newest", "id DESC")] {
        let mut seen = Vec::new();
        let mut path = format!("/skills/german{sort}");
        loop {
            let page = visitor.get(&path).await;
            assert_eq!(page.sql(), 2, "{path}");
            assert!(names(&page.body).len() <= 20, "{path}");
            seen.extend(names(&page.body).into_iter().map(str::to_owned));
            let Some((_, next)) = page.body.split_once("id=\"more\"><a class=\"button button--quiet\" href=\"") else {
                break;
            };
            path = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
            visitor.get(&path).await.says("noindex");
            assert!(!visitor.get_fragment(&path).await.body.contains("<h1"), "{path}: rows alone");
        }
        assert_eq!(seen.len(), 45, "{sort}");
        for (place, name) in seen.iter().enumerate() {
            let query = format!(
                "SELECT n FROM (SELECT row_number() OVER (ORDER BY {order}) AS n, name FROM members) x WHERE name = '{name}'"
            );
            assert_eq!(usize::try_from(app.number(&query).await).unwrap(), place + 1, "{sort}: {name}");
        }
    }
    visitor.get("/skills/german").await.says("45 teachers");
    assert_eq!(visitor.get("/skills/german?sort=price&cursor=first").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_stands_there_for_those_who_may_not_see_them() {
    let app = TestApp::start().await;
    let (ana, bea) = (app.teacher("Ana").await, app.teacher("Bea").await);
    let cas = app.learner("Cas").await;
    app.sql(&format!("UPDATE profiles SET visibility = 'members' WHERE member_id = {}", bea.id)).await;
    assert_eq!(names(&app.visitor().get("/skills/spanish").await.body), ["Ana"]);
    assert_eq!(names(&ana.get("/skills/spanish").await.body), ["Bea"], "not oneself");
    assert_eq!(names(&cas.get("/skills/spanish?sort=newest").await.body), ["Bea", "Ana"], "who learns is no teacher");
    app.sql(&format!("UPDATE members SET suspended_at = created_at WHERE id = {}", bea.id)).await;
    app.sql(&format!("UPDATE members SET onboarded_at = NULL WHERE id = {}", ana.id)).await;
    assert!(names(&cas.get("/skills/spanish").await.body).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn crawlers_learn_of_every_skill_and_category() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    visitor.get("/sitemap.xml").await.says("/sitemaps/skills.xml");
    let all = visitor.get("/sitemaps/skills.xml").await;
    let pages = app.number("SELECT (SELECT count(*) FROM skills) + (SELECT count(*) FROM skill_categories)").await;
    assert_eq!(i64::try_from(all.body.matches("<loc>").count()).unwrap(), pages);
    all.says("/skills/german</loc>").says("/skills/browse?category=languages</loc>");
}
