use super::{conversation, key, say, unread};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_reaches_the_other_and_comes_back_as_the_fragment_of_the_page() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    let answer = say(&ana, &talk, "Hello <b>Ben</b>").await;
    answer.says("<hx-upsert hx-target=\"#log\" key=\"data-seq\">").says("id=\"message-1\" data-seq=\"1\"");
    answer.says("Hello &#60;b&#62;Ben&#60;/b&#62;").says("message--own").says("Today");
    assert!(answer.sql() <= 2, "{}", answer.sql());
    assert_eq!(unread(&app, &ben).await, 1);
    let news = ben.get(&format!("{talk}/news?after=0")).await;
    news.says("id=\"message-1\"").says("Ana, <time");
    assert!(!news.body.contains("message--own"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_javascript_posting_leads_back_to_the_conversation() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    let answer = ana.post(&talk, &[("body", "See https://example.org/a."), ("idempotency_key", &key())]).await;
    assert_eq!((answer.status, answer.location()), (303, format!("{talk}#message-1").as_str()));
    let link = "<a href=\"https://example.org/a\" target=\"_blank\" rel=\"nofollow ugc noopener noreferrer\">";
    ana.get(&talk).await.says(link);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_posts_once_also_at_the_same_moment() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    for _ in 0..5 {
        let key = key();
        let form = [("body", "Hello"), ("idempotency_key", key.as_str())];
        let again = || ana.post_fragment(&talk, &form);
        let answers = futures_util::join!(again(), again(), again(), again(), again(), again());
        let bodies = [answers.0, answers.1, answers.2, answers.3, answers.4, answers.5].map(|answer| answer.body);
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    }
    assert_eq!(unread(&app, &ben).await, 5);
    assert_eq!(app.number("SELECT last_seq FROM conversations").await, 5);
    assert_eq!(app.number("SELECT max(seq) FROM messages").await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_both_at_once_number_without_a_gap_and_count_exactly() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    for _ in 0..5 {
        futures_util::join!(
            say(&ana, &talk, "a"),
            say(&ben, &talk, "b"),
            say(&ana, &talk, "c"),
            say(&ben, &talk, "d"),
            ana.get(&talk),
            ben.get(&talk),
            say(&ana, &talk, "e"),
        );
        unread(&app, &ana).await;
        unread(&app, &ben).await;
    }
    assert_eq!(app.number("SELECT count(*) FROM messages").await, 25);
    assert_eq!(app.number("SELECT max(seq) FROM messages").await, 25);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_key_with_another_text_is_asked_about_and_nothing_is_lost() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    let key = key();
    ana.post(&talk, &[("body", "One"), ("idempotency_key", &key)]).await;
    let answer = ana.post(&talk, &[("body", "Another"), ("idempotency_key", &key)]).await;
    assert_eq!(answer.status, 422);
    answer.says("Press Send once more").says("Another</textarea>");
    assert!(!answer.body.contains(&key), "a new key");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_text_comes_back_with_its_sentence_and_the_next_answer_clears_it() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.member("Ana").await, app.member("Ben").await);
    let talk = conversation(&ana, &ben).await;
    let long = "x".repeat(1003);
    let form = [("body", long.as_str()), ("idempotency_key", &key())];
    let page = ana.post(&talk, &form).await;
    page.says(&format!("{long}</textarea>"));
    // To htmx without the text: app.js, which emptied the composer, gives it back.
    let fragment = ana.post_fragment(&talk, &form).await;
    assert!(!fragment.body.contains("xxx"));
    for answer in [page, fragment] {
        assert_eq!(answer.status, 422);
        answer.says("3 too many").says("aria-invalid=\"true\"").says("name=\"refused\"");
    }
    let empty = ana.post_fragment(&talk, &[("body", " \r\n"), ("idempotency_key", &key())]).await;
    assert_eq!(empty.status, 422);
    empty.says("Write something first.").says("hx-target=\"#composer\"");
    let next = [("body", "Better"), ("idempotency_key", &key()), ("refused", "true")];
    let answer = ana.post_fragment(&talk, &next).await;
    answer.says("message-1").says("hx-target=\"#composer\"");
    assert!(!answer.body.contains("aria-invalid"));
    assert_eq!(unread(&app, &ben).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_conversation_is_not_there() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.member("Ana").await, app.member("Ben").await, app.member("Eve").await);
    let talk = conversation(&ana, &ben).await;
    say(&ana, &talk, "A secret").await;
    for body in ["Hello", ""] {
        let form = [("body", body), ("idempotency_key", &key())];
        assert_eq!(eve.post(&talk, &form).await.status, 404);
        assert_eq!(eve.post_fragment(&talk, &form).await.status, 404);
    }
    for path in [talk.clone(), format!("{talk}?before=9"), format!("{talk}/news?after=0")] {
        assert_eq!(eve.get(&path).await.status, 404);
        assert_eq!(eve.get_fragment(&path).await.status, 404);
    }
    assert_eq!(app.number("SELECT count(*) FROM messages").await, 1);
}
