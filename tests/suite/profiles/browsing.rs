use crate::support::TestApp;

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

#[tokio::test(flavor = "multi_thread")]
async fn paging_shows_everybody_once_for_one_statement_a_page() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let (visitor, mut path, mut seen) = (app.visitor(), "/members".to_owned(), Vec::new());
    loop {
        let page = visitor.get(&path).await;
        assert_eq!((page.status, page.sql()), (200, 1));
        seen.extend(names(&page.body).into_iter().map(str::to_owned));
        let Some((_, rest)) = page.body.split_once("id=\"more\"><a class=\"button button--quiet\" href=\"") else {
            break;
        };
        path = rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    }
    assert_eq!(seen.len(), 45, "{seen:?}");
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 45);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_rows_come_as_a_fragment() {
    let app = TestApp::start().await;
    crowd(&app).await;
    let rows = app.visitor().get_fragment("/members?cursor=0-30").await;
    assert_eq!((rows.status, rows.body.contains("<html"), names(&rows.body).len()), (200, false, 20));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_nearly_right_and_a_skill_are_found() {
    let app = TestApp::start().await;
    let (_ana, _ben) = (app.teacher("Ana López").await, app.learner("Ben").await);
    for query in ["q=lopez", "q=LÓPES", "q=an", "q=spanish", "q=espanol", "skill=spanish"] {
        let found = app.visitor().get(&format!("/members?{query}")).await;
        assert_eq!((names(&found.body), found.sql()), (vec!["Ana López"], 1), "{query}");
    }
    assert!(app.visitor().get("/members?q=zzzzzz").await.body.contains("Nobody found"));
}
