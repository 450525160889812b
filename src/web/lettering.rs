//! The one typeface of drawn pictures and printed pages: which characters it has, and how wide they are. Browsers bring fonts of their own;
//! a picture drawn here has this one only.

use std::sync::{Arc, LazyLock};

use deunicode::deunicode_char;
use resvg::usvg::fontdb;
use ttf_parser::Face;

use super::embedded;

/// Pinned in `static/vendor/dejavu`: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian, Georgian and more.
pub const FAMILY: &str = "DejaVu Sans";
const BOLD: &str = "vendor/dejavu/2.37/DejaVuSans-Bold.ttf";
/// Narrower, and with every character that the bold one has: what the bold one has room for, it has.
const REGULAR: &str = "vendor/dejavu/2.37/DejaVuSans.ttf";

static FONT: LazyLock<Option<Arc<Vec<u8>>>> = LazyLock::new(|| embedded(BOLD).map(|file| Arc::new(file.into_owned())));
static FACE: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| FONT.as_deref().and_then(|bytes: &'static Vec<u8>| Face::parse(bytes, 0).ok()));

/// The typeface for the renderer.
pub fn fonts() -> fontdb::Database {
    let mut fonts = fontdb::Database::new();
    if let Some(font) = &*FONT {
        fonts.load_font_data(font.as_ref().clone());
    }
    if let Some(font) = embedded(REGULAR) {
        fonts.load_font_data(font.into_owned());
    }
    fonts.set_sans_serif_family(FAMILY);
    fonts
}

/// `text` as it can be drawn: what the typeface has not is written in Latin letters where it is a letter and left out
/// where it is a picture; what only directs text is left out, so that a name cannot turn what stands around it.
pub fn drawable(text: &str) -> String {
    let mut drawn = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => drawn.push(' '),
            c if c.is_control() || directs(c) => {}
            c if has(c) => drawn.push(c),
            c if c.is_alphabetic() => drawn.push_str(deunicode_char(c).unwrap_or_default()),
            _ => {}
        }
    }
    drawn.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The width of `text` at a size of one; about right also where letters join.
pub fn width(text: &str) -> f32 {
    let Some(face) = &*FACE else { return 0.0 };
    let advance = |c: char| face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or_default();
    text.chars().map(|c| f32::from(advance(c))).sum::<f32>() / f32::from(face.units_per_em())
}

/// `text` in at most `most` lines no wider than `room` (at a size of one), the last cut with an ellipsis; and whether
/// all of it is there.
pub fn lines(text: &str, room: f32, most: usize) -> (Vec<String>, bool) {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        for piece in pieces(word, room) {
            let line = lines.last().cloned().unwrap_or_default();
            let longer = if line.is_empty() { piece.clone() } else { format!("{line} {piece}") };
            match lines.last_mut() {
                Some(last) if width(&longer) <= room => *last = longer,
                _ => lines.push(piece),
            }
        }
    }
    let is_whole = lines.len() <= most;
    lines.truncate(most);
    if let Some(last) = lines.last_mut().filter(|_| !is_whole) {
        *last = cut(last, room);
    }
    (lines, is_whole)
}

/// `text` with an ellipsis where it is wider than `room`, or ends before its time.
fn cut(text: &str, room: f32) -> String {
    let mut kept = text.to_owned();
    while !kept.is_empty() && width(&kept) + width("…") > room {
        kept.pop();
    }
    format!("{}…", kept.trim_end())
}

/// A word in pieces that fit; most words are one.
fn pieces(word: &str, room: f32) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let fits = |piece: &String| width(piece) + width(c.encode_utf8(&mut [0; 4])) <= room;
        match pieces.last_mut() {
            Some(piece) if piece.is_empty() || fits(piece) => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

fn has(c: char) -> bool {
    FACE.as_ref().is_some_and(|face| face.glyph_index(c).is_some()) && !is_picture(c)
}

/// Emoji that the typeface has in black and white, next to those that it has not.
fn is_picture(c: char) -> bool {
    matches!(u32::from(c), 0x2600..=0x27bf | 0x2b00..=0x2bff | 0x1f000..=0x1ffff)
}

/// Marks that have no shape and turn or join what stands around them.
fn directs(c: char) -> bool {
    matches!(u32::from(c), 0x00ad | 0x061c | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff | 0xe0000..=0xe007f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_is_written_in_latin_or_left_out() {
        for (name, drawn) in [
            ("Ana López", "Ana López"),
            ("Дмитрий", "Дмитрий"),
            ("李 明", "Li Ming"),
            ("🎸 Ben 🧑🏽‍🎤", "Ben"),
            ("\u{202e}evil\u{202c} name", "evil name"),
            ("محمد", "محمد"),
            ("🙂", ""),
        ] {
            assert_eq!(drawable(name), drawn, "{name:?}");
        }
    }

    #[test]
    fn the_regular_weight_has_what_the_bold_one_has() {
        let regular = embedded(REGULAR).unwrap();
        let regular = Face::parse(&regular, 0).unwrap();
        let lacking: Vec<char> =
            ('\u{20}'..='\u{ffff}').filter(|c| has(*c) && regular.glyph_index(*c).is_none()).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
    }

    #[test]
    fn long_words_are_broken_and_the_last_line_is_cut() {
        let (two, is_whole) = lines(&"W".repeat(50), 20.0, 2);
        assert_eq!((two.len(), is_whole), (2, false));
        assert!(two.iter().all(|line| width(line) <= 20.0) && two[1].ends_with('…'), "{two:?}");
        assert_eq!(lines("Ana López", 20.0, 2), (vec!["Ana López".to_owned()], true));
    }
}
