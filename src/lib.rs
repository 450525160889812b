//! Skillswap: a peer-to-peer skill exchange. People teach each other, earn credits for the hours they teach and spend
//! them to learn. Modules stand in the order of their dependencies: each may use those above it, the assembly uses all.

// Foundations: no domain.
// The one source of "now".
pub mod clock;
// Rooms to meet in by video.
pub mod conference;
// Settings from the environment.
pub mod config;
// Keys, digests, random secrets.
pub mod crypto;
// PostgreSQL: pool, migrations, the private server, id types.
pub mod db;
// Refusals and failures.
pub mod error;
// Commands that are done once.
pub mod idempotency;
// Durable jobs and schedules.
pub mod jobs;
// Outgoing mail.
pub mod mail;
// Requests to other people's servers.
pub mod outbound;
// The socket and the bus.
pub mod realtime;
// Redis, when given.
pub mod redis_pool;
// Diesel's tables.
#[allow(missing_docs)]
pub mod schema;
// The handles that slices work with.
pub mod state;
// Members' files.
pub mod storage;
// Sessions, CSRF, headers, limits, htmx, pages, assets.
pub mod web;

// Slices, left to right: each may use those before it.
// Members, log-ins, who is asking.
pub mod accounts;

// What happened that concerns a member, told on the site.
pub mod notifications;

// Credits: the double-entry book.
pub mod ledger;

// What can be taught, and who teaches or learns what.
pub mod skills;

// Who a member is to others: their page, and how they are found.
pub mod profiles;

// When members can be booked.
pub mod availability;

// Who fits whom, and why.
pub mod matching;

// Conversations of two members.
pub mod messaging;

// What people say about each other, and how they stand by it.
pub mod ratings;
// Where an agreed session meets, who came, what was recorded.
pub mod video;

// Sessions from proposal to ratings.
pub mod bookings;

// What a teacher has ready in several sessions.
pub mod programmes;

// Several sessions agreed on together.
pub mod series;

// A few minutes of help, now.
pub mod quick_help;

// Sessions that two do not agree about, as moderators decide them.
pub mod disputes;

// Agreed sessions in the calendars that members keep elsewhere.
pub mod agenda;

// Peers assess what a member teaches; badges.
pub mod verification;

// Missing skills asked for, and the catalogue as moderators change it.
pub mod taxonomy;

// A new member's first steps.
pub mod onboarding;

// A member's rights: taking their data along, leaving.
pub mod privacy;

// The landing page, the dashboard and the pages about the site.
pub mod home;

// The assembly.
// Settings in, running server out.
pub mod app;

// The command line.
pub mod cli;

// What only a development installation shows.
pub mod dev;

// Which slice answers which URL.
pub mod routes;

// A demo cast, or a population for benchmarks.
pub mod seed;
