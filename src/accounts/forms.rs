//! What people type about their account, parsed into types.

use serde::Deserialize;

use super::password::{is_common, is_made_of};
use crate::web::{FieldErrors, text};

/// A name to be called by: 2 to 50 characters of one line ([`text::line`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(String);

/// An email address that can be written to, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// A password good enough to be taken: 8 to 200 characters with an upper-case letter, a digit and a special character, not
/// among those that are tried first, and not made of its owner's name or address.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

/// The sign-up form as sent.
#[derive(Debug, Default, Deserialize)]
pub struct SignUpForm {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Email.
    #[serde(default)]
    pub email: String,
    /// Password.
    #[serde(default)]
    pub password: String,
}

/// A sign-up that can be done.
#[derive(Debug)]
pub struct SignUp {
    /// Name.
    pub name: PersonName,
    /// Email.
    pub email: EmailAddress,
    /// Password.
    pub password: NewPassword,
}

/// The log-in form as sent.
#[derive(Debug, Default, Deserialize)]
pub struct LogInForm {
    /// Email.
    #[serde(default)]
    pub email: String,
    /// Password.
    #[serde(default)]
    pub password: String,
    /// `on` when the member wants to stay logged in.
    #[serde(default)]
    pub remember: Option<String>,
    /// Where to go on afterwards.
    #[serde(default)]
    pub next: String,
    /// The zone that the device says it is in; empty without JavaScript.
    #[serde(default)]
    pub zone: String,
}

/// A form that asks for an address: for a link to it, or for a change to it.
#[derive(Debug, Default, Deserialize)]
pub struct EmailForm {
    /// Email.
    #[serde(default)]
    pub email: String,
}

/// A form that asks for a new password, and for the one until now where somebody is logged in.
#[derive(Default, Deserialize)]
pub struct PasswordForm {
    /// The one until now.
    #[serde(default)]
    pub current: String,
    /// The new one.
    #[serde(default)]
    pub password: String,
}

/// The proof of who somebody is, as sent.
#[derive(Default, Deserialize)]
pub struct ProofForm {
    /// Password.
    #[serde(default)]
    pub password: String,
    /// Where to go on afterwards.
    #[serde(default)]
    pub next: String,
}

/// A form that asks for a code.
#[derive(Default, Deserialize)]
pub struct CodeForm {
    /// From the app, or a recovery code.
    #[serde(default)]
    pub code: String,
}

/// What a browser says about a passkey, as sent.
#[derive(Default, Deserialize)]
pub struct PasskeyForm {
    /// What its owner calls it, where one is added or renamed.
    #[serde(default)]
    pub name: String,
    /// The browser's answer to a challenge, as JSON.
    #[serde(default)]
    pub credential: String,
    /// Where to go on afterwards.
    #[serde(default)]
    pub next: String,
    /// The zone that the device says it is in.
    #[serde(default)]
    pub zone: String,
}

/// Reads the name of a passkey: 1 to 50 characters of one line ([`text::line`]).
///
/// # Errors
/// The sentence for the field.
pub(super) fn parse_passkey_name(typed: &str) -> Result<String, String> {
    match text::line(typed) {
        name if name.is_empty() => Err("Give it a name, so that you know it again.".to_owned()),
        name => text::at_most(50, name),
    }
}

