//! The page of a price of one's own.

use askama::Template;

use crate::bookings::PriceStanding;
use crate::bookings::forms::PriceForm;
use crate::web::{FieldErrors, Page};

/// `/me/price`
#[derive(Template)]
#[template(path = "bookings/price.html")]
pub(in crate::bookings) struct PricePage {
    pub page: Page,
    pub standing: PriceStanding,
    pub form: PriceForm,
    pub errors: FieldErrors,
}

impl PricePage {
    /// The member's rating, `4.8`, or a dash.
    pub(in crate::bookings) fn rating(&self) -> String {
        self.standing.rating.map_or_else(|| "not rated yet".to_owned(), stars)
    }

    /// The rating that is needed.
    pub(in crate::bookings) fn needed(&self) -> String {
        stars(self.standing.terms.premium.rating)
    }
}

fn stars(hundredths: i32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
