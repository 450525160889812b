//! Skills: what can be taught here, and who teaches or wants to learn what. Owns `skill_categories`,
//! `skill_subcategories`, `skills`, `skill_slugs`, `skill_terms`, `skill_vocabulary`, `skill_relations`, `skill_alerts`,
//! `skill_alerts_told` and `member_skills`.
//!
//! Vocabulary: a skill is had in a **direction** (teach or learn) at a **level** of 0 to 100, which pages say in four
//! words; who learns may have a **target** level. A skill is **related** to another by a **weight** of 1 to 100: how much
//! of one counts for the other, in hundredths, the same both ways.
//!
//! Invariants: a member has a skill once in each direction: adding it again leads to it and changes nothing; lists stand in
//! the order that their member gave them (see `arranging`), everywhere; a target is above the level and only a learner has
//! one; at most [`MOST`] skills in a direction. No two skills share a name or a synonym, read without case and accents, so
//! that what is typed means one thing. Who waits for a skill (an **alert**) is told of each teacher once, when both can be
//! seen by the other, and never of those who taught it before.

mod about;
mod alert;
mod arranging;
mod catalogue;
mod forms;
mod handlers;
mod level;
mod member_skill;
mod merging;
mod names;
mod personal_data;
mod queries;
mod relations;
mod routes;
mod telling;
mod views;

pub use about::{About, about, addresses};
pub use alert::{AlertError, MOST_ALERTS, remove_alert, set_alert};
pub use arranging::{Step, shift};
pub use catalogue::{
    Called, CatalogueError, CategoryId, Entry, EntryRow, SubcategoryId, also_call, called, category_choices, enter,
    of as catalogue_entry, rewrite, subcategory_choices,
};
pub use forms::{Note, SkillForm};
pub use level::{Direction, Level};
pub use member_skill::{Added, MOST, MemberSkill, SkillError, add, edit, remove};
pub use merging::{Merger, dissolve, hold_for_merger, move_skill};
pub use names::{NamesById, SkillName, SkillNames};
pub use personal_data::{erase, export, export_alerts};
pub use queries::{Found, MemberSkillRow, SkillId, of_member, search, taught_by};
pub use relations::{Relation, relations};
pub use routes::routes;
pub use telling::{register as register_jobs, tell_of_newcomer};
pub use views::{MineList, Search};
