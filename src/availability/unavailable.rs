//! Why a time is not offered, whose reason it is, and to whom it may be said.

/// Why a time is not offered: the teacher reads it as it is, a learner as [`Unavailable::said_to_learner`] says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Unavailable {
    /// Not a length that sessions have.
    #[error("A session takes 15 minutes to 4 hours, in quarters of an hour.")]
    Length,
    /// In the past.
    #[error("This time has passed.")]
    Past,
    /// Nearer than the notice.
    #[error("This time is less than {hours} {} away, and that much notice is asked for.", hour_or_hours(*.hours))]
    TooSoon {
        /// The notice.
        hours: i16,
    },
    /// Beyond the horizon.
    #[error("This time is more than {days} {} away. Bookings are not open that far ahead yet.", day_or_days(*.days))]
    TooFar {
        /// The horizon.
        days: i16,
    },
    /// There are no hours at all.
    #[error("No weekly hours are set yet.")]
    NoHours,
    /// The teacher's day off.
    #[error("You have taken this day off.")]
    Away,
    /// The start is outside of the hours that this date has instead of the weekly ones.
    #[error("This date has hours of its own, and this time is outside of them.")]
    OutsideDate,
    /// The start is outside of the hours.
    #[error("This time is outside of the weekly hours.")]
    OutsideHours,
    /// The start is in the hours but not at one of the starts.
    #[error("Sessions start every half hour from the beginning of the hours, and this is between two starts.")]
    BetweenStarts,
    /// The start is fine, the end is outside of the hours.
    #[error("The session would go on after the hours end.")]
    RunsOver,
    /// A session of the teacher's.
    #[error("Another session takes this time.")]
    Busy,
    /// Too near to a session of the teacher's.
    #[error("Another session is too close: {minutes} minutes are kept free between two.")]
    TooClose {
        /// Both buffers.
        minutes: i16,
    },
    /// A calendar of the teacher's.
    #[error("Something in the calendar takes this time, or the room kept free around a session.")]
    CalendarBusy,
    /// The teacher's limit for the day.
    #[error("The day is full: {most} {} a day is the limit.", session_or_sessions(*.most))]
    FullDay {
        /// The limit.
        most: i16,
    },
    /// The teacher's limit for the week.
    #[error("The week is full: {most} {} a week is the limit.", session_or_sessions(*.most))]
    FullWeek {
        /// The limit.
        most: i16,
    },
    /// What is against it on the learner's side.
    #[error(transparent)]
    Learner(NotFree),
}

/// Why a learner is not free, said to the learner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotFree {
    /// A day off.
    #[error("You have taken this day off. Change your time off to learn on it.")]
    Away,
    /// A session.
    #[error("You have another session at this time.")]
    Busy,
    /// Too near to a session.
    #[error("Another session of yours is too close: you keep {minutes} minutes free between two.")]
    TooClose {
        /// Both buffers.
        minutes: i16,
    },
    /// A calendar.
    #[error("Your own calendar has something at this time, or too close to it.")]
    CalendarBusy,
}

/// Whose reason it is, in the order in which reasons weigh.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// A session of the teacher's, which cannot be moved.
    TeachersSession,
    /// A session of the learner's, which cannot be moved.
    LearnersSession,
    /// The learner would have to make room.
    Learner,
    /// The teacher would have to make room, or bend their own rules.
    Teacher,
}

/// What takes a time of somebody's, whoever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Session,
    TooClose { minutes: i16 },
    Calendar,
}

impl Unavailable {
    /// Whose reason it is.
    pub fn side(self) -> Side {
        match self {
            Self::Busy => Side::TeachersSession,
            Self::Learner(NotFree::Busy) => Side::LearnersSession,
            Self::Learner(NotFree::Away | NotFree::TooClose { .. } | NotFree::CalendarBusy) => Side::Learner,
            Self::Length
            | Self::Past
            | Self::TooSoon { .. }
            | Self::TooFar { .. }
            | Self::NoHours
            | Self::Away
            | Self::OutsideDate
            | Self::OutsideHours
            | Self::BetweenStarts
            | Self::RunsOver
            | Self::TooClose { .. }
            | Self::CalendarBusy
            | Self::FullDay { .. }
            | Self::FullWeek { .. } => Side::Teacher,
        }
    }

    /// The sentence for a learner. What keeps the teacher away, a session, a calendar or a day off, is nobody's business:
    /// of these a learner hears that `teacher` is not free, and no more.
    pub fn said_to_learner(self, teacher: &str) -> String {
        match self {
            Self::Away | Self::Busy | Self::TooClose { .. } | Self::CalendarBusy => {
                format!("{teacher} is not free then.")
            }
            Self::Length
            | Self::Past
            | Self::TooSoon { .. }
            | Self::TooFar { .. }
            | Self::NoHours
            | Self::OutsideDate
            | Self::OutsideHours
            | Self::BetweenStarts
            | Self::RunsOver
            | Self::FullDay { .. }
            | Self::FullWeek { .. }
            | Self::Learner(_) => self.to_string(),
        }
    }
}

impl Unavailable {
    /// The sentence for the teacher. What keeps `learner` away is nobody's business.
    pub fn said_to_teacher(self, learner: &str) -> String {
        match self {
            Self::Learner(_) => format!("{learner} is not free then."),
            own => own.to_string(),
        }
    }
}

impl From<Taken> for Unavailable {
    fn from(taken: Taken) -> Self {
        match taken {
            Taken::Session => Self::Busy,
            Taken::TooClose { minutes } => Self::TooClose { minutes },
            Taken::Calendar => Self::CalendarBusy,
        }
    }
}

impl From<Taken> for NotFree {
    fn from(taken: Taken) -> Self {
        match taken {
            Taken::Session => Self::Busy,
            Taken::TooClose { minutes } => Self::TooClose { minutes },
            Taken::Calendar => Self::CalendarBusy,
        }
    }
}

fn hour_or_hours(count: i16) -> &'static str {
    if count == 1 { "hour" } else { "hours" }
}

fn day_or_days(count: i16) -> &'static str {
    if count == 1 { "day" } else { "days" }
}

fn session_or_sessions(count: i16) -> &'static str {
    if count == 1 { "session" } else { "sessions" }
}
