//! The languages that a profile can name.

/// ISO 639-1 code and English name, by name.
#[rustfmt::skip]
pub const LANGUAGES: &[(&str, &str)] = &[
    ("am", "Amharic"), ("ar", "Arabic"), ("bn", "Bengali"), ("zh", "Chinese"), ("cs", "Czech"), ("da", "Danish"),
    ("nl", "Dutch"), ("en", "English"), ("fi", "Finnish"), ("fr", "French"), ("de", "German"), ("el", "Greek"),
    ("he", "Hebrew"), ("hi", "Hindi"), ("hu", "Hungarian"), ("id", "Indonesian"), ("it", "Italian"),
    ("ja", "Japanese"), ("ko", "Korean"), ("ne", "Nepali"), ("fa", "Persian"), ("pl", "Polish"),
    ("pt", "Portuguese"), ("ro", "Romanian"), ("ru", "Russian"), ("es", "Spanish"), ("sw", "Swahili"),
    ("sv", "Swedish"), ("tl", "Tagalog"), ("ta", "Tamil"), ("th", "Thai"), ("tr", "Turkish"), ("uk", "Ukrainian"),
    ("ur", "Urdu"), ("vi", "Vietnamese"), ("yo", "Yoruba"),
];

/// The English name of a language; `None` for a code that is not of the list.
pub fn name(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_stand_in_the_order_of_their_names() {
        assert!(LANGUAGES.is_sorted_by_key(|(_, name)| *name));
        assert_eq!((LANGUAGES.len(), name("de"), name("xx")), (36, Some("German"), None));
    }
}
