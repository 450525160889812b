mod browsing;
mod editing;
pub mod photos;
mod showing;
