//! What members take along, read again by programs that know nothing of ours.

use skillswap::ledger::{self, Credits};

use super::history::{adjust, session};
use crate::support::{Person, TestApp};

struct Table {
    columns: Vec<String>,
    rows: Vec<csv::StringRecord>,
}

impl Table {
    fn of(text: &str) -> Self {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().unwrap().iter().map(str::to_owned).collect();
        Self { columns, rows: reader.records().map(Result::unwrap).collect() }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let index = self.columns.iter().position(|column| column.trim_start_matches('\u{feff}') == name).unwrap();
        self.rows.iter().map(|row| &row[index]).collect()
    }

    /// In hundredths; every cell is empty or a number with two places.
    fn sum(&self, name: &str) -> i64 {
        let hundredths = |cell: &&str| {
            let (whole, places) = cell.split_once('.').unwrap();
            assert_eq!(places.len(), 2, "{cell}");
            format!("{whole}{places}").parse::<i64>().unwrap()
        };
        self.column(name).iter().filter(|cell| !cell.is_empty()).map(hundredths).sum()
    }
}

async fn bytes(person: &Person, path: &str) -> Vec<u8> {
    let answer = person.request(reqwest::Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}

/// Ben, with a past: one session given back, one that is held, one paid.
async fn past(app: &TestApp, teacher: &str) -> Person {
    let (ana, ben) = (app.teacher(teacher).await, app.learner("Ben").await);
    let path = session(app, &ben, &ana, 2).await;
    assert_eq!(ben.post(&format!("{path}/cancellation"), &[("reason", "Ill"), ("refund", "1000")]).await.status, 303);
    session(app, &ben, &ana, 3).await;
    let now = app.state.clock.now();
    let mut conn = app.state.db.get().await.unwrap();
    ledger::hold(&mut conn, now, 9001, ben.id, Credits(333)).await.unwrap();
    ledger::resolve(&mut conn, now, 9001, (ben.id, ana.id), Credits(333), Credits(33)).await.unwrap();
    ben
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sum_of_the_history_is_the_balance() {
    let app = TestApp::start().await;
    let ben = past(&app, "Ana").await;
    // More than is read at once.
    for _ in 0..520 {
        adjust(&app, &ben, -3, "Little by little").await;
    }
    let answer = ben.get("/credits/history.csv").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert!(answer.header("content-disposition").starts_with("attachment; filename="));
    assert!(answer.body.lines().count() > 520 && !answer.body.replace("\r\n", "").contains('\n'));
    let table = Table::of(&answer.body);
    let (available, held) = app.balances(ben.id).await;
    assert_eq!((table.sum("Available"), table.sum("Held")), (available, held));
    assert_eq!(table.column("Available after")[0], format!("{}.{:02}", available / 100, available % 100));
    assert_eq!(table.column("Kind").iter().filter(|kind| **kind == "adjustment").count(), 520);
    // As filtered, and as a statement, which says the same the other way round.
    let filtered = Table::of(&ben.get("/credits/history.csv?kind=adjustments").await.body);
    assert_eq!((filtered.rows.len(), filtered.sum("Available")), (520, -1560));
    let month = app.state.clock.now().to_string()[..7].to_owned();
    let statement = Table::of(&ben.get(&format!("/credits/statements/{month}/statement.csv")).await.body);
    assert_eq!((statement.sum("Available"), statement.sum("Held")), (available, held));
    assert_eq!(statement.column("Kind")[0], "starter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_one_cell_and_no_formula() {
    let app = TestApp::start().await;
    let ben = past(&app, "Ana").await;
    app.sql(r#"UPDATE members SET name = '=HYPERLINK("http://x.example"), "Öl", 李明' WHERE name = 'Ana'"#).await;
    let table = Table::of(&ben.get("/credits/history.csv?kind=held").await.body);
    let names = table.column("Person");
    assert!(names.contains(&"'=HYPERLINK(\"http://x.example\"), \"Öl\", 李明"), "{names:?}");
    assert!(table.rows.iter().all(|row| row.len() == 10));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_reader_finds_every_movement_in_the_printed_statement() {
    let app = TestApp::start().await;
    let ben = past(&app, "Дмитрий Łukasz Ἑλένη").await;
    app.sql("UPDATE members SET name = 'Ben <Ñandú> & 李明' WHERE name = 'Ben'").await;
    for number in 100..160 {
        adjust(&app, &ben, 1, &format!("Number {number}")).await;
    }
    // By another login: what is known of a person is remembered for a while.
    let again = app.visitor();
    let form = [("email", "ben@example.org"), ("password", skillswap::seed::PASSWORD)];
    assert_eq!(again.post("/login", &form).await.status, 303);
    let month = app.state.clock.now().to_string()[..7].to_owned();
    let pdf = bytes(&again, &format!("/credits/statements/{month}/statement.pdf")).await;
    let pages = pdf_extract::extract_text_from_mem_by_pages(&pdf).unwrap();
    assert!(pages.len() >= 2, "{}", pages.len());
    // This reader takes each letter for a word.
    let tight = |text: &str| text.split_whitespace().collect::<String>();
    let text = tight(&pages.concat());
    for number in 100..160 {
        assert!(text.contains(&format!("Number{number}+0.01")), "{number}: {text}");
    }
    let (available, held) = app.balances(ben.id).await;
    let closing = format!("{}.{:02}", available / 100, available % 100);
    assert_eq!(held, 1000);
    for words in ["Дмитрий Łukasz Ἑλένη", "Ben <Ñandú> & Li Ming", "Before", "Now", "+50.00", &closing, "Page 2 of"]
    {
        assert!(text.contains(&tight(words)), "{words}: {text}");
    }
}
