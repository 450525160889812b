//! The role that the program works as can add to the book, and nothing else.

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use skillswap::db;

use crate::support::TestApp;

/// What would rewrite the book.
const REWRITING: [&str; 20] = [
    "UPDATE ledger_postings SET amount = 1",
    "DELETE FROM ledger_postings",
    "TRUNCATE ledger_postings",
    "UPDATE ledger_transfers SET reason = 'another'",
    "DELETE FROM ledger_transfers",
    "TRUNCATE ledger_transfers CASCADE",
    "UPDATE ledger_accounts SET balance = 1",
    "UPDATE ledger_accounts SET member_id = NULL",
    "DELETE FROM ledger_accounts",
    "INSERT INTO ledger_accounts (kind, member_id, balance) SELECT 'available', id, 100 FROM members",
    "INSERT INTO ledger_accounts (kind, member_id, seal) SELECT 'available', id, '' FROM members",
    "UPDATE ledger_days SET hash = ''",
    "DELETE FROM ledger_days",
    "DELETE FROM ledger_closings",
    "SELECT nextval('ledger_posting_ids')",
    "ALTER TABLE ledger_postings DISABLE TRIGGER USER",
    "DROP TRIGGER ledger_refuse_imbalance ON ledger_postings",
    "SET session_replication_role = 'replica'",
    "CREATE OR REPLACE FUNCTION ledger_apply_posting() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TABLE mine (id integer)",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_program_cannot_rewrite_the_book() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let mut conn = app.state.db.get().await.unwrap();
    for statement in REWRITING {
        let refused = conn.batch_execute(statement).await.expect_err(statement).to_string();
        let says = ["permission denied", "must be owner"];
        assert!(says.iter().any(|said| refused.contains(said)), "{statement}: {refused}");
    }
    // It can lock accounts, by a right to a column that says what another column makes it say.
    conn.batch_execute("SELECT FROM ledger_accounts FOR UPDATE; UPDATE ledger_accounts SET is_open = DEFAULT")
        .await
        .unwrap();
    assert_eq!(app.balances(ana.id).await, (5000, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_cannot_by_mistake() {
    let app = TestApp::start().await;
    app.teacher("Ana").await;
    let mut owner = app.state.db.owner().await.unwrap();
    for statement in [
        "UPDATE ledger_postings SET amount = 1",
        "DELETE FROM ledger_transfers",
        "UPDATE ledger_accounts SET member_id = NULL",
        "TRUNCATE ledger_days",
        "DELETE FROM ledger_closings",
    ] {
        let refused = owner.batch_execute(statement).await.unwrap_err().to_string();
        assert!(refused.contains("append-only"), "{statement}: {refused}");
    }
}

/// A posting by the program's own role, whatever it likes.
async fn posted(app: &TestApp, statement: &str) -> Result<(), String> {
    app.state.db.get().await.unwrap().batch_execute(statement).await.map_err(|error| error.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_add_up_is_refused_by_the_database() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let transfer = "WITH t AS (INSERT INTO ledger_transfers (idempotency_key, kind, created_at)
                               VALUES ('test', 'refund', now()) RETURNING id)
                    INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
                    SELECT t.id, a.id, ";
    let accounts = format!("FROM t, ledger_accounts a WHERE a.kind = 'starter' OR a.member_id = {}", ana.id);
    let sides = |starter: i64, anas: i64| {
        format!("{transfer} CASE a.kind WHEN 'starter' THEN {starter} ELSE {anas} END, 0 {accounts}")
    };
    for (statement, says) in [
        (sides(-5, 6), "does not sum to zero"),
        (sides(5001, -5001), "ledger_balance_not_below_zero"),
        (sides(-100_000_001, 100_000_001), "ledger_amount_within_limit"),
        (sides(-100_000_000, 100_000_000), "ledger_balance_within_limit"),
    ] {
        let refused = posted(&app, &statement).await.unwrap_err();
        assert!(refused.contains(says), "{says}: {refused}");
    }
    // Nothing is added to a transfer that was made.
    let late = "INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
                SELECT (SELECT max(id) FROM ledger_transfers), id, CASE kind WHEN 'sales' THEN -5 ELSE 5 END, 0
                FROM ledger_accounts WHERE kind IN ('sales', 'bonus') ORDER BY id";
    let refused = posted(&app, late).await.unwrap_err();
    assert!(refused.contains("does not sum to zero in one statement"), "{refused}");
    // A number and a balance of one's own choosing are not taken.
    posted(&app, &sides(-5, 5)).await.unwrap();
    assert_eq!(
        app.number("SELECT balance_after FROM ledger_postings WHERE member_id IS NOT NULL ORDER BY id DESC LIMIT 1")
            .await,
        5005
    );
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_without_the_owner_starts_on_a_database_that_is_current() {
    let app = TestApp::start().await;
    let config = skillswap::config::Config::from_source(skillswap::config::Source::of([])).unwrap();
    let alone = db::Db::connect(app.state.db.url(), &config.database).await.unwrap();
    assert_eq!(db::migrate(&alone).await.unwrap(), Vec::<String>::new());
    let role: String = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>("current_user::text"))
        .get_result(&mut alone.get().await.unwrap())
        .await
        .unwrap();
    assert!(role.ends_with("_app"), "{role}");
}
