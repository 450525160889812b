//! What people fill in.

use serde::Deserialize;

use crate::web::text;

/// The longest name, in characters.
const MOST_NAME: usize = 50;
/// What a calendar is called of which nobody says more.
const UNNAMED: &str = "My calendar";

/// A calendar at an address, as sent or to be shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AddressForm {
    pub name: String,
    pub address: String,
}

/// Another name.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NameForm {
    pub name: String,
}

/// A name, or the usual one for whoever gives none.
pub(super) fn parse_name(typed: &str) -> Result<String, String> {
    let name = text::at_most(MOST_NAME, text::line(typed))?;
    Ok(if text::shows_nothing(&name) { UNNAMED.to_owned() } else { name })
}