impl PersonName {
    /// Reads a typed name.
    ///
    /// # Errors
    /// The sentence for the field.
    pub fn parse(typed: &str) -> Result<Self, &'static str> {
        let name = text::line(typed);
        match name.chars().count() {
            0 | 1 => Err("Your name needs at least 2 characters."),
            51.. => Err("Your name can have at most 50 characters."),
            _ => Ok(Self(name)),
        }
    }

    /// For somebody whose name is not known yet.
    pub(super) fn stranger() -> Self {
        Self("New member".to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl EmailAddress {
    /// Reads a typed address.
    ///
    /// # Errors
    /// The sentence for the field.
    pub fn parse(typed: &str) -> Result<Self, &'static str> {
        let address = typed.trim().to_lowercase();
        let parsed: Result<lettre::Address, _> = address.parse();
        match parsed {
            Ok(parsed) if address.len() <= 254 && parsed.domain().contains('.') => Ok(Self(address)),
            _ => Err("Write a complete email address, like ana@example.org."),
        }
    }

    /// The address, in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl NewPassword {
    /// Reads a typed password; `about` is what is known of its owner, who must not be guessed from it.
    ///
    /// # Errors
    /// The sentence for the field, naming all that is missing.
    pub fn parse(typed: &str, about: &[&str]) -> Result<Self, String> {
        if typed.chars().count() > 200 {
            return Err("A password can have at most 200 characters.".to_owned());
        }
        let rules = [
            (typed.chars().count() >= 8, "at least 8 characters"),
            (typed.chars().any(char::is_uppercase), "an upper-case letter"),
            (typed.chars().any(|c| c.is_ascii_digit()), "a digit"),
            (typed.chars().any(|c| !c.is_alphanumeric()), "a special character such as - or !"),
        ];
        let missing: Vec<_> = rules.iter().filter(|(holds, _)| !holds).map(|(_, rule)| *rule).collect();
        if !missing.is_empty() {
            return Err(format!("The password still needs {}.", missing.join(", ")));
        }
        if is_common(typed) {
            return Err("This password is among those that are tried first. Take one that nobody else has.".to_owned());
        }
        if is_made_of(typed, about) {
            return Err("This password holds your name or address, which is tried first. Take another.".to_owned());
        }
        Ok(Self(typed.to_owned()))
    }

    /// The password, to be hashed.
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

impl SignUpForm {
    /// A sign-up, or what is wrong with each field.
    ///
    /// # Errors
    /// The sentences by field.
    pub fn parse(&self) -> Result<SignUp, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", PersonName::parse(&self.name));
        let email = errors.take("email", EmailAddress::parse(&self.email));
        let password = errors.take("password", NewPassword::parse(&self.password, &[&self.name, &self.email]));
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(SignUp { name, email, password }),
            _ => Err(errors),
        }
    }
}

impl LogInForm {
    /// Where to go after logging in.
    pub fn way_on(&self) -> &str {
        way_on(&self.next)
    }
}

/// Where to go on: `next` when it is a path of ours, never another site.
pub(super) fn way_on(next: &str) -> &str {
    // Browsers drop tabs and line ends from an address and read a backslash as a slash: "/<tab>/evil" leads away.
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(|letter: char| letter == '\\' || letter.is_control());
    if is_ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_told_all_that_it_lacks() {
        let said = NewPassword::parse("short", &[]).unwrap_err();
        for lack in ["8 characters", "upper-case", "digit", "special"] {
            assert!(said.contains(lack), "{said}");
        }
        assert!(NewPassword::parse("Swap-hours-4", &["Ana"]).is_ok());
        assert!(NewPassword::parse("Password1!", &[]).unwrap_err().contains("tried first"));
        assert!(NewPassword::parse("Martina-77", &["Martina"]).unwrap_err().contains("your name"));
    }

    #[test]
    fn addresses_are_compared_in_lower_case() {
        assert_eq!(EmailAddress::parse("  Ana@Example.ORG ").unwrap().as_str(), "ana@example.org");
        for wrong in ["", "ana", "ana@", "ana@localhost", "a b@c.d", "ana@example.org\nBcc: x@y.z"] {
            assert!(EmailAddress::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_way_on_never_leaves_the_site() {
        for (next, way) in [
            ("/messages?x=1", "/messages?x=1"),
            ("https://evil.test", "/"),
            ("//evil.test", "/"),
            ("/\\evil.test", "/"),
            ("", "/"),
        ] {
            assert_eq!(way_on(next), way);
        }
    }

    #[test]
    fn a_passkey_is_called_something_that_can_be_seen_and_reads_as_it_stands() {
        assert_eq!(parse_passkey_name(" My\n phone\u{202e} ").unwrap(), "My phone");
        for nothing in ["", " ", "\u{200b}\u{feff}", "\0"] {
            assert!(parse_passkey_name(nothing).is_err(), "{nothing:?}");
        }
        assert!(parse_passkey_name(&"é".repeat(50)).is_ok());
        assert!(parse_passkey_name(&"é".repeat(51)).is_err());
    }

    #[test]
    fn names_count_characters_not_bytes() {
        assert!(PersonName::parse("李娜").is_ok());
        assert!(PersonName::parse(&"é".repeat(50)).is_ok());
        assert!(PersonName::parse(&"é".repeat(51)).is_err());
        assert!(PersonName::parse(" x ").is_err());
    }
}
