//! Availability: when a member can be booked, and why not at other times. Owns `weekly_hours`, `booking_rules`,
//! `date_overrides`, `date_hours`, `time_off`, `calendars` and `calendar_busy`.
//!
//! Vocabulary: **hours** are ranges of wall-clock time of each weekday in the member's own zone, on a grain of 15
//! minutes; a **date** may have other hours; **time off** is whole days without any; together they are the member's
//! **schedule**. **Rules** say how much room, notice and how many sessions a member wants. A **diary** is the schedule
//! with what is taken of it: sessions, and what calendars call **busy**. A **pair** is two diaries; a **start** is a
//! moment at which a session of the two can begin.
//!
//! Invariants: the ranges of a day are in order and apart from each other; one function (`Pair::explain`, of which
//! `Pair::offered` is the list) decides what is offered, what is proposed and what a refusal says, through every change
//! of the clocks.

mod agreed;
mod away;
mod calendars;
mod dates;
mod diary;
mod forms;
mod handlers;
mod hours;
mod jobs;
mod offered;
mod pair;
mod personal_data;
mod queries;
mod routes;
mod rules;
mod schedule;
mod slots;
mod spans;
mod unavailable;
mod views;
mod week_map;

pub use away::{
    AwayError, MOST_DAYS_OFF, MOST_TIMES_OFF, TimeOff, TimeOffId, end_time_off, take_time_off, times_off_of,
};
pub use calendars::{MOST_BYTES as MOST_CALENDAR_BYTES, Question, Reading, ReadingError, read, register_jobs};
pub use dates::{DateError, DateHours, MOST_DATES, clear_date, dates_of, set_date};
pub use diary::{Diary, Session};
pub use forms::{DayRows, HoursForm, QuickHours, RangeRow, SentHours, Weekday};
pub use hours::{DayHours, HoursError, MOST_RANGES, Range, WeeklyHours, change_hours, set_hours};
pub use jobs::HoursChanged;
pub use pair::{Pair, SESSION_MINUTES, is_session_length};
pub use personal_data::{erase, export};
#[doc(hidden)]
pub use queries::DIARIES;
pub use queries::{hours_of, pair_of, pair_without, schedules_of};
pub use routes::routes;
pub use rules::{
    BUFFER_MINUTES, BUFFER_STEP, BookingRules, HORIZON_DAYS, MOST_A_DAY, MOST_A_WEEK, NOTICE_HOURS, rules_of, set_rules,
};
pub use schedule::{LocalDay, Schedule};
pub use slots::STEP_MINUTES;
pub use spans::Spans;
pub use unavailable::{NotFree, Side, Unavailable};
pub use week_map::WeekMap;
