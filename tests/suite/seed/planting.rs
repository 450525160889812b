//! What is planted looks as if the verbs had done it.

use skillswap::accounts::{self, MemberId};
use skillswap::seed;

use crate::support::TestApp;

/// Counts of rows that no verb would have left behind.
const NEVER: [&str; 7] = [
    "SELECT count(*) FROM participants p JOIN conversations c ON c.id = p.conversation_id
      WHERE p.unread <> c.last_seq - p.read_seq OR p.unread <> (SELECT count(*) FROM messages m
            WHERE m.conversation_id = c.id AND m.seq > p.read_seq AND m.sender_id <> p.member_id)",
    "SELECT count(*) FROM conversations c
      WHERE last_seq <> (SELECT count(*) FROM messages m WHERE m.conversation_id = c.id AND m.seq BETWEEN 1 AND c.last_seq)",
    "SELECT count(*) FROM standings s
      WHERE rating_total <> (SELECT coalesce(sum(overall), 0) FROM ratings r WHERE r.ratee_id = s.member_id)
         OR rating_count <> (SELECT count(*) FROM ratings r WHERE r.ratee_id = s.member_id)
         OR proposals <> (SELECT count(*) FROM bookings b WHERE b.teacher_id = s.member_id)
         OR sessions <> (SELECT count(*) FROM bookings b
                          WHERE s.member_id IN (b.teacher_id, b.learner_id) AND b.state = 'completed')",
    "SELECT count(*) FROM ledger_accounts a
      WHERE kind = 'held' AND balance <> (SELECT CASE b.state WHEN 'accepted' THEN b.price ELSE 0 END FROM bookings b
                                           WHERE b.id = a.booking_id AND b.learner_id = a.member_id)",
    "SELECT count(*) FROM bookings b
      WHERE starts_at IS NOT NULL AND 2 <> (SELECT count(*) FROM commitments c
            WHERE c.booking_id = b.id AND (c.starts_at, c.ends_at) = (b.starts_at, b.ends_at))",
    "SELECT count(*) FROM members m WHERE last_seen_at IS DISTINCT FROM
            (SELECT max(l.last_seen_at) FROM logins l WHERE l.member_id = m.id)",
    "SELECT count(*) FROM members WHERE onboarded_at IS NULL OR email_verified_at IS NULL",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_population_grows_and_adds_up() {
    let app = TestApp::start().await;
    let first = seed::population(&app.state, 60, 1).await.unwrap();
    let second = seed::population(&app.state, 40, 1).await.unwrap();
    assert_eq!((first.members, second.members), (60, 40));
    assert_eq!(app.number("SELECT count(*) FROM members WHERE email ~ '^member([1-9][0-9]?|100)@'").await, 100);
    assert!(first.sessions > 0 && first.messages > 0, "{first}");
    app.assert_book_balances().await;
    for query in NEVER {
        assert_eq!(app.number(query).await, 0, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_cast_is_planted_once_and_its_log_ins_work() {
    let app = TestApp::start().await;
    assert!(seed::demo(&app.state).await.unwrap());
    assert!(!seed::demo(&app.state).await.unwrap(), "there are members now");
    assert_eq!(seed::log_ins_that_work(&app.state).await.unwrap(), seed::LOG_INS);
    app.assert_book_balances().await;
    for query in NEVER {
        assert_eq!(app.number(query).await, 0, "{query}");
    }
    for email in seed::LOG_INS {
        let person = app.visitor();
        let entered = person.post("/login", &[("email", email), ("password", seed::PASSWORD)]).await;
        assert_eq!(entered.status, 303, "{}", entered.body);
        for path in ["/", "/discover", "/messages", "/sessions", "/credits", "/notifications", "/members/1-ana-lopez"] {
            let page = person.get(path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bens_badge_is_what_his_assessments_come_to() {
    let app = TestApp::start().await;
    assert!(seed::demo(&app.state).await.unwrap());
    let badge = "SELECT id || ' ' || tier || ' ' || level || ' ' || assessors || ' ' || expires_at FROM badges
                  WHERE withdrawn_at IS NULL AND replaced_at IS NULL";
    let planted = app.text(badge).await;
    let emi = MemberId(app.number("SELECT id FROM members WHERE email = 'emi@example.org'").await);
    accounts::suspend(&app.state, emi).await.unwrap();
    accounts::reinstate(&app.state, emi).await.unwrap();
    app.run_jobs().await;
    assert_eq!(app.text(badge).await, planted, "asked anew");
    app.visitor().visit("/members/2").await.says("Verified");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_somebody_is_no_cast_is_planted_and_a_real_ana_is_no_log_in() {
    let app = TestApp::start().await;
    app.member("Carla").await;
    assert!(!seed::demo(&app.state).await.unwrap());
    assert_eq!(seed::log_ins_that_work(&app.state).await.unwrap(), Vec::<String>::new());
}
