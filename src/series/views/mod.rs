//! The pages of series.

mod dating;
mod end;
mod proposal;
mod standing;

use jiff::tz::TimeZone;

use crate::clock::Instant;
use crate::web::dates::{self, Local};

pub(super) use dating::{DatesPage, Subject};
pub(super) use end::EndPage;
pub(super) use proposal::ProposalPage;
pub(super) use standing::{SeriesPage, SeriesUpdate, SeriesView};

/// A date on both clocks, or the day alone where there is no such time.
fn when(starts_at: Option<Instant>, on: jiff::civil::Date, yours: Local<'_>, theirs: &TimeZone) -> String {
    match starts_at {
        Some(starts_at) => dates::both(starts_at, yours, theirs),
        None => dates::calendar_day(on, yours.locale),
    }
}
