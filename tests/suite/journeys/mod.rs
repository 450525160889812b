//! Whole journeys: from a stranger's first page to a paid session.

mod guarding_an_account;
mod in_a_browser;
mod one_window_ends_another;
mod over_plain_forms;
mod painting_a_week;
mod passkey;
mod two_nodes;
