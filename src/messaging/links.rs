//! Addresses in a text, found so that they can be clicked. The text stays as typed; nothing is fetched.

use url::Url;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Text.
    Text(String),
    /// An address as typed, and where it leads.
    Link { typed: String, href: String },
}

/// The pieces of `text`, which are the whole text when put together.
pub(super) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut plain = String::new();
    while let Some(start) = next_address(rest) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || "<>\"".contains(c)).unwrap_or(from.len());
        let typed = without_punctuation(from.get(..end).unwrap_or(from));
        plain.push_str(before);
        match href(typed) {
            Some(href) => {
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                parts.push(Part::Link { typed: typed.to_owned(), href });
            }
            None => plain.push_str(typed),
        }
        rest = from.get(typed.len()..).unwrap_or_default();
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    parts
}

/// Where the next address begins: only those that say that they are one, in either case of letters.
fn next_address(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let starts = ["https://", "http://"].into_iter().filter_map(|scheme| lower.find(scheme));
    starts.min()
}

/// What ends a sentence is not part of the address, nor is a bracket that the address did not open.
fn without_punctuation(typed: &str) -> &str {
    let mut address = typed;
    while let Some(last) = address.chars().next_back() {
        let count = |c: char| address.matches(c).count();
        let is_outside = match last {
            ')' => count(')') > count('('),
            ']' => count(']') > count('['),
            other => ".,;:!?'*_~…’”»".contains(other),
        };
        if !is_outside {
            break;
        }
        address = address.strip_suffix(last).unwrap_or(address);
    }
    address
}

/// Where an address leads; [`None`] for one that is not complete, or that poses as another by naming a user.
fn href(typed: &str) -> Option<String> {
    let url = Url::parse(typed).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    (is_web && url.username().is_empty() && url.password().is_none()).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        let parts = parts(text);
        let whole: String = parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.as_str(),
                Part::Link { typed, .. } => typed.as_str(),
            })
            .collect();
        assert_eq!(whole, text, "nothing of the text is lost");
        parts
            .into_iter()
            .filter_map(|part| match part {
                Part::Link { href, .. } => Some(href),
                Part::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, link) in [
            ("See https://example.org/a?b=c#d.", "https://example.org/a?b=c#d"),
            ("(https://example.org/wiki/Swap_(finance))", "https://example.org/wiki/Swap_(finance)"),
            ("HTTPS://Example.ORG, then", "https://example.org/"),
            ("\"http://example.org/x\"", "http://example.org/x"),
            ("https://example.org/ä", "https://example.org/%C3%A4"),
        ] {
            assert_eq!(links(text), [link], "{text}");
        }
        assert_eq!(links("https://a.test https://b.test\nhttp://c.test").len(), 3);
    }

    #[test]
    fn what_is_not_plainly_an_address_of_the_web_is_text() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "http://...",
            "https://bank.test@evil.test/",
            "https://user:word@evil.test/",
            "mail ana@example.org",
            "",
        ] {
            assert!(links(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn markup_and_odd_letters_survive() {
        links("İİ https://a.test/<b>İ</b> \u{202e}https://b.test");
    }
}
