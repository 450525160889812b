use crate::support::TestApp;

fn names(body: &str) -> Vec<&str> {
    body.match_indices("link strong\" href=\"/members?skill=")
        .filter_map(|(at, _)| body[at..].split(['>', '<']).nth(1))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_ranks_beginnings_first_and_forgives_typing() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for (typed, first) in [("german", "German"), ("ge", "German"), ("deutsch", "German"), ("javscript", "JavaScript")] {
        let found = visitor.get(&format!("/skills?q={typed}")).await;
        assert_eq!((names(&found.body).first(), found.sql()), (Some(&first), 1), "{typed}");
        assert!(names(&found.body).len() <= 8);
    }
    assert_eq!(visitor.get("/skills?q=g").await.sql(), 0);
    assert!(visitor.get("/skills?q=qqqqqqq").await.body.contains("No skill is called like"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_live_search_gets_results_alone_and_knows_what_is_mine() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let found = ana.get_fragment("/skills?q=spanish").await;
    assert!(found.body.trim_start().starts_with("<div") && !found.body.contains("<html"), "{}", found.body);
    assert!(found.body.contains("You teach") && found.body.contains("value=\"learn\""), "{}", found.body);
    assert!(!app.visitor().get_fragment("/skills?q=spanish").await.body.contains("<form"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_category_can_be_browsed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let all = visitor.get("/skills/browse").await;
    assert_eq!((all.status, all.body.matches("?category=").count()), (200, 16));
    assert!(visitor.get("/skills/browse?category=cooking").await.body.contains("/members?skill="));
    assert_eq!(visitor.get("/skills/browse?category=nothing").await.status, 404);
}
