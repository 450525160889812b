mod browsing;
mod editing;
mod photos;
mod showing;
