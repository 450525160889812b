use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_profile_is_seen_by_others_at_once() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let form = [("name", "Ana María"), ("bio", "Slow and with tea."), ("city", "Porto"), ("country", "Portugal")];
    let saved = ana.post("/me/profile", &form).await;
    assert_eq!((saved.status, saved.location()), (303, "/me/profile"));
    let page = app.visitor().visit(&format!("/members/{}", ana.id)).await.body;
    for said in ["Ana María", "Slow and with tea.", "Porto, Portugal"] {
        assert!(page.contains(said), "{said}");
    }
    // The name in the shell is the new one, although the viewer was remembered.
    assert!(ana.get("/me/profile").await.body.contains(&format!("/members/{}-ana-maria", ana.id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_profile_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let form = [("name", "A"), ("bio", "Half written"), ("city", &"x".repeat(81))];
    let refused = ana.post("/me/profile", &form).await;
    assert_eq!(refused.status, 422);
    for said in ["at least 2 characters", "It has 1 too many", "Half written"] {
        assert!(refused.body.contains(said), "{said}");
    }
    assert_eq!(app.number(&format!("SELECT count(*) FROM members WHERE id = {} AND name = 'Ana'", ana.id)).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_cannot_turn_the_words_beside_it() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let form = [("name", "Ana\u{202e}\u{0} \r\n Lo\u{301}pez"), ("bio", "a\u{2066}b\u{7}c")];
    assert_eq!(ana.post("/me/profile", &form).await.status, 303);
    ana.get("/me/profile").await.says("value=\"Ana López\"").says("abc");
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_are_kept_and_leave_the_profile_alone() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let form = [
        ("time_zone", "America/New_York"),
        ("locale", "en-US"),
        ("theme", "dark"),
        ("languages", "pt"),
        ("languages", "en"),
        ("learning_style", "hands_on"),
        ("visibility", "members"),
    ];
    let saved = ana.post("/me/preferences", &form).await;
    assert_eq!((saved.status, saved.location()), (303, "/me/preferences"), "{}", saved.body);
    let page = ana.get("/me/preferences").await;
    page.says("data-theme=\"dark\"").says("<option value=\"en-US\" selected>");
    page.says("<option value=\"America/New_York\" selected>");
    ben.visit(&format!("/members/{}", ana.id)).await.says("Portuguese, English").says("Here to swap.");
    assert_eq!(app.visitor().visit(&format!("/members/{}", ana.id)).await.status, 200);
    app.visitor().visit(&format!("/members/{}", ana.id)).await.says("Log in");
    // Dates are written her way from the next page on, also where another page draws them.
    ana.get("/credits").await.says(", 20");
    let booking = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let (hers, his) = (ana.get(&booking).await.body, ben.get(&booking).await.body);
    assert!(hers.contains(" AM") || hers.contains(" PM"), "{hers}");
    assert!(!his.contains(" AM") && !his.contains(" PM"), "{his}");
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_preferences_keep_what_was_chosen() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let form =
        [("time_zone", "Mars/Olympus"), ("locale", "tlh"), ("theme", "pink"), ("languages", "xx"), ("visibility", "")];
    let refused = ana.post("/me/preferences", &form).await;
    assert_eq!(refused.status, 422);
    for said in ["Choose your time zone", "Choose one of these.", "Choose languages from the list", "who may see"] {
        assert!(refused.body.contains(said), "{said}");
    }
}
