//! Profiles: what a member tells others about themselves, and the page where others see it. Owns `profiles`.
//!
//! Vocabulary: a **card** is a member in a list; a member's **path** is their page's one address, with the name in it.
//!
//! Invariants: a page is seen by everybody or by members only, as its owner chose; nobody sees an email or an exact
//! place; who is suspended or never finished onboarding has no page; a page costs one statement.

mod browse;
mod forms;
mod handlers;
mod hours;
mod json;
mod languages;
mod profile;
pub mod queries;
mod routes;
mod structured_data;
mod views;
mod zones;

pub use forms::{ProfileForm, ProfileValues};
pub use profile::{LearningStyle, MemberPath, Profile, Visibility, path, save};
pub use routes::routes;
