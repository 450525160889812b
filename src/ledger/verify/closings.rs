//! Which days are over: what the closings say, and that the seals of the days keep to it.

use tokio_postgres::{Client, Error};

use super::chain::{MICROSECONDS_OF_DAY, date};
use super::report::{Report, Thing};
use crate::ledger::seals::closing_seal;

/// One for a day at most: few enough to be read at once.
const CLOSINGS: &str =
    "SELECT day - date '1970-01-01', ledger_microseconds(closed_at), seal FROM ledger_closings ORDER BY day";

pub(super) async fn verify(client: &Client, report: &mut Report) -> Result<(), Error> {
    let mut last = None;
    for row in client.query(CLOSINGS, &[]).await? {
        let (day, closed_at): (i32, i64) = (row.try_get(0)?, row.try_get(1)?);
        let thing = Thing::Closing(date(day));
        if closing_seal(day, closed_at) != row.try_get::<_, &[u8]>(2)? {
            report.fault(thing, "its seal is not of what it says: something of it was changed");
        }
        if closed_at.div_euclid(MICROSECONDS_OF_DAY) <= i64::from(day) {
            report.fault(thing, "it was closed before it was over");
        }
        last = Some(date(day));
    }
    if let Some((sealed, _)) = &report.head
        && last.is_none_or(|last| last < *sealed)
    {
        report.fault(Thing::Day(*sealed), "it is sealed, and no closing says that it was over");
    }
    Ok(())
}
