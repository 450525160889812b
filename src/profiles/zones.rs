//! The time zones that a profile can name.

use std::sync::LazyLock;

/// First parts of the names that stand for places; the rest are relics and fixed offsets, which know no summer time.
#[rustfmt::skip]
const AREAS: &[&str] = &[
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
];

static ZONES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let names = jiff::tz::db().available().map(|zone| zone.to_string());
    let places = names.filter(|name| name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area)));
    let mut zones: Vec<_> = places.map(|name| (name.clone(), words(&name))).collect();
    zones.sort_unstable();
    zones.push(("UTC".to_owned(), "UTC".to_owned()));
    zones
});

/// Every zone as (IANA name, words), by name. Old names of a zone are among them, because browsers report them.
pub fn zones() -> &'static [(String, String)] {
    &ZONES
}

/// The IANA name as this site writes it, when it is one.
///
/// # Errors
/// The sentence for the field.
pub fn parse(typed: &str) -> Result<String, &'static str> {
    let is_known = zones().binary_search_by(|(name, _)| name.as_str().cmp(typed)).is_ok() || typed == "UTC";
    if is_known { Ok(typed.to_owned()) } else { Err("Choose your time zone from the list.") }
}

/// `America/Argentina/Buenos_Aires` as people read it.
pub fn words(name: &str) -> String {
    name.replace('_', " ").replace('/', ", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_offered_can_be_used() {
        assert!(zones().len() > 400, "{}", zones().len());
        for (name, _) in zones() {
            assert!(jiff::tz::TimeZone::get(name).is_ok(), "{name}");
            assert_eq!(parse(name).as_deref(), Ok(name.as_str()));
        }
    }

    #[test]
    fn what_is_no_place_is_no_zone() {
        for wrong in ["", "Mars/Olympus", "Etc/GMT+5", "europe/lisbon", "Europe/Lisbon "] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
