//! What stands where on the pages of a statement: A4, in points.

use askama::Template;

use crate::accounts::Viewer;
use crate::ledger::Credits;
use crate::ledger::movements::Movement;
use crate::ledger::statement::Statement;
use crate::ledger::words::What;
use crate::web::dates;
use crate::web::lettering::{drawable, lines};

/// Where the first line of movements stands on a page, and where the last one may.
const FIRST: f32 = 196.0;
const LAST: f32 = 770.0;
/// From one line of text to the next, and from one movement to the next.
const LINE: f32 = 12.0;
const GAP: f32 = 8.0;
/// Size of the words, and the room that they have.
const SIZE: f32 = 9.0;
const ROOM: f32 = 290.0;
/// Lines that the words of a movement have at most.
const LINES: usize = 3;
/// Size of the owner's name, and its room.
const NAME_SIZE: f32 = 11.0;
const NAME_ROOM: f32 = 500.0;

/// A page.
#[derive(Template)]
#[template(path = "ledger/sheet.svg")]
pub(super) struct Sheet<'a> {
    heading: &'a Heading,
    number: usize,
    pages: usize,
    entries: &'a [Entry],
    /// Where the closing balance stands; on the last page only.
    end: Option<f32>,
}

/// What stands at the head of each page.
struct Heading {
    month: String,
    owner: String,
    zone: String,
    is_open: bool,
    opening: [String; 2],
    closing: [String; 2],
}

/// A movement.
struct Entry {
    y: f32,
    date: String,
    words: Vec<(f32, String)>,
    available: String,
    held: String,
}

/// The pages as SVG.
///
/// # Errors
/// When the template cannot be rendered.
pub(super) fn sheets(statement: &Statement, viewer: &Viewer) -> askama::Result<Vec<String>> {
    let heading = Heading::of(statement, viewer);
    let (pages, end) = laid_out(statement, viewer);
    let last = pages.len();
    let sheet = |(index, entries): (usize, &Vec<Entry>)| {
        let number = index + 1;
        let end = (number == last).then_some(end);
        Sheet { heading: &heading, number, pages: last, entries, end }.render()
    };
    pages.iter().enumerate().map(sheet).collect()
}

/// The movements of each page, and where the closing balance stands on the last.
fn laid_out(statement: &Statement, viewer: &Viewer) -> (Vec<Vec<Entry>>, f32) {
    let (mut pages, mut page, mut y) = (Vec::new(), Vec::new(), FIRST);
    for movement in &statement.movements {
        let entry = Entry::at(y, movement, viewer);
        let end = entry.end();
        // A page that has nothing yet takes whatever comes: nothing is higher than a page.
        let entry = if end > LAST && !page.is_empty() {
            pages.push(std::mem::take(&mut page));
            Entry::at(FIRST, movement, viewer)
        } else {
            entry
        };
        y = entry.end() + GAP;
        page.push(entry);
    }
    if y > LAST {
        pages.push(std::mem::take(&mut page));
        y = FIRST;
    }
    pages.push(page);
    (pages, y)
}

impl Entry {
    /// With its first line at `y`.
    fn at(y: f32, movement: &Movement, viewer: &Viewer) -> Self {
        let (words, _) = lines(&drawable(&What::of(movement).to_string()), ROOM / SIZE, LINES);
        let below = std::iter::successors(Some(y), |y| Some(y + LINE));
        let amount = |credits: Option<Credits>| credits.map_or_else(String::new, Credits::movement);
        Self {
            y,
            date: dates::date(movement.created_at, viewer.local()),
            words: below.zip(words).collect(),
            available: amount(movement.available),
            held: amount(movement.held),
        }
    }

    /// Where the line after its last one would stand.
    fn end(&self) -> f32 {
        self.words.last().map_or(self.y, |(y, _)| *y) + LINE
    }
}

impl Heading {
    fn of(statement: &Statement, viewer: &Viewer) -> Self {
        let (owner, _) = lines(&drawable(&viewer.name), NAME_ROOM / NAME_SIZE, 1);
        Self {
            month: statement.month.words(),
            owner: owner.concat(),
            zone: viewer.zone.iana_name().unwrap_or("UTC").replace('_', " "),
            is_open: statement.is_open,
            opening: [statement.opening.available.words(), statement.opening.held.words()],
            closing: [statement.closing.available.words(), statement.closing.held.words()],
        }
    }
}
