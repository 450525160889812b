//! Verification: peers say how well a member teaches a skill, and enough of them make a badge. Owns
//! `verification_rounds`, `assessments` and `badges`.
//!
//! Vocabulary: a **round** is one asking, open for 14 days; an **assessor** is a peer who was asked; their
//! **assessment** marks the **rubric** of the skill's category, says the level that they saw, and whether they would
//! recommend the teacher; it is **favourable** by one formula (`standing::is_favourable`); what counts comes to a
//! **tier** by one function ([`standing::standing`]); a **badge** shows a tier for all its life, and a badge of another
//! tier replaces it.
//!
//! Who can be asked: whoever was *taught* the skill by the member, in a completed session of half an hour or more. The
//! teacher of a session in which the member learned it has seen a learner, and whoever swapped other skills has seen
//! something else: neither can judge what the badge is about.
//!
//! States: a round is **open**, then **decided**: when everybody asked has answered and three or more did, when the member closes it (three
//! answers or more), or after 14 days. Only decided rounds count, so that a member sees sums and never who said what. A
//! badge is **valid**, then **expired** (too few of its assessments are younger than 24 months), **replaced** (another
//! tier) or **withdrawn** (its assessors changed their minds or were suspended, or its owner has left).
//!
//! Invariants: an assessment hangs on a completed booking, by the statement that makes it; one open round and one badge
//! of now for each member and skill (unique indexes); an assessor counts once for a skill, with the newest; whatever
//! changes what counts asks [`standing::standing`] again, under the lock of the member's row: the one lock of every
//! transaction here.

mod assessment;
mod badge;
mod badge_picture;
mod credential;
mod error;
mod forms;
mod handlers;
mod jobs;
mod keeping;
mod merging;
mod personal_data;
mod queries;
mod round;
mod routes;
mod rubric;
mod standing;
mod views;

pub use badge::{BadgeId, BadgeState, Sharing};
pub use error::VerificationError;
pub use jobs::register as register_jobs;
pub use merging::move_skill;
pub use personal_data::{erase, export, purge};
pub use routes::routes;
pub use standing::{Assessment, Tier, standing};
