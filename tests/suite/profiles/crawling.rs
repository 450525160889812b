use reqwest::Method;

use crate::support::{Answer, Person, TestApp};

async fn picture(visitor: &Person, path: &str) -> image::DynamicImage {
    let answer = visitor.request(Method::GET, path).send().await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()), (200, "image/png"));
    assert_eq!(answer.headers()["cross-origin-resource-policy"], "cross-origin");
    image::load_from_memory(&answer.bytes().await.unwrap()).unwrap()
}

async fn again(visitor: &Person, path: &str, tag: &str) -> Answer {
    Answer::of(visitor.request(Method::GET, path).header("if-none-match", tag)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_and_the_site_have_a_card_that_is_not_sent_twice() {
    let app = TestApp::start().await;
    let (ana, visitor) = (app.teacher("Ana López").await, app.visitor());
    let path = format!("/members/{}-ana-lopez/card.png", ana.id);
    for path in [path.as_str(), "/card.png"] {
        let card = picture(&visitor, path).await;
        assert_eq!((card.width(), card.height()), (1200, 630));
        let tag =
            visitor.request(Method::GET, path).send().await.unwrap().headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(again(&visitor, path, &tag).await.status, 304);
    }
    let before = picture(&visitor, &path).await;
    app.sql(&format!("UPDATE profiles SET city = 'Porto' WHERE member_id = {}", ana.id)).await;
    assert_ne!(picture(&visitor, &path).await, before, "another city, another card");
    let page = visitor.get(&format!("/members/{}-ana-lopez", ana.id)).await;
    page.says(&format!("{path}\">")).says("summary_large_image").says("og:image:width");
    visitor.get("/").await.says("/card.png\">").says("summary_large_image");
    assert_eq!(visitor.get(&format!("/members/{}/card.png", ana.id)).await.location(), path);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_name_breaks_a_card() {
    let app = TestApp::start().await;
    let (ana, visitor) = (app.teacher("Ana").await, app.visitor());
    for name in
        ["🙂🙂", "<svg/onload=1>", "&amp;&lt;", "محمد بن عبد الله", "\u{202e}Ana", "李 娜", "W W W W W W W W W W W"]
    {
        let quoted = name.replace('\'', "''");
        app.sql(&format!("UPDATE members SET name = '{quoted}' WHERE id = {}", ana.id)).await;
        let path = visitor.get(&format!("/members/{}/card.png", ana.id)).await;
        let path =
            if path.status == 301 { path.location().to_owned() } else { format!("/members/{}/card.png", ana.id) };
        assert_eq!(picture(&visitor, &path).await.width(), 1200, "{name}");
    }
    app.sql(&format!("UPDATE members SET name = repeat('W', 50) WHERE id = {}", ana.id)).await;
    assert_eq!(picture(&visitor, &format!("/members/{}-{}/card.png", ana.id, "w".repeat(50))).await.width(), 1200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_hidden_has_no_card_and_stands_in_no_sitemap() {
    let app = TestApp::start().await;
    let (ana, bea, cas) = (app.teacher("Ana").await, app.teacher("Bea").await, app.teacher("Cas").await);
    let newcomer = app.member("Newcomer").await;
    app.sql(&format!(
        "UPDATE profiles SET visibility = 'members' WHERE member_id = {};
         UPDATE members SET suspended_at = created_at WHERE id = {}",
        bea.id, cas.id
    ))
    .await;
    let sitemap = app.visitor().get("/sitemaps/members-1.xml").await;
    assert_eq!((sitemap.status, sitemap.header("content-type")), (200, "application/xml; charset=utf-8"));
    sitemap.says(&format!("/members/{}-ana</loc><lastmod>", ana.id)).says("</urlset>");
    assert_eq!(sitemap.body.matches("<loc>").count(), 1, "{}", sitemap.body);
    for path in [
        format!("/members/{}-bea/card.png", bea.id),
        format!("/members/{}-cas/card.png", cas.id),
        format!("/members/{}-newcomer/card.png", newcomer.id),
    ] {
        assert_eq!(ana.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_larger_than_a_piece_is_sent_whole_and_known_again() {
    let app = TestApp::start().await;
    app.sql(
        "INSERT INTO members (id, email, name, onboarded_at, created_at)
         SELECT n, 'p' || n || '@example.org', 'Person ' || n, now(), now() FROM generate_series(40000, 50002) n",
    )
    .await;
    let visitor = app.visitor();
    let index = visitor.get("/sitemap.xml").await;
    index.says("/sitemaps/pages.xml").says("/sitemaps/members-1.xml").says("/sitemaps/members-2.xml");
    assert!(!index.body.contains("members-3.xml"));
    for (path, pages) in [("/sitemaps/members-1.xml", 10_001), ("/sitemaps/members-2.xml", 2)] {
        let sitemap = visitor.get(path).await;
        assert_eq!(sitemap.body.matches("<loc>").count(), pages, "{path}");
        assert_eq!(sitemap.body.matches("<urlset").count() + sitemap.body.matches("</urlset>").count(), 2);
        assert_eq!(again(&visitor, path, sitemap.header("etag")).await.status, 304);
    }
    for path in ["/sitemaps/members-3.xml", "/sitemaps/members-0.xml", "/sitemaps/members-x.xml"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn robots_are_told_where_to_read_and_where_not() {
    let app = TestApp::start().await;
    let robots = app.visitor().get("/robots.txt").await;
    for said in ["Disallow: /\n", "Allow: /members\n", "Allow: /$\n", "/sitemap.xml\n"] {
        robots.says(said);
    }
    app.visitor().get("/sitemaps/pages.xml").await.says("/skills/browse</loc>");
    assert!(!app.visitor().get("/members").await.body.contains("noindex"));
    app.visitor().get("/members?cursor=0-1-1").await.says("noindex");
}
