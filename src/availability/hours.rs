//! The weekly hours: what a member said, as a value that cannot be wrong.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::HoursChanged;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::enqueue_unique;
use crate::schema::{members, weekly_hours};

/// The grain of hours, in minutes.
pub const GRAIN: i16 = 15;
/// Minutes of a wall-clock day; as an end it is midnight, 24:00.
pub const END_OF_DAY: i16 = 1440;
/// Ranges in one day at most.
pub const MOST_RANGES: usize = 12;

/// A range of wall-clock minutes of one day, the end not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    starts: i16,
    ends: i16,
}

/// Wall-clock hours of a week in a member's own zone. In each day the ranges are in order and apart from each other,
/// `MOST_RANGES` at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeeklyHours {
    days: [Vec<Range>; 7],
}

/// Wall-clock hours of one day: ranges in order and apart from each other, `MOST_RANGES` at most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayHours(Vec<Range>);

/// Why ranges are no weekly hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// Not on the grain, or outside of the day.
    #[error("Use quarter hours, like 18:00 or 18:15.")]
    Grain,
    /// The end is not after the beginning.
    #[error("The end must come after the beginning. For hours past midnight, end at 00:00 and go on the next day.")]
    Backwards,
    /// Two ranges of a day share time.
    #[error("These hours overlap with others of the same day.")]
    Overlap,
    /// More than `MOST_RANGES` ranges in a day.
    #[error("A day can have {MOST_RANGES} ranges at most. Join some of them: close a gap between two.")]
    TooMany,
    /// Not a weekday from 0, Monday, to 6.
    #[error("This is not a day of the week.")]
    Weekday,
}

impl Range {
    /// From `starts` to `ends`, both in minutes since midnight.
    ///
    /// # Errors
    /// When one is off the grain or outside of the day, or they are in the wrong order.
    pub fn new(starts: i16, ends: i16) -> Result<Self, HoursError> {
        let is_of_day = |minute: i16| (0..=END_OF_DAY).contains(&minute) && minute % GRAIN == 0;
        match () {
            () if !is_of_day(starts) || !is_of_day(ends) => Err(HoursError::Grain),
            () if starts >= ends => Err(HoursError::Backwards),
            () => Ok(Self { starts, ends }),
        }
    }

    /// The first minute since midnight.
    pub fn starts(self) -> i16 {
        self.starts
    }

    /// The minute since midnight at which it is over, 1440 at most.
    pub fn ends(self) -> i16 {
        self.ends
    }

    /// Whether the two share time; touching is not sharing.
    pub fn overlaps(self, other: Self) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }

    fn minutes(self) -> i32 {
        i32::from(self.ends) - i32::from(self.starts)
    }
}

impl DayHours {
    /// The hours made of `ranges`, in any order. Ranges that touch become one.
    ///
    /// # Errors
    /// When two share time, or there are too many.
    pub fn of(mut ranges: Vec<Range>) -> Result<Self, HoursError> {
        settle(&mut ranges)?;
        Ok(Self(ranges))
    }

    /// The ranges, in order; none is a closed day.
    pub fn ranges(&self) -> &[Range] {
        &self.0
    }
}

impl WeeklyHours {
    /// The hours made of `ranges`, each with its weekday (0 is Monday). Ranges that touch become one.
    ///
    /// # Errors
    /// When two ranges of a day share time, or a day has too many.
    pub fn of(ranges: impl IntoIterator<Item = (i16, Range)>) -> Result<Self, HoursError> {
        let mut hours = Self::default();
        for (weekday, range) in ranges {
            hours.day_mut(weekday)?.push(range);
        }
        hours.days.iter_mut().try_for_each(settle)?;
        Ok(hours)
    }

    /// These hours and `range` on `weekday` too; what they share counts once.
    ///
    /// # Errors
    /// When the day would have too many ranges.
    pub fn with(mut self, weekday: i16, range: Range) -> Result<Self, HoursError> {
        let day = self.day_mut(weekday)?;
        day.push(range);
        day.sort_unstable();
        join(day)?;
        Ok(self)
    }

    /// The ranges of a weekday, in order. None for what is not a weekday.
    pub fn day(&self, weekday: i16) -> &[Range] {
        usize::try_from(weekday).ok().and_then(|day| self.days.get(day)).map_or(&[], Vec::as_slice)
    }

    /// Every range with its weekday, in order.
    pub fn ranges(&self) -> impl Iterator<Item = (i16, Range)> {
        (0..).zip(&self.days).flat_map(|(weekday, day)| day.iter().map(move |range| (weekday, *range)))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }

    /// Minutes in an ordinary week.
    pub fn minutes(&self) -> i32 {
        self.ranges().map(|(_, range)| range.minutes()).sum()
    }

    fn day_mut(&mut self, weekday: i16) -> Result<&mut Vec<Range>, HoursError> {
        usize::try_from(weekday).ok().and_then(|day| self.days.get_mut(day)).ok_or(HoursError::Weekday)
    }
}

/// Puts the ranges of a day in order and joins those that touch; none may share time with another.
fn settle(day: &mut Vec<Range>) -> Result<(), HoursError> {
    day.sort_unstable();
    if day.windows(2).any(|pair| matches!(pair, [a, b] if a.ends > b.starts)) {
        return Err(HoursError::Overlap);
    }
    join(day)
}

/// Makes one range of those of a sorted day that touch or overlap.
fn join(day: &mut Vec<Range>) -> Result<(), HoursError> {
    day.dedup_by(|next, kept| {
        let touches = next.starts <= kept.ends;
        if touches {
            kept.ends = kept.ends.max(next.ends);
        }
        touches
    });
    if day.len() > MOST_RANGES { Err(HoursError::TooMany) } else { Ok(()) }
}

/// Sets a member's hours and has what follows from them done. See [`set_hours`].
///
/// # Errors
/// When the database fails.
pub async fn change_hours(
    conn: &mut Connection,
    now: Instant,
    member_id: MemberId,
    hours: &WeeklyHours,
) -> QueryResult<()> {
    let changed = HoursChanged { member_id };
    conn.transaction(async |conn| {
        set_hours(conn, member_id, hours).await?;
        enqueue_unique(conn, now, now, &changed.key(), &changed).await
    })
    .await
}

/// Puts `hours` in the place of what `member` had. In a transaction of its own, or within the caller's.
///
/// # Errors
/// When the database fails.
pub async fn set_hours(conn: &mut Connection, member: MemberId, hours: &WeeklyHours) -> QueryResult<()> {
    conn.transaction(async |conn| {
        // Two of these at once would each delete what it sees and leave the sum of both: one after the other.
        members::table.find(member).select(members::id).for_no_key_update().get_result::<MemberId>(conn).await?;
        diesel::delete(weekly_hours::table.filter(weekly_hours::member_id.eq(member))).execute(conn).await?;
        let rows: Vec<_> = hours
            .ranges()
            .map(|(weekday, range)| {
                (
                    weekly_hours::member_id.eq(member),
                    weekly_hours::weekday.eq(weekday),
                    weekly_hours::starts_minute.eq(range.starts),
                    weekly_hours::ends_minute.eq(range.ends),
                )
            })
            .collect();
        diesel::insert_into(weekly_hours::table).values(rows).execute(conn).await?;
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(starts: i16, ends: i16) -> Range {
        Range::new(starts, ends).unwrap()
    }

    #[test]
    fn a_range_lies_on_the_grain_within_its_day() {
        assert!(Range::new(1425, 1440).is_ok());
        for (starts, ends, why) in [
            (0, 1455, HoursError::Grain),
            (-15, 15, HoursError::Grain),
            (10, 30, HoursError::Grain),
            (60, 60, HoursError::Backwards),
            (1440, 1440, HoursError::Backwards),
        ] {
            assert_eq!(Range::new(starts, ends), Err(why), "{starts} to {ends}");
        }
    }

    #[test]
    fn ranges_that_touch_become_one_and_those_that_overlap_are_refused() {
        let hours = WeeklyHours::of([(0, range(600, 660)), (0, range(540, 600)), (2, range(0, 1440))]).unwrap();
        assert_eq!(hours.day(0), [range(540, 660)]);
        assert_eq!(hours.minutes(), 120 + 1440);
        assert_eq!(WeeklyHours::of([(0, range(540, 615)), (0, range(600, 660))]), Err(HoursError::Overlap));
        assert_eq!(WeeklyHours::of([(7, range(540, 615))]), Err(HoursError::Weekday));
    }

    #[test]
    fn what_is_added_counts_once() {
        let hours = WeeklyHours::of([(5, range(600, 700 - 10)), (5, range(720, 780))]).unwrap();
        let hours = hours.with(5, range(660, 735)).unwrap();
        assert_eq!(hours.day(5), [range(600, 780)]);
        let with_more =
            |ranges| (0..ranges).try_fold(hours.clone(), |hours, n| hours.with(5, range(n * 30, n * 30 + 15)));
        assert_eq!(with_more(11).map(|hours| hours.day(5).len()), Ok(12));
        assert_eq!(with_more(12), Err(HoursError::TooMany));
    }
}
