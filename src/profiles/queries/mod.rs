//! Rows shaped for pages. Each page is one statement, prepared once.

mod card;
mod featured;
mod person;
mod search;
mod sitemap;

pub use card::{CardRow, CardSkill};
pub use featured::featured;
#[doc(hidden)]
pub use person::PERSON;
pub(super) use person::{HoursRow, PersonRow, RatingRow, SkillBadge, SkillRow, TagRow, person};
pub(super) use search::{COUNTED, search};
pub(super) use sitemap::{PIECE, PageRow, RANGE, RangeRow, piece, ranges};
