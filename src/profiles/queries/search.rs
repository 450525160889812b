//! Members who fit a search: one statement a page, which also counts them as far as pages say it.
//!
//! The statement is put together from constant pieces, so that what is not asked for costs nothing and what is asked for
//! is planned by its values. It has two sources, of which the second stands alone when nothing was typed:
//!
//! - `named`: whose name fits what was typed, all of them;
//! - `bounded`: who fits otherwise, the first thousand found. Are there no more, they are sorted. Are there more, at
//!   least one in a few hundred members fits, and walking down the list in its order finds a page of them soon. So
//!   neither a rare nor a frequent filter can make a page slow, and nobody needs to know which it is.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text};
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::card::{CARDS, CardRow};
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare};
use crate::profiles::search::{Cursor, Search, Sort, windows};

/// Members on a page; the statement reads one more, which tells whether there is a next page.
const PAGE: usize = 20;

/// A page of a list.
#[derive(Debug)]
pub struct Page {
    pub rows: Vec<CardRow>,
    /// Where the next page begins, when there is one.
    pub next: Option<Cursor>,
    /// How many fit, counted on the first page only; [`COUNTED`] and one more stand for "more".
    pub total: i64,
}

/// Members counted at most.
pub const COUNTED: i64 = 1_000;

/// How well somebody fits what was typed: the words of their name, what they teach, words of their name nearly.
const FITS_NAME: i32 = 3;
const FITS_SKILL: i32 = 2;
const FITS_NEARLY: i32 = 1;
/// Everybody alike: nothing was typed, or the order is another.
const FITS_ALIKE: i32 = 0;

/// Who may be seen by the viewer `$1`, in every list: visitors see public members only. Suspended and not onboarded
/// members have no row. Whoever the viewer blocked, or is blocked by, is to be left out here.
pub(super) const SEEN: &str = "($1 IS NOT NULL OR s.is_public) AND s.member_id IS DISTINCT FROM $1";

const SKILL: &str = "s.teaches && (SELECT tokens FROM asked_skills)";
const LEVEL: &str = "s.teaches @> ARRAY[$7]";
const PLACE: &str = "s.place_id = ANY (ARRAY(SELECT places_like(plain($8))))";
const RATING: &str = "s.rating >= $9";
const LANGUAGE: &str = "s.languages @> ARRAY[$10]";
const FREE: &str =
    "bit_count(s.free & substring($11::varbit FROM 1 + ($12::jsonb ->> s.time_zone)::integer FOR 336)::bit(336)) >= 2";
const TYPED_SKILL: &str = "s.teaches && (SELECT tokens FROM typed_skills)
               AND NOT EXISTS (SELECT FROM named WHERE named.member_id = s.member_id)";

/// The tokens (see the migration) of the skill that has the slug `$6`, or had it until it was merged, or of those called like that, at the level `$7`. What is
/// less alike than 0.4 is another word: "ana loz" is 0.375 of "data analysis", "gutiar" 0.43 of "guitar".
const ASKED_SKILLS: &str = "asked_skills AS MATERIALIZED (
    SELECT array_agg(id * 4 + $7) AS tokens
      FROM (SELECT id FROM skills WHERE slug = $6
             UNION ALL
            SELECT skill_id FROM skill_slugs WHERE slug = $6
             UNION ALL
            (SELECT skill_id FROM skills_like($6)
              WHERE nearness >= 0.4 AND NOT EXISTS (SELECT FROM skills WHERE slug = $6)
                AND NOT EXISTS (SELECT FROM skill_slugs WHERE slug = $6)
              ORDER BY nearness DESC LIMIT 8)) asked)";

/// The tokens of the skills called like `$5`. Beside a name that fits, a likeness is noise.
const TYPED_SKILLS: &str = "typed_skills AS MATERIALIZED (
    SELECT array_agg(skill_id * 4 + $7) AS tokens
      FROM (SELECT skill_id FROM skills_like($5) WHERE nearness >= 2 OR (nearness >= 0.4 AND NOT EXISTS (SELECT FROM named))
             ORDER BY nearness DESC LIMIT 8) near)";

/// A page of `search` as `viewer` may see it. `zone` is the viewer's, by which days and times are meant.
///
/// # Errors
/// When the database fails.
pub async fn search(
    mut conn: &Connection,
    viewer: Option<MemberId>,
    search: &Search,
    zone: &TimeZone,
    at: Timestamp,
) -> QueryResult<Page> {
    let after = search.after.unwrap_or(Cursor { rel: 0, key: 0, id: 0 });
    let free = search.free.map(|free| (free.two_weeks(), windows(zone, at)));
    let (two_weeks, windows) = free.unwrap_or_default();
    let query = diesel::sql_query(statement(search))
        .bind::<Nullable<BigInt>, _>(viewer)
        .bind::<BigInt, _>(after.key)
        .bind::<BigInt, _>(after.id)
        .bind::<Array<Text>, _>(search.words())
        .bind::<Text, _>(search.typed.as_deref().unwrap_or_default())
        .bind::<Text, _>(search.skill.as_deref().unwrap_or_default())
        .bind::<Integer, _>(search.level.map_or(0, |level| level.rank()))
        .bind::<Text, _>(search.place.as_deref().unwrap_or_default())
        .bind::<Integer, _>(search.rating.map_or(0, |rating| rating.hundredths()))
        .bind::<Text, _>(search.language.unwrap_or_default())
        .bind::<Text, _>(two_weeks)
        .bind::<Text, _>(windows);
    // Most ask for everybody or for the teachers of a skill, by a few texts; of the others there are too many to keep.
    let is_kept = search.is_everybody() || search.is_skill_alone();
    let rows = if is_kept { query.prepared().load(&mut conn).await? } else { query.load(&mut conn).await? };
    Ok(Page::of(rows))
}

