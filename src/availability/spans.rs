//! Times that are taken, so that one of thousands is found at once.

use crate::clock::Instant;

/// Stretches of time, in order and apart from each other. Microseconds since the epoch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(Vec<(i64, i64)>);

impl Spans {
    /// The time inside any of `spans` (start and end, the end not included), in any order; empty ones are left out.
    pub fn of(spans: impl IntoIterator<Item = (Instant, Instant)>) -> Self {
        let mut sorted: Vec<_> = spans
            .into_iter()
            .map(|(from, until)| (from.microseconds(), until.microseconds()))
            .filter(|(from, until)| from < until)
            .collect();
        sorted.sort_unstable();
        sorted.dedup_by(|next, kept| {
            let touches = next.0 <= kept.1;
            if touches {
                kept.1 = kept.1.max(next.1);
            }
            touches
        });
        Self(sorted)
    }

    /// Whether any of it lies from `from` until before `until`, in microseconds.
    pub(super) fn meet(&self, from: i64, until: i64) -> bool {
        let first = self.0.partition_point(|(_, ends)| *ends <= from);
        self.0.get(first).is_some_and(|(starts, _)| *starts < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_does_not_meet_and_what_overlaps_does() {
        let at = Instant::from_microseconds;
        let spans = Spans::of([(at(50), at(60)), (at(10), at(20)), (at(15), at(30)), (at(70), at(70))]);
        assert_eq!(spans, Spans(vec![(10, 30), (50, 60)]));
        for (from, until, meets) in
            [(0, 10, false), (0, 11, true), (30, 50, false), (29, 30, true), (20, 70, true), (60, 100, false)]
        {
            assert_eq!(spans.meet(from, until), meets, "{from} until {until}");
        }
    }
}
