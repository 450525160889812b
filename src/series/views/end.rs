//! Ending what is left of a series.

use askama::Template;
use jiff::tz::TimeZone;

use super::when;
use crate::accounts::MemberId;
use crate::bookings::BookingId;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::series::cancelling::Rest;
use crate::series::error::SeriesError;
use crate::series::forms::EndForm;
use crate::series::queries::{SeriesId, SeriesRow};
use crate::web::dates::Local;
use crate::web::{FieldErrors, Page};

/// `/series/{id}/end`
#[derive(Template)]
#[template(path = "series/end.html")]
pub(in crate::series) struct EndPage {
    pub page: Page,
    pub id: SeriesId,
    pub i_teach: bool,
    pub other_name: String,
    /// What it is called: a programme's title, or `the series of` a skill.
    pub subject: String,
    /// Agreed sessions: which, when, what goes back, of how much.
    pub agreed: Vec<(BookingId, String, Credits, Credits)>,
    /// Proposals that would be declined or withdrawn: when.
    pub open: Vec<String>,
    pub back: Credits,
    pub form: EndForm,
    pub errors: FieldErrors,
    pub refusal: Option<SeriesError>,
}

impl EndPage {
    /// # Errors
    /// When the row's JSON is not of our making.
    pub(in crate::series) fn new(
        page: Page,
        row: SeriesRow,
        rest: &Rest,
        (viewer, yours): (MemberId, Local<'_>),
        (form, errors): (EndForm, FieldErrors),
    ) -> AppResult<Self> {
        let theirs = TimeZone::get(&row.other_zone).map_err(AppError::internal)?;
        let (mut agreed, mut open, mut back) = (Vec::new(), Vec::new(), Credits(0));
        for date in row.dates()? {
            let Some(booking) = date.booking else { continue };
            let when = when(booking.starts_at.or(date.starts_at), date.on_date, yours, &theirs);
            if let Some(refund) = rest.agreed.iter().find(|refund| refund.booking == booking.id) {
                back = Credits(back.0 + refund.credits.0);
                agreed.push((booking.id, when, refund.credits, booking.price));
            } else if rest.open.iter().any(|(id, _)| *id == booking.id) {
                open.push(when);
            }
        }
        Ok(Self {
            page,
            id: row.id,
            i_teach: row.teacher_id == viewer,
            other_name: row.other_name,
            subject: row.programme.unwrap_or_else(|| format!("the series of {}", row.skill)),
            agreed,
            open,
            back,
            form,
            errors,
            refusal: None,
        })
    }
}
