//! What has come in the way of a time since it was proposed. The page says it, and accepting looks once more.

use crate::availability::{Pair, Side, Unavailable};
use crate::clock::Instant;

/// What has come in the way of a proposed time, for whoever is asked. Some of it they may wave aside once they know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// It is over.
    Past,
    /// The reader teaches or learns then.
    Taken,
    /// The other one does.
    OtherTaken,
    /// The other one would rather not any more; what it is stays theirs.
    OtherNotFree,
    /// The reader's own hours, rules or calendars are against it.
    Own(Unavailable),
}

impl Obstacle {
    /// All that is in the way at `now` of a session from `starts_at` of so many minutes, for the teacher or the learner;
    /// when one of it cannot be waved aside, that one alone.
    pub fn all(pair: &Pair, now: Instant, (starts_at, minutes): (Instant, i64), for_teacher: bool) -> Vec<Self> {
        if starts_at <= now {
            return vec![Self::Past];
        }
        let read = |why| if for_teacher { Self::for_teacher(why) } else { Self::for_learner(why) };
        let mut all: Vec<Self> = pair.in_the_way(starts_at, minutes).into_iter().map(read).collect();
        all.dedup();
        if all.first().is_some_and(|first| !first.can_be_waved_aside()) {
            all.truncate(1);
        }
        all
    }

    /// Whether the time can be accepted all the same.
    pub fn can_be_waved_aside(self) -> bool {
        match self {
            Self::Past | Self::Taken | Self::OtherTaken => false,
            Self::OtherNotFree | Self::Own(_) => true,
        }
    }

    /// How the form names it, so that accepting knows what its sender was told.
    pub fn told(self) -> String {
        match self {
            Self::Past => "past".to_owned(),
            Self::Taken => "taken".to_owned(),
            Self::OtherTaken => "other taken".to_owned(),
            Self::OtherNotFree => "other not free".to_owned(),
            Self::Own(why) => why.to_string(),
        }
    }

    fn for_teacher(why: Unavailable) -> Self {
        match why.side() {
            Side::TeachersSession => Self::Taken,
            Side::LearnersSession => Self::OtherTaken,
            Side::Learner => Self::OtherNotFree,
            Side::Teacher => Self::Own(why),
        }
    }

    fn for_learner(why: Unavailable) -> Self {
        match (why.side(), why) {
            (Side::TeachersSession, _) => Self::OtherTaken,
            (Side::LearnersSession, _) => Self::Taken,
            (Side::Learner, _) => Self::Own(why),
            (Side::Teacher, _) => Self::OtherNotFree,
        }
    }
}
