//! Making a member's list.

use std::cmp::Reverse;

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use jiff::tz::TimeZone;

use super::candidates::{Candidate, candidates};
use super::score::{Facts, Points};
use crate::accounts::MemberId;
use crate::availability::{WeekMap, schedules_of};
use crate::clock::Instant;
use crate::db::Connection;
use crate::notifications::{Kind, notify};
use crate::profiles::LearningStyle;
use crate::schema::{matches, members, profiles};

/// Matches in a list at most.
pub const LIST_LENGTH: usize = 20;

/// What became of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generated {
    /// Matches in the new list.
    pub count: usize,
    /// Whether there was no list before and is one now.
    pub is_first: bool,
}

/// A line of the list.
#[derive(Debug, Insertable)]
#[diesel(table_name = matches)]
struct NewMatch {
    member_id: MemberId,
    other_id: MemberId,
    score: i16,
    complementarity: i16,
    overlap: i16,
    learning_style: i16,
    rating: i16,
    response: i16,
    overlap_minutes: i32,
    learn_skill_id: i32,
    teach_skill_id: Option<i32>,
    generated_at: Instant,
}

/// Puts a new list in the place of the one `member` had: six statements and the transaction, whatever the number of
/// members. The first list is told of by a notification, which the caller announces after commit.
///
/// # Errors
/// `NotFound` when there is no such member; else when the database fails.
pub async fn generate(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Generated> {
    let candidates = candidates(conn, member).await?;
    let list = if candidates.is_empty() { Vec::new() } else { best(conn, now, member, &candidates).await? };
    replace(conn, now, member, &list).await
}

/// The best of the candidates, in order.
async fn best(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    candidates: &[Candidate],
) -> QueryResult<Vec<NewMatch>> {
    let own_style: Option<LearningStyle> = members::table
        .left_join(profiles::table)
        .filter(members::id.eq(member))
        .select(profiles::learning_style.nullable())
        .first(conn)
        .await?;
    let everybody: Vec<_> = candidates.iter().map(|candidate| candidate.member_id).chain([member]).collect();
    let schedules = schedules_of(conn, now, &everybody).await?;
    let map = |who: MemberId| schedules.get(&who).map(|schedule| WeekMap::of(schedule, now));
    let own_map = map(member);
    let mut list: Vec<_> = candidates
        .iter()
        .map(|candidate| {
            let overlap = own_map.zip(map(candidate.member_id));
            let overlap_minutes = overlap.map_or(0, |(own, theirs)| own.minutes_with(&theirs));
            scored(candidate, member, own_style, overlap_minutes, now)
        })
        .collect();
    list.sort_unstable_by_key(|found| (Reverse(found.score), Reverse(found.overlap_minutes), found.other_id));
    list.truncate(LIST_LENGTH);
    Ok(list)
}

fn scored(
    candidate: &Candidate,
    member_id: MemberId,
    own_style: Option<LearningStyle>,
    overlap_minutes: i32,
    generated_at: Instant,
) -> NewMatch {
    let points = Points::of(&Facts {
        learn: candidate.learn(),
        teach: candidate.teach(),
        overlap_minutes,
        styles: (own_style, candidate.learning_style),
        stars: candidate.stars(),
        proposals: candidate.proposals(),
    });
    NewMatch {
        member_id,
        other_id: candidate.member_id,
        score: points.total(),
        complementarity: points.complementarity,
        overlap: points.overlap,
        learning_style: points.learning_style,
        rating: points.rating,
        response: points.response,
        overlap_minutes,
        learn_skill_id: candidate.learn_skill_id,
        teach_skill_id: candidate.teach_skill_id,
        generated_at,
    }
}

async fn replace(conn: &mut Connection, now: Instant, member: MemberId, list: &[NewMatch]) -> QueryResult<Generated> {
    conn.transaction(async |conn| {
        // Two lists made at once would meet in the primary key: one after the other.
        members::table.find(member).select(members::id).for_no_key_update().get_result::<MemberId>(conn).await?;
        let before = diesel::delete(matches::table.filter(matches::member_id.eq(member))).execute(conn).await?;
        diesel::insert_into(matches::table).values(list).execute(conn).await?;
        let is_first = before == 0 && !list.is_empty();
        if is_first {
            notify(conn, now, member, Kind::MatchesReady, None, None).await?;
        }
        Ok(Generated { count: list.len(), is_first })
    })
    .await
}

/// The zone of a member; UTC when the name is of a zone that our tables do not know.
pub(super) fn zone_named(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}
