//! The real time inside a schedule, and the moments in it at which a session can begin.
//!
//! **The rule through clock changes.** A moment is inside the hours when the clock on the member's wall shows a time of
//! the hours at that moment. So where the clock jumps ahead, hours in the gap do not exist and a range that is partly in
//! it is shorter; where the clock goes back, a repeated time of the hours counts both times, and a range around it is
//! longer. It holds in every zone, whatever the size of the change, and where a whole day is left out.
//!
//! **Starts** are every half hour on the wall clock, counted from the beginning of the day's range that they are in:
//! hours from 18:15 offer 18:15, 18:45 and so on. A session may go on over midnight where the next day's hours do.
//! Nothing depends on when or for which window somebody asks.

use super::schedule::{LocalDay, Schedule};
use crate::clock::Instant;

/// Minutes from one start to the next.
pub const STEP_MINUTES: i64 = 30;

pub(super) const MINUTE: i64 = 60_000_000;
const STEP: i64 = STEP_MINUTES * MINUTE;

/// A stretch of real time inside the hours, under one offset, of one range of one day. Microseconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    /// When the range begins by this offset; before `from` where the clock jumped over its beginning.
    range_starts: i64,
    pub(super) from: i64,
    pub(super) until: i64,
}

impl Piece {
    pub(super) fn holds(&self, moment: i64) -> bool {
        (self.from..self.until).contains(&moment)
    }

    /// Whether a session may begin at `moment`, which it holds.
    pub(super) fn has_start(&self, moment: i64) -> bool {
        (moment - self.range_starts) % STEP == 0
    }

    /// The moments in it at which a session may begin.
    pub(super) fn starts(self) -> impl Iterator<Item = i64> {
        let skipped = (self.from - self.range_starts + STEP - 1) / STEP;
        (skipped..).map(move |step| self.range_starts + step * STEP).take_while(move |start| *start < self.until)
    }
}

/// The real time inside `schedule` from `from` until `until`, in order. Pieces may touch, they never overlap.
pub(super) fn pieces(schedule: &Schedule, from: Instant, until: Instant) -> Vec<Piece> {
    stretches(schedule, from, until).iter().flat_map(|stretch| stretch.pieces(schedule)).collect()
}

/// Real time during which the zone keeps one offset. Microseconds.
struct Stretch {
    from: i64,
    until: i64,
    offset: i64,
}

/// The time from `from` until `until`, cut at each change of the clocks.
fn stretches(schedule: &Schedule, from: Instant, until: Instant) -> Vec<Stretch> {
    let begin =
        |at: Instant| Stretch { from: at.microseconds(), until: until.microseconds(), offset: schedule.offset_at(at) };
    let changes = schedule.zone().following(from.timestamp()).map(|change| Instant::from(change.timestamp()));
    let mut stretches = vec![begin(from)];
    for change in changes.take_while(|change| *change < until) {
        if let Some(last) = stretches.last_mut() {
            last.until = change.microseconds();
        }
        stretches.push(begin(change));
    }
    stretches
}

impl Stretch {
    fn pieces(&self, schedule: &Schedule) -> Vec<Piece> {
        let (first, last) = (LocalDay::at(self.from, self.offset), LocalDay::at(self.until, self.offset));
        (first.0..=last.0).flat_map(|day| self.pieces_of_day(schedule, LocalDay(day))).collect()
    }

    fn pieces_of_day<'a>(&'a self, schedule: &'a Schedule, day: LocalDay) -> impl Iterator<Item = Piece> + 'a {
        let midnight = day.midnight(self.offset);
        schedule.on(day).iter().filter_map(move |range| {
            let range_starts = midnight + i64::from(range.starts()) * MINUTE;
            let from = range_starts.max(self.from);
            let until = (midnight + i64::from(range.ends()) * MINUTE).min(self.until);
            (from < until).then_some(Piece { range_starts, from, until })
        })
    }
}
