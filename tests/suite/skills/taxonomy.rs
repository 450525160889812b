//! The taxonomy that every installation starts with, as the migrations leave it.

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use skillswap::skills::{SkillId, relations};

use crate::support::TestApp;

/// The texts that a query gives, which each name something wrong.
async fn wrongs(app: &TestApp, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Wrong {
        #[diesel(sql_type = Text)]
        wrong: String,
    }
    let rows: Vec<Wrong> = diesel::sql_query(query).load(&mut *app.state.db.get().await.unwrap()).await.unwrap();
    rows.into_iter().map(|row| row.wrong).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_enough_to_choose_from() {
    let app = TestApp::start().await;
    for (table, least) in
        [("skill_categories", 12), ("skill_subcategories", 50), ("skills", 500), ("skill_relations", 900)]
    {
        let rows = app.number(&format!("SELECT count(*) FROM {table}")).await;
        assert!(rows >= least, "{table}: {rows}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_means_one_skill() {
    let app = TestApp::start().await;
    let twice = "SELECT word || ': ' || string_agg(slug, ', ') AS wrong
                   FROM (SELECT slug, plain(name) AS word FROM skills
                          UNION ALL SELECT slug, plain(unnest(synonyms)) FROM skills) called
                  GROUP BY word HAVING count(*) > 1";
    assert_eq!(wrongs(&app, twice).await, [""; 0]);
    let slugs = "SELECT string_agg(slug, ', ') AS wrong FROM skills GROUP BY plain(slug) HAVING count(*) > 1
                 UNION ALL SELECT slug FROM skills WHERE slug !~ '^[a-z0-9]+(-[a-z0-9]+)*$'";
    assert_eq!(wrongs(&app, slugs).await, [""; 0]);
    let blank = "SELECT slug AS wrong FROM skills WHERE name <> btrim(name) OR name = ''
                     OR EXISTS (SELECT FROM unnest(synonyms) AS other WHERE other <> btrim(other) OR other = '')";
    assert_eq!(wrongs(&app, blank).await, [""; 0]);
    for table in ["skill_categories", "skill_subcategories"] {
        let twice =
            format!("SELECT string_agg(slug, ', ') AS wrong FROM {table} GROUP BY plain(name) HAVING count(*) > 1");
        assert_eq!(wrongs(&app, &twice).await, [""; 0], "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_stands_alone() {
    let app = TestApp::start().await;
    let unrelated = "SELECT slug AS wrong FROM skills s
                      WHERE NOT EXISTS (SELECT FROM skill_relations WHERE s.id IN (skill_id, related_id))";
    assert_eq!(wrongs(&app, unrelated).await, [""; 0]);
    let empty = "SELECT slug AS wrong FROM skill_subcategories sub
                  WHERE NOT EXISTS (SELECT FROM skills WHERE subcategory_id = sub.id)
                  UNION ALL
                 SELECT slug FROM skill_categories c
                  WHERE NOT EXISTS (SELECT FROM skill_subcategories WHERE category_id = c.id)";
    assert_eq!(wrongs(&app, empty).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relation_is_of_two_is_stored_once_and_has_a_weight() {
    let app = TestApp::start().await;
    let wrong = "SELECT skill_id || '-' || related_id AS wrong FROM skill_relations
                  WHERE skill_id >= related_id OR weight NOT BETWEEN 20 AND 95";
    assert_eq!(wrongs(&app, wrong).await, [""; 0]);
    for (low, high, weight) in [(2, 2, 50), (3, 2, 50), (2, 59, 0), (2, 59, 101)] {
        let row = format!("INSERT INTO skill_relations VALUES ({low}, {high}, {weight})");
        let refused = diesel::sql_query(&row).execute(&mut *app.state.db.get().await.unwrap()).await;
        assert!(refused.is_err(), "{row}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_category_is_reached_from_the_list_of_all() {
    let app = TestApp::start().await;
    let visitor = app.visitor();
    let all = visitor.get("/skills/browse").await.body;
    let categories = wrongs(&app, "SELECT slug AS wrong FROM skill_categories").await;
    for category in categories {
        let path = format!("/skills/browse?category={category}");
        assert!(all.contains(&format!("href=\"{path}\"")), "{category}");
        assert_eq!(visitor.get(&path).await.status, 200, "{category}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn relations_are_told_from_both_sides_the_strongest_first() {
    let app = TestApp::start().await;
    let id = async |slug: &str| {
        let id = app.number(&format!("SELECT id FROM skills WHERE slug = '{slug}'")).await;
        SkillId(id.try_into().unwrap())
    };
    let (spanish, portuguese, react) = (id("spanish").await, id("portuguese").await, id("react").await);
    let conn = app.state.db.get().await.unwrap();
    let found = relations(&conn, &[spanish, portuguese, react]).await.unwrap();
    let weight = |of, with| found.iter().find(|row| (row.skill_id, row.related_id) == (of, with)).map(|row| row.weight);
    assert_eq!((weight(spanish, portuguese), weight(portuguese, spanish)), (Some(60), Some(60)));
    let of_react: Vec<i16> = found.iter().filter(|row| row.skill_id == react).map(|row| row.weight).collect();
    assert_eq!(of_react[0], 80, "JavaScript");
    assert!(of_react.is_sorted_by(|a, b| a >= b) && of_react.len() > 3, "{of_react:?}");
    assert_eq!(relations(&conn, &[]).await.unwrap(), []);
}
