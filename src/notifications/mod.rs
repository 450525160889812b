//! Notifications: what happened that concerns a member, told on the site. Owns `notifications`.
//!
//! Vocabulary: a **kind** is what happened, its **category** is what a member chooses channels by, its **subject** is
//! the id of what it is about (a booking, a conversation), its **target** is the page to go on to.
//!
//! Invariants: a notification is written in the transaction of the verb that it tells of; the badge counts exactly the
//! unread ones that the list shows; after [`HISTORY_DAYS`] they are deleted. Messages are not stored here one by one:
//! their count is the other badge.
//!
//! Becoming read: by following its link (`GET /notifications/{id}` marks this one and goes on to its target: the one
//! GET here that changes something, the viewer's own mark and nothing else) or by the button "Mark all as read", which
//! reaches as far as the list that was looked at.

mod feed;
mod forgetting;
mod handlers;
mod jobs;
mod notification;
mod personal_data;
mod queries;
mod routes;
mod views;
mod when;

pub use feed::feeds;
pub use forgetting::{HISTORY_DAYS, forget_old};
pub use jobs::register as register_jobs;
pub use notification::{Category, Kind, NotificationId, announce, mark_all_read, mark_read, move_skill, notify};
pub use personal_data::{erase, export};
pub use routes::routes;
pub use views::{Row, latest};
pub use when::When;
