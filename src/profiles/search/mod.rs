//! Finding members: what is asked for, as the address says it. Every filter is a field of the address and nowhere else,
//! so that a list can be kept, sent and gone back to.

mod asked;
mod chips;
mod cursor;
mod free_time;
mod teachers;

pub use asked::{Asked, Least, Search, Sort, Tier};
pub use chips::Chip;
pub use cursor::Cursor;
pub use free_time::{Day, FreeTime, Part, windows};
pub use teachers::{Order, TeachersAsked};
