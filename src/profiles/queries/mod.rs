//! Rows shaped for pages. Each page is one statement, prepared once.

mod card;
mod person;
mod showcase;

pub use card::{CardRow, CardSkill};
pub(super) use card::{PAGE, everybody, like, with_skill};
#[doc(hidden)]
pub use person::PERSON;
pub(super) use person::{HoursRow, PersonRow, RatingRow, SkillRow, person};
pub use showcase::{ShowcaseRow, showcase};
