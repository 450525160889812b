use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_profile_is_seen_by_others_at_once() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let form = [
        ("name", "Ana María"),
        ("bio", "Slow and with tea."),
        ("city", "Porto"),
        ("country", "Portugal"),
        ("time_zone", "Europe/Lisbon"),
        ("languages", "pt"),
        ("languages", "en"),
        ("learning_style", "hands_on"),
        ("visibility", "public"),
    ];
    let saved = ana.post("/me/profile", &form).await;
    assert_eq!((saved.status, saved.location()), (303, "/me/profile"));
    let page = app.visitor().visit(&format!("/members/{}", ana.id)).await.body;
    for said in ["Ana María", "Slow and with tea.", "Porto, Portugal", "Portuguese, English", "by doing it together"] {
        assert!(page.contains(said), "{said}");
    }
    // The name in the shell is the new one, although the viewer was remembered.
    assert!(ana.get("/me/profile").await.body.contains(&format!("/members/{}-ana-maria", ana.id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_profile_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let form = [("name", "A"), ("bio", "Half written"), ("time_zone", "Mars/Olympus"), ("visibility", "public")];
    let refused = ana.post("/me/profile", &form).await;
    assert_eq!(refused.status, 422);
    for said in ["at least 2 characters", "Choose your time zone", "Half written"] {
        assert!(refused.body.contains(said), "{said}");
    }
    assert_eq!(app.number(&format!("SELECT count(*) FROM members WHERE id = {} AND name = 'Ana'", ana.id)).await, 1);
}
