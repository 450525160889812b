//! The order in which a member shows their skills.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text};
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::member_skill::lock_lists;
use super::{Direction, SkillId};
use crate::accounts::MemberId;
use crate::db::{Connection, Prepare};
use crate::schema::{member_skills, skills};

/// One place towards either end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Towards the beginning.
    Up,
    /// Towards the end.
    Down,
}

impl Step {
    /// The step for the word that forms use.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "up" => Some(Self::Up),
            "down" => Some(Self::Down),
            _ => None,
        }
    }
}

/// Numbers a list as it is to stand; what stands right already is left alone.
const ARRANGE: &str = "UPDATE member_skills k SET position = place.n::smallint
                         FROM unnest($3) WITH ORDINALITY AS place (skill_id, n)
                        WHERE k.member_id = $1 AND k.direction = $2 AND k.skill_id = place.skill_id AND k.position <> place.n";

/// Moves a skill one place up or down its list. At the end of the list it stays where it is.
///
/// # Errors
/// `NotFound` when the member does not have it in that direction, or when the database fails.
pub async fn shift(
    conn: &mut Connection,
    member: MemberId,
    (direction, skill): (Direction, SkillId),
    step: Step,
) -> QueryResult<()> {
    conn.transaction(async |conn| {
        lock_lists(conn, member).await?;
        let mut order: Vec<SkillId> = member_skills::table
            .inner_join(skills::table)
            .filter(member_skills::member_id.eq(member).and(member_skills::direction.eq(direction)))
            .order((member_skills::position, member_skills::level.desc(), skills::name))
            .select(member_skills::skill_id)
            .load(conn)
            .await?;
        if !exchange(&mut order, skill, step).ok_or(diesel::NotFound)? {
            return Ok(());
        }
        diesel::sql_query(ARRANGE)
            .bind::<BigInt, _>(member)
            .bind::<Text, _>(direction)
            .bind::<Array<Integer>, _>(order)
            .prepared()
            .execute(conn)
            .await?;
        Ok(())
    })
    .await
}

/// Lets `one` and its neighbour change places. Whether there is a neighbour; `None` when `one` is not there itself.
fn exchange(order: &mut [SkillId], one: SkillId, step: Step) -> Option<bool> {
    let at = order.iter().position(|id| *id == one)?;
    let neighbour = match step {
        Step::Up => at.checked_sub(1),
        Step::Down => Some(at.saturating_add(1)).filter(|next| *next < order.len()),
    };
    if let Some(neighbour) = neighbour {
        order.swap(at, neighbour);
    }
    Some(neighbour.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_change_places_and_ends_stay() {
        let mut order = [1, 2, 3].map(SkillId);
        assert_eq!(exchange(&mut order, SkillId(2), Step::Up), Some(true));
        assert_eq!(order, [2, 1, 3].map(SkillId));
        assert_eq!(exchange(&mut order, SkillId(2), Step::Up), Some(false));
        assert_eq!(exchange(&mut order, SkillId(3), Step::Down), Some(false));
        assert_eq!(exchange(&mut order, SkillId(1), Step::Down), Some(true));
        assert_eq!(order, [2, 3, 1].map(SkillId));
        assert_eq!(exchange(&mut order, SkillId(9), Step::Down), None);
    }
}
