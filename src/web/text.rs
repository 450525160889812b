//! Texts as people type and paste them, made fit to be kept: composed (Unicode NFC), without control characters, without
//! those that turn the direction of what stands after them, and without the blank ones at their ends. Whoever pastes such
//! characters rarely knows of them, so they are dropped and not refused.

use icu_normalizer::ComposingNormalizer;

/// A text of one line: any run of spaces and line ends is one space. Empty when nothing of it can be seen.
pub fn line(typed: &str) -> String {
    let clean = clean(typed);
    if shows_nothing(&clean) {
        return String::new();
    }
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of several lines, ended by `\n`; at most one line in a row is empty. Empty when nothing of it can be seen.
pub fn lines(typed: &str) -> String {
    let clean = clean(&typed.replace("\r\n", "\n").replace('\r', "\n"));
    if shows_nothing(&clean) {
        return String::new();
    }
    let mut text = String::with_capacity(clean.len());
    let mut empty = 0;
    for line in clean.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 1 {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.pop();
    text
}

/// `text`, when it has at most `most` characters.
///
/// # Errors
/// The sentence for the field.
pub fn at_most(most: usize, text: String) -> Result<String, String> {
    match text.chars().count().saturating_sub(most) {
        0 => Ok(text),
        over => Err(format!("This can have at most {most} characters. It has {over} too many.")),
    }
}

/// Whether nothing of `text` can be seen: spaces, and characters without width.
pub fn shows_nothing(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || c.is_control()
            || misleads(c)
            || matches!(c, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}'
                | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
    })
}

fn clean(typed: &str) -> String {
    let kept = typed.chars().filter(|c| (!c.is_control() || "\n\r\t".contains(*c)) && !misleads(*c));
    ComposingNormalizer::new_nfc().normalize_iter(kept).collect()
}

/// Embeddings, overrides and isolates: a name with one of these can make the words beside it read backwards. The two
/// marks and the joiners, which Arabic, Hebrew, Persian and families of emoji need, stay.
fn misleads(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_one_line_and_reads_as_it_stands() {
        for (typed, kept) in [
            ("  Ana \r\n\t López ", "Ana López"),
            ("Ana\u{202e}zepóL\u{202c}", "AnazepóL"),
            ("A\0n\u{7}a\u{1b}", "Ana"),
            ("Lo\u{301}pez", "López"),
            ("👩\u{200d}👩\u{200d}👧", "👩\u{200d}👩\u{200d}👧"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("<b>&amp;", "<b>&amp;"),
        ] {
            assert_eq!(line(typed), kept);
        }
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(lines(" One \r\n\r\n\r\n\r\nTwo\u{2066}\rThree\n"), "One\n\nTwo\nThree");
        assert_eq!((lines("\u{202e}\n\0\u{200b}"), line("\u{200b} ")), (String::new(), String::new()));
    }

    #[test]
    fn characters_are_counted_not_bytes() {
        assert!(at_most(2, "李娜".to_owned()).is_ok());
        assert_eq!(
            at_most(2, "Anna".to_owned()).unwrap_err(),
            "This can have at most 2 characters. It has 2 too many."
        );
    }

    #[test]
    fn what_has_no_width_shows_nothing() {
        for nothing in ["", " \t", "\u{200b}\u{feff}", "\u{202e}", "\0", "\u{3164}", "\u{2800}"] {
            assert!(shows_nothing(nothing), "{nothing:?}");
        }
        assert!(!shows_nothing("\u{200f}א"));
    }
}