impl Page {
    fn of(mut rows: Vec<CardRow>) -> Self {
        let has_more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let last = rows.last().filter(|_| has_more);
        let next = last.map(|last| Cursor { rel: last.rel, key: last.key, id: last.id.0 });
        // `Vec` has another `first` here, diesel's.
        let total = rows.as_slice().first().map_or(0, |row| row.total);
        Self { rows, next, total }
    }
}

/// The statement for what is asked; every text in it is a constant, every value a parameter.
fn statement(search: &Search) -> String {
    let filters = filters(search);
    let mut parts = Vec::new();
    if search.skill.is_some() {
        parts.push(ASKED_SKILLS.to_owned());
    }
    let (mut sources, mut total) = (Vec::new(), "(SELECT count(*) FROM bounded)".to_owned());
    if search.typed.is_some() {
        parts.extend([named(search, &filters), TYPED_SKILLS.to_owned()]);
        sources.push(format!("SELECT * FROM named{}", after_in_named(search)));
        total.push_str(" + (SELECT count(*) FROM named)");
    }
    let (fit, key, others) = (others_fit(search), key(search.sort), others(search, &filters));
    parts.push(format!(
        "bounded AS MATERIALIZED (
    SELECT s.member_id, {fit} AS rel, {key} AS key FROM member_search s WHERE {others} LIMIT {COUNTED} + 1)"
    ));
    sources.push(format!("SELECT * FROM bounded WHERE (SELECT count(*) FROM bounded) <= {COUNTED}"));
    sources.push(format!(
        "(SELECT s.member_id, {fit} AS rel, {key} AS key FROM member_search s
           WHERE (SELECT count(*) FROM bounded) > {COUNTED} AND {others}
           ORDER BY {column} DESC, s.member_id DESC LIMIT {PAGE} + 1)",
        column = column(search.sort),
    ));
    format!(
        "WITH {parts},
found AS MATERIALIZED (SELECT * FROM ({sources}) either ORDER BY rel DESC, key DESC, member_id DESC LIMIT {PAGE} + 1)
{CARDS}, {total} AS total FROM found {CARDS_FROM} ORDER BY rel DESC, key DESC, found.member_id DESC",
        parts = parts.join(",\n"),
        sources = sources.join("\n UNION ALL "),
        CARDS_FROM = super::card::CARDS_FROM,
    )
}

fn filters(search: &Search) -> String {
    let filters = [
        (true, SEEN),
        (search.skill.is_some(), SKILL),
        (search.level.is_some(), LEVEL),
        (search.place.is_some(), PLACE),
        (search.rating.is_some(), RATING),
        (search.language.is_some(), LANGUAGE),
        (search.free.is_some(), FREE),
    ];
    filters.into_iter().filter_map(|(is_asked, filter)| is_asked.then_some(filter)).collect::<Vec<_>>().join(" AND ")
}

/// Whose name has a word like each that was typed.
fn named(search: &Search, filters: &str) -> String {
    let words = 1..=search.words().len();
    let like = words.clone().map(|n| format!("s.words && ARRAY(SELECT words_like(plain($4[{n}])))"));
    let exact = words.map(|n| format!("plain($4[{n}])"));
    let (mut like, exact) = (like.collect::<Vec<_>>().join(" AND "), exact.collect::<Vec<_>>().join(", "));
    // Nothing but apostrophes is nobody's name.
    if like.is_empty() {
        like.push_str("false");
    }
    let fit = match search.sort {
        Sort::Fit => format!("CASE WHEN s.words @> ARRAY[{exact}]::text[] THEN {FITS_NAME} ELSE {FITS_NEARLY} END"),
        Sort::Rating | Sort::Sessions | Sort::Newest => FITS_ALIKE.to_string(),
    };
    let key = key(search.sort);
    format!(
        "named AS MATERIALIZED (
    SELECT s.member_id, {fit} AS rel, {key} AS key FROM member_search s WHERE {like} AND {filters})"
    )
}

fn after_in_named(search: &Search) -> String {
    let Some(after) = search.after else { return String::new() };
    format!(" WHERE (rel, key, member_id) < ({}, $2, $3)", after.rel)
}

/// How the members of `bounded` fit.
fn others_fit(search: &Search) -> i32 {
    if search.typed.is_some() && search.sort == Sort::Fit { FITS_SKILL } else { FITS_ALIKE }
}

/// Who is in `bounded`. They all fit alike, so that a page either begins before them, among them or after them.
fn others(search: &Search, filters: &str) -> String {
    let mut conditions = vec![filters.to_owned()];
    if search.typed.is_some() {
        conditions.push(TYPED_SKILL.to_owned());
    }
    match search.after.map(|after| after.rel.cmp(&others_fit(search))) {
        None | Some(std::cmp::Ordering::Greater) => {}
        Some(std::cmp::Ordering::Equal) => {
            conditions.push(format!("({}, s.member_id) < ($2, $3)", column(search.sort)));
        }
        Some(std::cmp::Ordering::Less) => conditions.push("false".to_owned()),
    }
    conditions.join(" AND ")
}

/// What the list is ordered by, as its index has it.
fn column(sort: Sort) -> &'static str {
    match sort {
        Sort::Fit => "s.worth",
        Sort::Rating => "s.rating",
        Sort::Sessions => "s.sessions",
        Sort::Newest => "s.member_id",
    }
}

fn key(sort: Sort) -> String {
    format!("{}::bigint", column(sort))
}
