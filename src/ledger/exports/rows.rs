//! Movements as CSV, by RFC 4180: a line with the names of the columns, lines ended by CR and LF. The sum of the column
//! `Available` is what is available, and the sum of `Held` what is held.

use bytes::Bytes;
use csv::{Terminator, WriterBuilder};
use futures_util::Stream;
use futures_util::stream::try_unfold;

use crate::accounts::Viewer;
use crate::clock::Instant;
use crate::error::{AppError, AppResult};
use crate::ledger::Credits;
use crate::ledger::history::{Cursor, History};
use crate::ledger::movements::{Movement, movements};
use crate::ledger::statement::Statement;
use crate::ledger::words::What;
use crate::state::AppState;

/// Movements read at once.
const PIECE: i64 = 500;
/// Says that what follows is UTF-8: spreadsheets take it for something else without.
const MARK: &str = "\u{feff}";
const COLUMNS: [&str; 10] =
    ["Date", "Kind", "What", "Person", "Skill", "Minutes", "Session", "Available", "Held", "Available after"];

/// A history that is being written.
struct Writing {
    state: AppState,
    viewer: Viewer,
    /// What is asked for next; none when all was written.
    next: Option<History>,
    is_first: bool,
}

/// The member's movements that `asked` names, newest first, piece by piece.
pub(in crate::ledger) fn history(
    state: AppState,
    viewer: Viewer,
    asked: History,
) -> impl Stream<Item = Result<Bytes, AppError>> {
    // All of them, wherever the list was read from.
    let next = Some(History { before: Cursor::end(), ..asked });
    try_unfold(Writing { state, viewer, next, is_first: true }, Writing::piece)
}

impl Writing {
    async fn piece(self) -> AppResult<Option<(Bytes, Self)>> {
        let Some(asked) = self.next else { return Ok(None) };
        let read = movements(&*self.state.db.get().await?, self.viewer.member_id, &asked, PIECE).await?;
        let is_full = i64::try_from(read.len()).is_ok_and(|rows| rows == PIECE);
        let next = read.last().filter(|_| is_full).map(|last| History { before: last.cursor(), ..asked });
        let rows = read.iter().map(|movement| row(movement, &self.viewer, movement.available_after));
        let piece = written(self.is_first, rows)?;
        Ok(Some((piece.into(), Self { next, is_first: false, ..self })))
    }
}

/// A statement, the first movement first.
///
/// # Errors
/// When it cannot be written.
pub(in crate::ledger) fn csv(statement: &Statement, viewer: &Viewer) -> AppResult<Vec<u8>> {
    let rows = statement.running().map(|(movement, after)| row(movement, viewer, Some(after)));
    written(true, rows)
}

fn written(is_first: bool, rows: impl Iterator<Item = [String; 10]>) -> AppResult<Vec<u8>> {
    let start = if is_first { MARK.as_bytes().to_vec() } else { Vec::new() };
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(start);
    if is_first {
        csv.write_record(COLUMNS).map_err(AppError::internal)?;
    }
    for row in rows {
        csv.write_record(row).map_err(AppError::internal)?;
    }
    csv.into_inner().map_err(|error| AppError::Internal(anyhow::anyhow!("CSV: {error}")))
}

fn row(movement: &Movement, viewer: &Viewer, after: Option<Credits>) -> [String; 10] {
    let amount = |credits: Option<Credits>| credits.map_or_else(String::new, decimal);
    let words = |text: &Option<String>| safe(text.as_deref().unwrap_or_default());
    [
        date(movement.created_at, viewer),
        movement.kind.as_str().to_owned(),
        safe(&What::of(movement).to_string()),
        words(&movement.other_name),
        words(&movement.skill),
        movement.minutes.map_or_else(String::new, |minutes| minutes.to_string()),
        movement.booking_id.map_or_else(String::new, |booking| booking.to_string()),
        amount(movement.available),
        amount(movement.held),
        amount(after),
    ]
}

/// As the member's clocks show it, to the second and with how far they are from UTC.
fn date(at: Instant, viewer: &Viewer) -> String {
    at.timestamp().to_zoned(viewer.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A number that programs read: `-10.00`.
fn decimal(credits: Credits) -> String {
    let sign = if credits.0 < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", credits.0.unsigned_abs() / 100, credits.0.unsigned_abs() % 100)
}

/// `text` as a cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it.
fn safe(text: &str) -> String {
    let begins_formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if text.trim_start().starts_with(begins_formula) || text.starts_with(begins_formula) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for text in ["=1+1", "+SUM(A1)", "-2", "@cmd", " =1", "\t=1", "＝1"] {
            assert_eq!(safe(text), format!("'{text}"));
        }
        for text in ["Ana", "", "Ana = Ben", "李明", "'quoted'"] {
            assert_eq!(safe(text), text);
        }
    }

    #[test]
    fn amounts_are_numbers() {
        for (hundredths, number) in [(0, "0.00"), (-5, "-0.05"), (-123_456, "-1234.56"), (1000, "10.00")] {
            assert_eq!(decimal(Credits(hundredths)), number);
        }
    }
}
