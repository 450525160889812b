//! Availability: the weekly hours in which a member can be booked, and what follows from them. Owns `weekly_hours`.
//!
//! Vocabulary: **hours** are ranges of wall-clock time of each weekday in the member's own zone, on a grain of 15
//! minutes; a **start** is a moment at which a session can begin; **busy** is the time that something else takes.
//!
//! Invariants: the ranges of a day are in order and apart from each other; one rule (`slots`) decides what is offered,
//! what is accepted and what a refusal says, through every change of the clocks.

mod forms;
mod handlers;
mod hours;
mod jobs;
mod personal_data;
mod queries;
mod routes;
mod slots;
mod views;
mod week_map;

pub use forms::{DayRows, HoursForm, QuickHours, RangeRow, SentHours};
pub use hours::{HoursError, Range, WeeklyHours, change_hours, set_hours};
pub use jobs::HoursChanged;
pub use personal_data::{erase, export};
pub use queries::{hours_of, hours_of_all};
pub use routes::routes;
pub use slots::{HORIZON_DAYS, MINIMUM_NOTICE_HOURS, Unavailable, explain, offered, window};
pub use week_map::{WeekMap, overlap_minutes};
