//! Whatever is changed in the book, by whoever can, is found and named.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use jiff::SignedDuration;
use skillswap::ledger::{self, Cause, Credits, Report, Thing};

use crate::support::TestApp;

async fn verify(app: &TestApp) -> Report {
    ledger::verify(&app.state.db).await.unwrap()
}

#[track_caller]
fn assert_clean(report: &Report) {
    assert!(report.is_clean(), "{report}");
}

/// Three days of credits, two of them sealed; the third is today.
async fn book() -> TestApp {
    let app = TestApp::start().await;
    // Noon: whatever the hour of the test, a day later another day is over.
    let noon = 12 * 3_600_000_000 - app.state.clock.now().microseconds().rem_euclid(86_400_000_000);
    app.state.clock.advance(SignedDuration::from_micros(noon));
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for booking in 9001..=9003 {
        let now = app.state.clock.now();
        let mut conn = app.state.db.get().await.unwrap();
        ledger::hold(&mut conn, now, booking, ben.id, Credits(1000)).await.unwrap();
        if booking < 9003 {
            let cause = Cause::by(now, ana.id).because("Both have rated");
            let share = Credits(1000 - 300 * (booking - 9001));
            ledger::resolve(&mut conn, cause, booking, (ben.id, ana.id), Credits(1000), share).await.unwrap();
            drop(conn);
            app.state.clock.advance(SignedDuration::from_hours(24));
            app.run_jobs().await;
        }
    }
    app
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_as_it_should_be_is_whole() {
    let app = TestApp::start().await;
    assert_clean(&verify(&app).await);
    let app = book().await;
    let report = verify(&app).await;
    assert_clean(&report);
    assert_eq!((report.days, report.unsealed), (2, 1));
    assert_eq!((report.transfers, report.postings), (7, 15));
    assert!(report.head.unwrap().1.len() == 64);
    skillswap::seed::population(&app.state, 40, 3).await.unwrap();
    app.run_jobs().await;
    let report = verify(&app).await;
    assert_clean(&report);
    assert!(report.postings > 100, "{report}");
    app.state.clock.advance(SignedDuration::from_hours(24));
    app.run_jobs().await;
    assert_clean(&verify(&app).await);
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    tables: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// The columns of the book, but those that cannot be written.
async fn columns(app: &TestApp) -> Vec<Column> {
    diesel::sql_query(
        "SELECT c.relname::text AS tables, a.attname::text AS columns, format_type(a.atttypid, NULL) AS kind
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
         WHERE c.relname LIKE 'ledger\\_%' AND c.relkind = 'r'
           AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY 1, a.attnum",
    )
    .load(&mut app.state.db.get().await.unwrap())
    .await
    .unwrap()
}

/// As little else as a value of that type can be.
fn another(column: &str, kind: &str) -> String {
    match kind {
        "bigint" => format!("coalesce({column}, 0) + 1"),
        "numeric" => format!("{column} + 1"),
        "date" => format!("{column} + 1"),
        "timestamp with time zone" => format!("{column} + interval '1 microsecond'"),
        "text" => format!("overlay(coalesce({column}, 'x') placing '~' from 1 for 1)"),
        "bytea" => format!("set_byte({column}, 7, get_byte({column}, 7) # 1)"),
        other => panic!("{column} is a {other}"),
    }
}

/// Nothing that the tables refuse stands in the way: their owner has taken it out.
const UNGUARDED: &str = "DO $$ DECLARE thing record; BEGIN
    FOR thing IN SELECT conrelid::regclass AS tables, conname FROM pg_constraint
                 WHERE conrelid::regclass::text LIKE 'ledger\\_%' AND contype IN ('c', 'f') LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', thing.tables, thing.conname);
    END LOOP;
    FOR thing IN SELECT relname FROM pg_class WHERE relname LIKE 'ledger\\_%' AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', thing.relname);
    END LOOP; END $$";

#[tokio::test(flavor = "multi_thread")]
async fn one_byte_changed_anywhere_is_found_and_named() {
    let app = book().await;
    let mut owner = app.state.db.owner().await.unwrap();
    owner.batch_execute(UNGUARDED).await.unwrap();
    let mut tried = 0;
    for Column { tables, columns, kind } in columns(&app).await {
        let key = if ["ledger_days", "ledger_closings"].contains(&&*tables) { "day" } else { "id" };
        let value = another(&columns, &kind);
        // The first row, one in the middle and the last one, which is of a day that is not sealed.
        for place in ["0 * count(*)", "count(*) / 2", "count(*) - 1"] {
            let named = app
                .text(&format!(
                    "SELECT {key}::text FROM {tables} ORDER BY {key} OFFSET (SELECT {place} FROM {tables}) LIMIT 1"
                ))
                .await;
            let kept = format!("CREATE TABLE kept AS SELECT * FROM {tables} WHERE {key} = '{named}'");
            owner.batch_execute(&kept).await.unwrap();
            // A number that is another row's already is no tampering that a table takes: far away is free.
            let far = if columns == "id" { "id + 1000000".to_owned() } else { value.clone() };
            let change = format!("UPDATE {tables} SET {columns} = {far} WHERE {key} = '{named}'");
            if let Err(error) = owner.batch_execute(&change).await {
                // Two accounts of one kind, two days of one date: unique indexes are not the owner's to forget.
                assert!(error.to_string().contains("unique"), "{change}: {error}");
                owner.batch_execute("DROP TABLE kept").await.unwrap();
                continue;
            }
            tried += 1;
            let report = verify(&app).await;
            assert_named(&report, &tables, &columns, &named);
            let new_key =
                if columns == key { far.replace(key, &format!("'{named}'::{kind}")) } else { format!("'{named}'") };
            owner
                .batch_execute(&format!(
                    "DELETE FROM {tables} WHERE {key} = {new_key}; INSERT INTO {tables} ({0}) OVERRIDING SYSTEM VALUE
                     SELECT {0} FROM kept; DROP TABLE kept",
                    writable(&tables)
                ))
                .await
                .unwrap();
        }
        assert_clean(&verify(&app).await);
    }
    assert!(tried > 70, "{tried}");
}

fn writable(table: &str) -> &'static str {
    match table {
        "ledger_accounts" => "id, member_id, kind, balance, booking_id, seal",
        "ledger_transfers" => "id, idempotency_key, kind, booking_id, created_at, actor_id, reason, day, seal",
        "ledger_postings" => "id, transfer_id, account_id, amount, balance_after, member_id, created_at, seal",
        "ledger_closings" => "day, closed_at, seal",
        _ => "day, transfers, postings, turnover, hash, sealed_at",
    }
}

#[track_caller]
fn assert_named(report: &Report, table: &str, column: &str, key: &str) {
    let is_it = |thing: &Thing| match (table, thing) {
        ("ledger_accounts", Thing::Account(id)) => id.to_string() == key || column == "id",
        ("ledger_transfers", Thing::Transfer(id)) => id.to_string() == key || column == "id",
        ("ledger_postings", Thing::Posting(id)) => id.to_string() == key || column == "id",
        ("ledger_days", Thing::Day(day)) => day.to_string() == key,
        ("ledger_closings", Thing::Closing(day)) => day.to_string() == key || column == "day",
        _ => false,
    };
    assert!(report.faults.iter().any(|fault| is_it(&fault.thing)), "{table}.{column} of {key}: {report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_mends_the_seal_of_a_changed_row_is_found_by_the_day_and_only_that_day_is_named() {
    let app = book().await;
    let mut owner = app.state.db.owner().await.unwrap();
    owner.batch_execute(UNGUARDED).await.unwrap();
    // A session's credits, moved to another day's reason, with a seal as true as the trigger's.
    owner
        .batch_execute(
            "UPDATE ledger_transfers SET reason = 'Nobody has rated' WHERE idempotency_key = 'resolve:9001';
             UPDATE ledger_transfers t SET seal = ledger_seal(t) WHERE idempotency_key = 'resolve:9001'",
        )
        .await
        .unwrap();
    let report = verify(&app).await;
    let first: String = app.text("SELECT min(day) FROM ledger_days").await;
    let things: Vec<String> = report.faults.iter().map(|fault| fault.thing.to_string()).collect();
    assert_eq!(things, [format!("day {first}")], "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_out_is_missed() {
    for (taken, says) in [
        ("DELETE FROM ledger_postings WHERE id = (SELECT max(id) FROM ledger_postings)", "its balance is"),
        ("DELETE FROM ledger_accounts WHERE kind = 'held'", "there is none"),
        ("DELETE FROM ledger_transfers WHERE idempotency_key = 'hold:9003'", "there is none"),
        ("DELETE FROM ledger_closings", "no closing says"),
        (
            "DELETE FROM ledger_days WHERE day = (SELECT min(day) FROM ledger_days)",
            "is not sealed, though a later day is",
        ),
        (
            "WITH gone AS (DELETE FROM ledger_transfers WHERE idempotency_key LIKE 'resolve:9002' RETURNING id)
             DELETE FROM ledger_postings p USING gone WHERE p.transfer_id = gone.id",
            "it was sealed with",
        ),
    ] {
        let app = book().await;
        let mut owner = app.state.db.owner().await.unwrap();
        owner.batch_execute(UNGUARDED).await.unwrap();
        owner.batch_execute(taken).await.unwrap();
        let report = verify(&app).await;
        assert!(report.faults.iter().any(|fault| fault.says.contains(says)), "{taken}: {report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_commits_after_midnight_belongs_to_the_next_day() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let began = app.state.clock.now();
    let mut late = app.state.db.dedicated().await.unwrap();
    late.batch_execute("BEGIN").await.unwrap();
    ledger::hold(&mut late, began, 1, ana.id, Credits(100)).await.unwrap();
    app.state.clock.advance(SignedDuration::from_hours(24));
    // A transfer is on its way: the day stays open.
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM ledger_closings").await, 0);
    late.batch_execute("COMMIT").await.unwrap();
    app.state.clock.advance(SignedDuration::from_hours(1));
    app.run_jobs().await;
    assert_eq!(app.number("SELECT transfers FROM ledger_days").await, 2, "the starter credits, and what was late");
    // Dated before the closing, and written after it.
    ledger::hold(&mut app.state.db.get().await.unwrap(), began, 2, ana.id, Credits(100)).await.unwrap();
    let entered = "SELECT day - (created_at AT TIME ZONE 'UTC')::date FROM ledger_transfers WHERE booking_id = 2";
    assert_eq!(app.number(entered).await, 1);
    app.state.clock.advance(SignedDuration::from_hours(24));
    app.run_jobs().await;
    let report = verify(&app).await;
    assert_clean(&report);
    assert_eq!((report.days, report.unsealed), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_seal_a_day_once() {
    let one = book().await;
    let two = TestApp::start_on(one.state.db.url(), &[]).await;
    for app in [&one, &two] {
        app.state.clock.advance(SignedDuration::from_hours(24 * 4));
    }
    tokio::join!(one.run_jobs(), two.run_jobs());
    let report = verify(&one).await;
    assert_clean(&report);
    assert_eq!((report.days, report.unsealed), (3, 0));
}
