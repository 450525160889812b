//! The signed document of a badge: a verifiable credential as Open Badges 3.0 shapes it, made anew whenever it is asked
//! for, signed with a key that derives from the installation's secret, and checked by anybody with the published keys.

mod checking;
mod document;
mod signing;

pub(super) use checking::{Finding, Verdict, check};
pub(super) use document::{claims, issuer, readable, status};
pub(super) use signing::Keys;
