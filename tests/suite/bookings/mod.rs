//! From a proposal to two ratings, and everything that can come between.

mod accepting;
mod cancelling;
mod claiming;
mod countering;
mod model;
mod moving;
mod ordering;
mod proposing;
mod rating;
mod reminding;
mod states;
