use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_public_page_gives_a_visitor_no_cookie_and_every_answer_its_headers() {
    let app = TestApp::start().await;
    for path in ["/login", "/join", "/no-such-page", "/static/nothing"] {
        let answer = app.visitor().get(path).await;
        assert_eq!(answer.header("set-cookie"), "", "{path}");
        assert!(answer.header("content-security-policy").contains("require-trusted-types-for"), "{path}");
        assert!(!answer.header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_the_cookie_is_named_and_kept_as_browsers_demand() {
    let app = TestApp::start_with(&[("PUBLIC_URL", "https://swap.example")]).await;
    app.enrol("Ana").await;
    let request = app.visitor().request(reqwest::Method::POST, "/login").header("origin", "https://swap.example");
    let answer =
        crate::support::Answer::of(request.form(&[("email", "ana@example.org"), ("password", "Swap-hours-1")])).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    assert!(answer.header("strict-transport-security").contains("max-age"));
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_in_again_changes_the_cookies_key() {
    let app = TestApp::start().await;
    let person = app.member("Ana").await;
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
    let first = person.post("/login", &form).await.header("set-cookie").to_owned();
    let second = person.post("/login", &form).await.header("set-cookie").to_owned();
    assert!(!first.is_empty() && !second.is_empty());
    assert_ne!(first.split(';').next(), second.split(';').next());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_for_members_takes_a_visitor_to_the_log_in_and_back() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let visitor = app.visitor();
    let asked = visitor.get("/credits?before=9").await;
    assert_eq!((asked.status, asked.location()), (303, "/login?next=%2Fcredits%3Fbefore%3D9"));
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1"), ("next", "/credits?before=9")];
    let answer = visitor.post("/login", &form).await;
    assert_eq!((answer.status, answer.location()), (303, "/credits?before=9"));
    assert_eq!(visitor.get("/credits").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_sends_a_form_after_the_login_has_ended_comes_back_to_its_page() {
    let app = TestApp::start().await;
    let page = format!("http://{}/members/7-ana/proposal?skill=3", app.address);
    let request = app.visitor().request(reqwest::Method::POST, "/messages/3");
    let request = request.header("origin", app.state.origin()).header("referer", page);
    let answer = crate::support::Answer::of(request.form(&[("body", "Hello")])).await;
    assert_eq!((answer.status, answer.location()), (303, "/login?next=%2Fmembers%2F7-ana%2Fproposal"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_on_that_leads_away_is_not_taken() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\r\nx: y"] {
        let form = [("email", "ana@example.org"), ("password", "Swap-hours-1"), ("next", next)];
        assert_eq!(app.visitor().post("/login", &form).await.location(), "/", "{next:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reloads_where_a_form_was_refused_gets_the_page_with_the_form() {
    let app = TestApp::start().await;
    let answer = app.visitor().get("/bookings/7/refusal").await;
    assert_eq!((answer.status, answer.location()), (303, "/bookings/7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn knowing_who_asks_costs_no_statement_the_second_time() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    let first = ana.get("/credits").await.sql();
    let second = ana.get("/credits").await.sql();
    // The first visit also looked the viewer up.
    assert_eq!((first, second), (6, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_out_ends_the_login() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    assert_eq!(ana.get("/credits").await.status, 200);
    assert_eq!(ana.post("/logout", &[]).await.status, 303);
    assert_eq!(ana.get("/credits").await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM logins").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    for (name, value) in [("origin", "https://evil.test"), ("sec-fetch-site", "cross-site"), ("x-nothing", "said")] {
        let request = ana.request(reqwest::Method::POST, "/logout").header(name, value);
        assert_eq!(crate::support::Answer::of(request).await.status, 403, "{name}: {value}");
    }
    assert_eq!(ana.get("/credits").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bcrypt_hash_lets_its_owner_in_and_gives_way() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let old = bcrypt::hash("Swap-hours-1", 4).unwrap();
    app.sql(&format!("UPDATE members SET password_hash = '{old}'")).await;
    let wrong = [("email", "ana@example.org"), ("password", "Swap-hours-2")];
    assert_eq!(app.visitor().post("/login", &wrong).await.status, 422);
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(app.visitor().post("/login", &form).await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM members WHERE password_hash LIKE '$argon2id$%'").await, 1);
    assert_eq!(app.visitor().post("/login", &form).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_and_an_unknown_address_are_refused_alike() {
    let app = TestApp::start().await;
    app.enrol("Ana").await;
    let mut answers = Vec::new();
    for email in ["ana@example.org", "nobody@example.org", "ana@example.org", "nobody@example.org"] {
        let answer = app.visitor().post("/login", &[("email", email), ("password", "Wrong-hours-1")]).await;
        answers.push((answer.status, answer.sql(), answer.body.replace(email, "")));
    }
    assert_eq!(answers[2], answers[3], "the first of each kind may prepare its statements");
    assert_eq!((answers[2].0, answers[2].1), (422, 2), "counted, looked up");
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_in_where_a_login_has_ended_needs_no_second_try() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    app.sql("DELETE FROM logins").await;
    app.state.bus.publish(format!("member:{}", ana.id), 0);
    let form = [("email", "ana@example.org"), ("password", "Swap-hours-1")];
    assert_eq!(ana.post("/login", &form).await.status, 303);
    assert_eq!(ana.get("/credits").await.status, 200);
}
