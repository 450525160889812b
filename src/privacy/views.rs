//! The pages of this slice.

use askama::Template;

use super::data_export::{DataExport, KEPT_DAYS};
use super::departure::Consequences;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Page};

/// `/me/data`
#[derive(Template)]
#[template(path = "privacy/data.html")]
pub(super) struct DataPage {
    page: Page,
    export: ExportState,
    kept_days: i64,
}

/// Where a member's export stands, in words.
enum ExportState {
    /// None was asked for.
    Nothing,
    /// Asked for.
    Waiting { since: String },
    /// To be fetched.
    Ready { made: String, until: String, size: String },
}

/// `/me/deletion`
#[derive(Template)]
#[template(path = "privacy/deletion.html")]
pub(super) struct DeletionPage {
    pub page: Page,
    pub consequences: Consequences,
    /// Whether they have one to give.
    pub has_password: bool,
    pub errors: FieldErrors,
}

impl DataPage {
    pub(super) fn new(page: Page, export: Option<&DataExport>, local: Local<'_>) -> Self {
        Self { page, export: ExportState::of(export, local), kept_days: KEPT_DAYS }
    }
}

impl ExportState {
    fn of(export: Option<&DataExport>, local: Local<'_>) -> Self {
        let Some(export) = export else { return Self::Nothing };
        match (export.made_at, export.expires_at) {
            (Some(made), Some(until)) => Self::Ready {
                made: dates::moment(made, local),
                until: dates::moment(until, local),
                size: size(export.bytes.unwrap_or_default()),
            },
            _ => Self::Waiting { since: dates::moment(export.asked_at, local) },
        }
    }
}

/// `12 KB`, `3 MB`
fn size(bytes: i64) -> String {
    let kilobytes = bytes / 1024 + 1;
    if kilobytes < 2048 { format!("{kilobytes} KB") } else { format!("{} MB", kilobytes / 1024) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, words) in [(0, "1 KB"), (20_000, "20 KB"), (3 * 1024 * 1024, "3 MB")] {
            assert_eq!(size(bytes), words);
        }
    }
}
