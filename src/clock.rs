//! The one source of "now". Everything that depends on time asks a [`Clock`], so that tests (and the development
//! page) can move it. Instants are UTC, to the microsecond that PostgreSQL keeps.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Timestamptz;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Microseconds between the Unix epoch and PostgreSQL's, 2000-01-01T00:00:00Z.
const POSTGRES_EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// A moment in UTC, stored as `timestamptz`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsExpression, FromSqlRow,
)]
#[diesel(sql_type = Timestamptz)]
#[serde(transparent)]
pub struct Instant(Timestamp);

impl Instant {
    /// `microseconds` since the Unix epoch; values outside jiff's range are clamped to its ends.
    pub fn from_microseconds(microseconds: i64) -> Self {
        Self(Timestamp::from_microsecond(microseconds).unwrap_or(if microseconds < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        }))
    }

    /// Microseconds since the Unix epoch.
    pub fn microseconds(self) -> i64 {
        self.0.as_microsecond()
    }

    /// As HTML's `datetime` attribute takes it: UTC, to the second.
    pub fn datetime(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// The same moment for jiff's calendar arithmetic.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// The moment `duration` later (earlier when negative), clamped to the range that can be said.
    pub fn plus(self, duration: SignedDuration) -> Self {
        self.0.saturating_add(duration).map(Self::from).unwrap_or(self)
    }

    /// The moment `minutes` later (earlier when negative).
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus(SignedDuration::from_mins(minutes))
    }

    /// The moment `hours` later (earlier when negative).
    pub fn plus_hours(self, hours: i64) -> Self {
        self.plus(SignedDuration::from_hours(hours))
    }

    /// How long from `earlier` to this moment; negative when `earlier` is later.
    pub fn since(self, earlier: Self) -> SignedDuration {
        self.0.duration_since(earlier.0)
    }
}

impl From<Timestamp> for Instant {
    /// Cuts to the microsecond, so that what is stored equals what was meant.
    fn from(timestamp: Timestamp) -> Self {
        Self::from_microseconds(timestamp.as_microsecond())
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Instant {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Timestamp>().map(Self::from)
    }
}

impl ToSql<Timestamptz, Pg> for Instant {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let since_2000 = self.microseconds().saturating_sub(POSTGRES_EPOCH_MICROSECONDS);
        out.write_all(&since_2000.to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Timestamptz, Pg> for Instant {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let since_2000 = i64::from_be_bytes(value.as_bytes().try_into()?);
        Ok(Self::from_microseconds(since_2000.saturating_add(POSTGRES_EPOCH_MICROSECONDS)))
    }
}

/// The clock of this process: the system's, moved by an offset that only tests and the development page change.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_microseconds: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that runs with the system's, `offset` away from it.
    pub fn offset_by(offset: SignedDuration) -> Self {
        let clock = Self::default();
        clock.advance(offset);
        clock
    }

    /// The present moment on this clock.
    pub fn now(&self) -> Instant {
        Instant::from_microseconds(
            Timestamp::now().as_microsecond().saturating_add(self.offset_microseconds.load(Ordering::Relaxed)),
        )
    }

    /// Moves the clock by `duration`, back when negative, for every holder of this handle.
    pub fn advance(&self, duration: SignedDuration) {
        let microseconds = i64::try_from(duration.as_micros()).unwrap_or(0);
        self.offset_microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_moved_an_hour_is_an_hour_ahead() {
        let clock = Clock::default();
        let before = clock.now();
        clock.advance(SignedDuration::from_hours(1));
        assert!(clock.now() >= before.plus_hours(1));
    }

    #[test]
    fn an_instant_keeps_microseconds_and_drops_nanoseconds() {
        let instant = Instant::from(Timestamp::new(1, 123_456_789).unwrap());
        assert_eq!(instant.to_string(), "1970-01-01T00:00:01.123456Z");
        assert_eq!(instant.to_string().parse::<Instant>().unwrap(), instant);
    }
}
