//! What every page needs and no slice owns: the cookie session, protection against forged requests, security headers,
//! request limits, htmx's requests and answers, forms, flash messages, the page shell, assets and error pages.
//!
//! Invariants: an anonymous visitor of a public page gets no cookie; every answer, errors included, carries the
//! security headers; every unsafe request comes from our own pages.

pub mod addresses;
pub mod client_address;
pub mod csrf;
pub mod dates;
pub mod error_pages;
pub mod headers;
pub mod health;
pub mod lettering;
pub mod observation;
pub mod rate_limits;
pub mod request_span;
pub mod seats;
pub mod session;
pub mod text;
pub mod uploads;

mod assets;
pub mod flash;
mod forms;
mod htmx;
mod page;
mod reply;
mod stars;

pub use assets::{asset, embedded, routes as asset_routes};
pub use flash::Flash;
pub use forms::{FieldErrors, HtmlForm, is_chosen};
pub use htmx::Htmx;
pub use page::{Page, Place, Shell};
pub use reply::{conflict, fragment, redirect, refused, see_other, show, told_to_wait};
pub use stars::stars;
