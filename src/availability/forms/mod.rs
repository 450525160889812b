//! What people type about their time.

mod away;
mod dates;
mod day;
mod offered;
mod rules;
mod week;

pub use away::AwayForm;
pub use dates::DateForm;
pub use day::{DayRows, RangeRow};
pub use offered::{DAYS_SHOWN, LENGTHS, OfferedQuery};
pub use rules::RulesForm;
pub use week::{HoursForm, QuickHours, SentHours, Weekday};
