//! Behaviour tests: one binary, a real server on a port of its own and a database of its own for each test.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::as_conversions)]

mod support;

mod access;
mod accounts;
mod agenda;
mod architecture;
mod availability;
mod bookings;
mod disputes;
mod faults;
mod hostile_input;
mod jobs;
mod journeys;
mod ledger;
mod matching;
mod messaging;
mod notifications;
mod onboarding;
mod outside;
mod privacy;
mod profiles;
mod programmes;
mod quick_help;
mod races;
mod ratings;
mod seed;
mod series;
mod skills;
mod statements;
mod taxonomy;
mod verification;
mod video;
