mod browsing;
mod crawling;
mod editing;
mod forgetting;
pub mod photos;
mod showing;
mod teaching;
