use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_adds_a_skill_and_says_something_else_of_it() {
    let app = TestApp::start().await;
    let ada = app.staff("Ada", "admin").await;
    ada.get("/admin/skills/catalogue/new").await.says("Languages: Romance languages");
    let form = [("name", "Kintsugi"), ("subcategory", "35"), ("synonyms", "Gold joinery, kíntsugi, göld joinery")];
    assert_eq!(ada.post("/admin/skills/catalogue", &form).await.location(), "/admin/skills/catalogue");
    let id = app.number("SELECT id FROM skills WHERE slug = 'kintsugi'").await;
    let path = format!("/admin/skills/catalogue/{id}");
    ada.get("/admin/skills/catalogue?q=gold").await.says(&path);
    ada.get(&path).await.says("value=\"Kintsugi\"").says("gold joinery").says("0 teach it, 0 learn it");
    let other = [("name", "Golden repair"), ("subcategory", "36"), ("synonyms", "kintsugi, gold joinery")];
    assert_eq!(ada.post(&path, &other).await.location(), path);
    ada.post(&path, &other).await;
    let changes = ada.get("/admin/skills/changes").await;
    changes.says("Edited Golden repair: its name was “Kintsugi”").says("Added Kintsugi").says("Ada");
    changes.says("it was in Crafts, Clay, glass and metal").says("its other names were gold joinery");
    assert_eq!(app.number("SELECT count(*) FROM taxonomy_changes").await, 2, "saying the same is no change");
    assert_eq!(app.number("SELECT count(*) FROM skills WHERE slug = 'kintsugi'").await, 1, "the address stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_skills_never_share_a_name_however_they_come() {
    let app = TestApp::start().await;
    let ada = app.staff("Ada", "admin").await;
    let forms: Vec<[(&str, &str); 3]> = ["Kintsugi", "kintsugi", "KINTSÜGI", "Gold joinery"]
        .map(|name| [("name", name), ("subcategory", "35"), ("synonyms", "golden repair")])
        .to_vec();
    let answers =
        futures_util::future::join_all(forms.iter().map(|form| ada.post("/admin/skills/catalogue", form))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 3);
    let id = app.number("SELECT max(id) FROM skills").await;
    let taken = [("name", "Spanish"), ("subcategory", "35")];
    let refused = ada.post(&format!("/admin/skills/catalogue/{id}"), &taken).await;
    assert_eq!(refused.status, 422);
    refused.says("“Spanish” is a name of Spanish already.").says("value=\"Spanish\"");
    assert_eq!(ada.post("/admin/skills/catalogue/999999", &[("name", "Xyz"), ("subcategory", "1")]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_name_gets_an_address_of_its_own() {
    let app = TestApp::start().await;
    let ada = app.staff("Ada", "admin").await;
    for name in ["Browse", "書道", "Requests", "C# 9", "C9"] {
        let form = [("name", name), ("subcategory", "35")];
        assert_eq!(ada.post("/admin/skills/catalogue", &form).await.status, 303, "{name}");
    }
    for slug in ["browse-2", "skill", "requests-2", "c-9", "c9"] {
        assert_eq!(app.number(&format!("SELECT count(*) FROM skills WHERE slug = '{slug}'")).await, 1, "{slug}");
    }
}
