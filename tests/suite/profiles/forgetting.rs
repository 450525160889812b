use skillswap::profiles::forget_words;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn words_that_nobody_is_called_are_forgotten_and_lost_ones_come_back() {
    let app = TestApp::start().await;
    let (ana, _ben) = (app.teacher("Ana Quispe").await, app.teacher("Ben").await);
    app.sql(&format!(
        "UPDATE members SET name = 'Ana Lima' WHERE id = {0};
         UPDATE profiles SET city = 'Osaka' WHERE member_id = {0};
         UPDATE profiles SET city = 'Porto' WHERE member_id = {0};
         DELETE FROM member_words WHERE word = 'ben'",
        ana.id
    ))
    .await;
    forget_words(&mut app.state.db.get().await.unwrap()).await.unwrap();
    let words = "SELECT count(*) FROM member_words WHERE word IN ('ana', 'lima', 'ben')";
    assert_eq!((app.number(words).await, app.number("SELECT count(*) FROM member_words").await), (3, 3));
    // Lisbon, where Ben lives, and Porto.
    assert_eq!(app.number("SELECT count(*) FROM member_places").await, 2);
}
