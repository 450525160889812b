use super::{conversation, say};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_listed_newest_first_with_their_last_line() {
    let app = TestApp::start().await;
    let (ana, ben, eva) = (app.member("Ana").await, app.member("Ben").await, app.member("Eva").await);
    say(&ana, &conversation(&ana, &ben).await, "Hello Ben").await;
    app.state.clock.advance(jiff::SignedDuration::from_secs(1));
    say(&eva, &conversation(&eva, &ana).await, "Hello Ana").await;
    let page = ana.get("/messages").await;
    page.says("You: Hello Ben").says("Hello Ana").says("1<span class=\"visually-hidden\"> unread</span>");
    assert!(page.body.find("Eva").unwrap() < page.body.find("Ben").unwrap());
    assert!(page.sql() <= 3, "{}", page.sql());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_goes_on_where_it_ended() {
    let app = TestApp::start().await;
    let ana = app.member("Ana").await;
    // All at one moment: the id decides.
    app.sql(&format!(
        "INSERT INTO members (id, email, name, created_at)
             SELECT 1000 + n, 'm' || n || '@example.org', 'Member ' || n || '.', now() FROM generate_series(1, 45) n;
         INSERT INTO conversations (id, low_id, high_id, last_seq, created_at)
             SELECT n, {0}, 1000 + n, 1, now() FROM generate_series(1, 45) n;
         INSERT INTO participants (conversation_id, member_id, last_message_at)
             SELECT n, m, '2026-11-22T10:00:00Z' FROM generate_series(1, 45) n, unnest(ARRAY[{0}, 1000 + n]) m;
         INSERT INTO messages (conversation_id, seq, sender_id, body, idempotency_key, created_at)
             SELECT n, 1, {0}, 'Hi', gen_random_uuid(), now() FROM generate_series(1, 45) n",
        ana.id
    ))
    .await;
    let (mut path, mut seen) = ("/messages".to_owned(), Vec::new());
    loop {
        let part = if seen.is_empty() { ana.get(&path).await } else { ana.get_fragment(&path).await };
        seen.extend(
            part.body
                .split("row__title\">Member ")
                .skip(1)
                .map(|row| row.split('.').next().unwrap().parse::<u32>().unwrap()),
        );
        match part.body.split("hx-get=\"").nth(1) {
            Some(more) => path = more.split('"').next().unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, (1..=45).rev().collect::<Vec<_>>());
    assert_eq!(ana.get("/messages?before=x").await.status, 400);
}
