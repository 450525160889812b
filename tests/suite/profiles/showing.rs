use reqwest::Method;

use crate::support::{Answer, Person, TestApp};

async fn asked_again(visitor: &Person, path: &str, tag: &str) -> Answer {
    Answer::of(visitor.request(Method::GET, path).header("if-none-match", tag)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_gets_a_members_page_for_one_statement_and_without_a_cookie() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana López").await;
    let page = app.visitor().get(&format!("/members/{}-ana-lopez", ana.id)).await;
    assert_eq!((page.status, page.sql(), page.header("set-cookie")), (200, 1, ""));
    for said in ["Ana López", "Spanish", "Expert", "Here to swap.", "Join to learn with Ana", "application/ld+json"] {
        assert!(page.body.contains(said), "{said}");
    }
    assert!(page.body.contains(&format!("/members/{}-ana-lopez\">", ana.id)), "canonical");
    assert!(!page.body.contains("@example.org"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_visitor_has_already_is_not_sent_again() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let (visitor, path) = (app.visitor(), format!("/members/{}-ana", ana.id));
    let tag = visitor.get(&path).await.header("etag").to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    let again = asked_again(&visitor, &path, &tag).await;
    assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", tag.as_str()));
    assert!(again.header("cache-control").starts_with("public"));

    app.sql(&format!("UPDATE profiles SET bio = 'Something else.' WHERE member_id = {}", ana.id)).await;
    assert_eq!(asked_again(&visitor, &path, &tag).await.status, 200);
    // A member's own view is theirs alone.
    let own = ana.get(&path).await;
    assert_eq!((own.header("etag"), own.header("cache-control")), ("", "private, no-cache"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_name_in_the_address_is_put_right() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    for wrong in [format!("/members/{}", ana.id), format!("/members/{}-anna", ana.id)] {
        let answer = app.visitor().get(&wrong).await;
        assert_eq!((answer.status, answer.location()), (301, format!("/members/{}-ana", ana.id).as_str()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_or_never_arrived_has_no_page() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.member("Ben").await);
    app.sql(&format!("UPDATE members SET suspended_at = created_at WHERE id = {}", ana.id)).await;
    for path in [format!("/members/{}-ana", ana.id), format!("/members/{}-ben", ben.id), "/members/999".to_owned()] {
        assert_eq!(app.visitor().get(&path).await.status, 404, "{path}");
    }
    assert_eq!(app.visitor().get("/members/ana").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_for_members_only_tells_a_visitor_nothing_not_even_the_name() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    app.sql(&format!("UPDATE profiles SET visibility = 'members' WHERE member_id = {}", ana.id)).await;
    let path = format!("/members/{}", ana.id);
    let answer = app.visitor().get(&path).await;
    assert_eq!((answer.status, answer.location()), (303, format!("/login?next=%2Fmembers%2F{}", ana.id).as_str()));
    assert!(!answer.body.contains("Ana"));

    let seen = ben.visit(&path).await;
    assert!(seen.body.contains("Propose a session") && seen.body.contains("noindex"), "{}", seen.body);
    let listed = format!("{path}-ana");
    assert!(!app.visitor().get("/members").await.body.contains(&listed));
    assert!(ben.get("/members").await.body.contains(&listed));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_member_writes_cannot_become_markup() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let bio = "</script><script>alert(1)</script>";
    app.sql(&format!("UPDATE profiles SET bio = '{bio}' WHERE member_id = {}", ana.id)).await;
    let page = app.visitor().get(&format!("/members/{}-ana", ana.id)).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_member_sees_what_concerns_them_and_the_owner_can_edit() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    app.sql(&format!("UPDATE members SET time_zone = 'Asia/Tokyo' WHERE id = {}", ana.id)).await;
    let path = format!("/members/{}-ana", ana.id);
    let seen = ben.get(&path).await;
    assert_eq!((seen.status, seen.sql() <= 4), (200, true), "{}", seen.sql());
    for said in ["chip--mine", "which you want to learn", "9 h ahead of you", "theirs", "/proposal", "/conversation"] {
        assert!(seen.body.contains(said), "{said}");
    }
    let own = ana.get(&path).await.body;
    assert!(own.contains("/me/profile") && !own.contains("/proposal"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_written_statement_is_prepared_once_for_a_connection() {
    let app = TestApp::start().await;
    let mut conn = app.state.db.dedicated().await.unwrap();
    for _ in 0..2 {
        skillswap::profiles::queries::featured(&mut conn, app.state.clock.now(), None, 3).await.unwrap();
    }
    assert_eq!(prepared(&mut conn).await, 1);
}

async fn prepared(conn: &mut skillswap::db::Connection) -> i64 {
    use diesel::prelude::*;
    use diesel_async::RunQueryDsl;
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let count = "SELECT count(*) AS n FROM pg_prepared_statements WHERE statement LIKE 'WITH found %'";
    diesel::sql_query(count).get_result::<Count>(conn).await.unwrap().n
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_proven_of_a_member_is_shown() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let path = format!("/members/{}-ana", ana.id);
    let page = app.visitor().get(&path).await;
    page.says("Email confirmed");
    assert!(!page.body.contains("LinkedIn linked"));
    app.sql(&format!(
        "INSERT INTO linked_identities (member_id, provider, subject, created_at) VALUES ({}, 'linkedin', 'ana', now())",
        ana.id
    ))
    .await;
    app.visitor().get(&path).await.says("LinkedIn linked");
}
