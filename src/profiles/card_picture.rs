//! The pictures that link previews show: of a member, and of the site.

use askama::Template;

use super::queries::{PersonRow, SkillRow};
use crate::accounts::Avatar;
use crate::web::lettering::{drawable, lines, width};

/// Where a line of text may go to, from 80 pixels on.
const ROOM: f32 = 1040.0;
/// Beside the face.
const NAME_ROOM: f32 = 820.0;
/// Sizes of a name, the largest that fits is taken.
const NAME_SIZES: [f32; 4] = [80.0, 68.0, 56.0, 46.0];
const TEXT_SIZE: f32 = 36.0;
/// The words before the skills, and the arrow.
const BEFORE_SKILLS: f32 = 190.0;
const SKILLS: usize = 4;

/// Somebody's card.
#[derive(Debug, Template)]
#[template(path = "profiles/card.svg")]
pub(super) struct MemberPicture {
    initials: String,
    name: Vec<Line>,
    /// Where they live, how they are rated.
    below: Option<Line>,
    teaches: String,
    learns: String,
}

/// The site's card.
#[derive(Debug, Template)]
#[template(path = "profiles/site_card.svg")]
pub(super) struct SitePicture;

/// A line of text.
#[derive(Debug)]
struct Line {
    text: String,
    /// Of its letters, in pixels.
    size: f32,
    /// Of its baseline.
    y: f32,
}

impl MemberPicture {
    pub fn of(person: &PersonRow) -> Self {
        let name = name(&person.name);
        let name_ends = name.last().map_or(0.0, |line| line.y);
        let rated = person.rating().map(|rating| format!("{rating} of 5 ({})", person.rating_count));
        let facts: Vec<_> =
            [Some(drawable(&person.place())), rated].into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
        let below = (!facts.is_empty()).then(|| Line {
            text: one_line(&facts.join(" · "), NAME_ROOM),
            size: TEXT_SIZE,
            y: name_ends + 62.0,
        });
        Self {
            initials: Avatar::of(&drawable(&person.name), None).initials().to_owned(),
            name,
            below,
            teaches: skills(person.teaches()),
            learns: skills(person.learns()),
        }
    }
}

/// The name in one or two lines, as large as fits.
fn name(name: &str) -> Vec<Line> {
    let drawn = Some(drawable(name)).filter(|drawn| !drawn.is_empty());
    let drawn = drawn.unwrap_or_else(|| "A member of Skillswap".to_owned());
    let smallest = NAME_SIZES[NAME_SIZES.len() - 1];
    let fits = |size: &&f32| lines(&drawn, NAME_ROOM / **size, 2).1;
    let size = NAME_SIZES.iter().find(fits).copied().unwrap_or(smallest);
    let (found, _) = lines(&drawn, NAME_ROOM / size, 2);
    let mut y = if found.len() == 1 { 270.0 } else { 236.0 };
    let line = |text| {
        let line = Line { text, size, y };
        y += size * 1.15;
        line
    };
    found.into_iter().map(line).collect()
}

fn skills<'a>(skills: impl Iterator<Item = &'a SkillRow>) -> String {
    let names: Vec<_> = skills.take(SKILLS).map(|skill| drawable(&skill.name)).collect();
    one_line(&names.join(", "), ROOM - BEFORE_SKILLS)
}

/// As much of `text` as a line of so many pixels takes.
fn one_line(text: &str, room: f32) -> String {
    debug_assert!(width("W") > 0.0, "the typeface is there");
    lines(text, room / TEXT_SIZE, 1).0.pop().unwrap_or_default()
}
