//! What the site leaves to servers of others.

mod files;
mod internet;
mod mail;
