//! Passwords that others try first. `common.txt` holds the most used ones of published breaches, in lower case, with
//! names of months, seasons and our own words added. Rules about capitals and digits make people write "Password1!":
//! so a password is also refused when one of those is what remains without its ornaments.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Shorter words are in too many good passwords.
const SHORTEST_WORD: usize = 4;
/// Different characters that a password has at least.
const LEAST_VARIETY: usize = 5;

static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("common.txt").lines().collect());

/// Whether a password is among those that are tried first, ornaments or not.
pub(in crate::accounts) fn is_common(password: &str) -> bool {
    let lower = password.to_lowercase();
    let variety: HashSet<char> = lower.chars().collect();
    let is_special = |c: char| !c.is_alphanumeric();
    let without_specials: String = lower.chars().filter(|c| !is_special(*c)).collect();
    let plain = read_plainly(&lower);
    let bare = [
        lower.trim_matches(is_special),
        lower.trim_matches(|c: char| !c.is_alphabetic()),
        without_specials.as_str(),
        without_specials.trim_matches(|c: char| !c.is_alphabetic()),
        plain.as_str(),
    ];
    let of_trimmed = bare.map(read_plainly);
    variety.len() < LEAST_VARIETY
        || bare.into_iter().chain(of_trimmed.iter().map(String::as_str)).any(|core| COMMON.contains(core))
}

/// Whether a password holds a word (4 characters or more) of what is known about its owner: their name, their address.
pub(in crate::accounts) fn is_made_of(password: &str, about: &[&str]) -> bool {
    let (lower, plain) = (password.to_lowercase(), read_plainly(&password.to_lowercase()));
    about
        .iter()
        .map(|text| text.split_once('@').map_or(*text, |(local, _)| local).to_lowercase())
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .any(|word| lower.contains(&word) || plain.contains(&word))
}

/// Digits and signs that stand for letters, read as those.
fn read_plainly(text: &str) -> String {
    let letter = |c| match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_are_seen_through_their_ornaments() {
        for common in [
            "Password1!",
            "P@ssw0rd!",
            "P4ssword-2024",
            "Qwerty123!",
            "Summer2025!",
            "Aa123456!",
            "!Dragon1",
            "Pass-word1",
        ] {
            assert!(is_common(common), "{common}");
        }
        assert!(is_common("Aaaaaa1!"), "too few different characters");
        for good in ["Swap-hours-1", "Correct-Horse-1", "Tuba&Kiwi-77", "李娜-Mond-42"] {
            assert!(!is_common(good), "{good}");
        }
    }

    #[test]
    fn the_list_holds_more_than_the_first_three_thousand() {
        assert!(COMMON.len() > 10_000);
        assert!(COMMON.iter().all(|word| *word == word.to_lowercase() && word.len() >= SHORTEST_WORD));
    }

    #[test]
    fn a_password_is_not_made_of_its_owners_name_or_address() {
        let about = ["Marta Kowalska", "m.kowal@example.org"];
        for made in ["Kowalska-1", "xxMARTA-99", "K0walska!1", "1-m.Kowal-X"] {
            assert!(is_made_of(made, &about), "{made}");
        }
        assert!(!is_made_of("Swap-hours-1", &about));
        assert!(!is_made_of("Example-77", &about), "a provider's name is nobody's secret, and in nobody's way");
        assert!(!is_made_of("Banana-77!", &["Ana", "ana@example.org"]), "three letters are in too many words");
    }
}
