//! What people type about their hours.

mod day;
mod week;

pub use day::{DayRows, RangeRow};
pub use week::{HoursForm, QuickHours, SentHours, Weekday};
