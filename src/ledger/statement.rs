//! What a member had when a month began, what moved, and what they had when it ended.

use futures_util::try_join;

use super::Credits;
use super::history::History;
use super::month::Month;
use super::movements::{Movement, movements, totals};
use super::queries::Balances;
use crate::accounts::Viewer;
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};

/// Movements that a statement has at most: three for each of a thousand sessions, which is more than a month has hours.
pub(super) const MOST: usize = 3_000;

/// A month of a member's, by their clocks.
pub(super) struct Statement {
    pub month: Month,
    pub opening: Balances,
    /// What moved, the first of it first.
    pub movements: Vec<Movement>,
    pub closing: Balances,
    /// Whether the month goes on.
    pub is_open: bool,
    /// Whether anything moved before it.
    pub has_before: bool,
}

impl Statement {
    /// The viewer's.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a month that has not begun. [`AppError::Conflict`] for one with more than [`MOST`]
    /// movements.
    pub async fn of(conn: &Connection, now: Instant, viewer: &Viewer, month: Month) -> AppResult<Self> {
        let current = Month::of(now, &viewer.zone);
        if month > current {
            return Err(AppError::NotFound);
        }
        let period = month.period(&viewer.zone);
        let asked = History::of(period);
        let most = i64::try_from(MOST + 1).unwrap_or(i64::MAX);
        let (mut movements, (opening, closing, has_before)) =
            try_join!(movements(conn, viewer.member_id, &asked, most), totals(conn, viewer.member_id, period))?;
        if movements.len() > MOST {
            let words =
                format!("There are more than {MOST} movements in this month. Take the whole history as CSV instead.");
            return Err(AppError::Conflict(words));
        }
        movements.reverse();
        Ok(Self { month, opening, movements, closing, is_open: month == current, has_before })
    }

    /// What was available after each movement: the opening balance and what moved since.
    pub fn running(&self) -> impl Iterator<Item = (&Movement, Credits)> {
        let mut available = self.opening.available;
        self.movements.iter().map(move |movement| {
            available.0 += movement.available.map_or(0, |credits| credits.0);
            (movement, available)
        })
    }
}
