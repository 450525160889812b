//! Availability: the weekly hours in which a member can be booked, and what follows from them. Owns `weekly_hours`.
//!
//! Vocabulary: **hours** are ranges of wall-clock time of each weekday in the member's own zone, on a grain of 15
//! minutes; a **start** is a moment at which a session can begin; **busy** is the time that something else takes.
//!
//! Invariants: the ranges of a day are in order and apart from each other; one rule (`slots`) decides what is offered,
//! what is accepted and what a refusal says, through every change of the clocks.

mod away;
mod dates;
mod forms;
mod handlers;
mod hours;
mod jobs;
mod personal_data;
mod queries;
mod routes;
mod rules;
mod slots;
mod views;
mod week_map;

pub use away::{
    AwayError, MOST_DAYS_OFF, MOST_TIMES_OFF, TimeOff, TimeOffId, end_time_off, take_time_off, times_off_of,
};
pub use dates::{DateError, DateHours, MOST_DATES, clear_date, dates_of, set_date};
pub use forms::{DayRows, HoursForm, QuickHours, RangeRow, SentHours};
pub use hours::{DayHours, HoursError, Range, WeeklyHours, change_hours, set_hours};
pub use jobs::HoursChanged;
pub use personal_data::{erase, export};
pub use queries::{hours_of, hours_of_all};
pub use routes::routes;
pub use rules::{
    BUFFER_MINUTES, BUFFER_STEP, BookingRules, HORIZON_DAYS, MOST_A_DAY, MOST_A_WEEK, NOTICE_HOURS, rules_of, set_rules,
};
pub use slots::{MINIMUM_NOTICE_HOURS, Unavailable, explain, offered, window};
pub use week_map::{WeekMap, overlap_minutes};
