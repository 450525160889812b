use crate::support::TestApp;

fn names(body: &str) -> Vec<&str> {
    body.match_indices("link strong\" href=\"/skills/")
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
    assert!(visitor.get("/skills/browse?category=cooking").await.body.contains("href=\"/skills/sourdough\""));
    assert_eq!(visitor.get("/skills/browse?category=nothing").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_found_however_it_is_typed() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    for (how, typed, first) in [
        ("a beginning", "sourd", "Sourdough"),
        ("the beginning of a word", "nidra", "Yoga nidra"),
        ("capitals", "GERMAN", "German"),
        ("two letters swapped", "gutiar", "Acoustic guitar"),
        ("the first two swapped", "egrman", "German"),
        ("a letter missing", "spnish", "Spanish"),
        ("a letter too many", "spannish", "Spanish"),
        ("a wrong letter", "yiga", "Hatha yoga"),
        ("a slip on the way", "sapni", "Spanish"),
        ("several slips", "javasrcitp", "JavaScript"),
        ("a slip in the first of two words", "acuostic guitar", "Acoustic guitar"),
        ("a slip in the second", "hatha ygoa", "Hatha yoga"),
        ("a space too many", "java script", "JavaScript"),
        ("a space too few", "hiphop", "Hip-hop dance"),
        ("a synonym", "deutsch", "German"),
        ("a synonym with a slip", "deutshc", "German"),
        ("an accent left out", "francais", "French"),
        ("an accent", "français", "French"),
        ("a space for a hyphen", "hip hop", "Hip-hop dance"),
        ("a hyphen for a space", "acoustic-guitar", "Acoustic guitar"),
        ("the words the other way round", "guitar acoustic", "Acoustic guitar"),
        ("signs", "c++", "C++"),
        ("Cyrillic", "русс", "Russian"),
        ("Cyrillic capitals", "РУССКИЙ", "Russian"),
        ("Cyrillic with a slip", "русскйи", "Russian"),
        ("two Chinese letters", "中文", "Mandarin Chinese"),
        ("the beginning of Japanese", "日本", "Japanese"),
        ("Greek", "ελλ", "Greek"),
        ("Arabic", "العر", "Modern Standard Arabic"),
    ] {
        let found = visitor.get(&format!("/skills?q={}", typed.replace('+', "%2B"))).await;
        assert_eq!(names(&found.body).first(), Some(&first), "{how}: {typed} finds {:?}", names(&found.body));
    }
    for nothing in ["qz", "qzxqzx", "%25%25%25", "---", "''", "\\\\", "___"] {
        let found = visitor.get(&format!("/skills?q={nothing}")).await;
        assert_eq!((found.status, names(&found.body).len()), (200, 0), "{nothing} finds {:?}", names(&found.body));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_skill_is_called_today_is_what_finds_it() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    app.sql("UPDATE skills SET name = 'Zorbing downhill', synonyms = '{globe riding}' WHERE slug = 'german'").await;
    for (typed, finds) in [("zorb", true), ("downh", true), ("globe-ri", true), ("german", false), ("deutsch", false)] {
        let found = visitor.get(&format!("/skills?q={typed}")).await;
        assert_eq!(names(&found.body).contains(&"Zorbing downhill"), finds, "{typed}");
    }
}
