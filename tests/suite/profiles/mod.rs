mod browsing;
mod editing;
mod showing;
