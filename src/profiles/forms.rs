//! What a member types about themselves, parsed into types.

use serde::Deserialize;

use super::languages::{self, LANGUAGES};
use super::{LearningStyle, Profile, Visibility, zones};
use crate::accounts::PersonName;
use crate::web::FieldErrors;

/// Languages that a profile can name.
const MOST_LANGUAGES: usize = 10;

/// The profile form as sent. A form that shows only some of the fields starts from [`ProfileForm::of`] and puts its own
/// over them.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ProfileForm {
    /// Name.
    #[serde(default)]
    pub name: String,
    /// What they write about themselves.
    #[serde(default)]
    pub bio: String,
    /// City.
    #[serde(default)]
    pub city: String,
    /// Country.
    #[serde(default)]
    pub country: String,
    /// IANA name.
    #[serde(default)]
    pub time_zone: String,
    /// ISO 639-1 codes.
    #[serde(default)]
    pub languages: Vec<String>,
    /// A word of [`LearningStyle`], or empty.
    #[serde(default)]
    pub learning_style: String,
    /// A word of [`Visibility`].
    #[serde(default)]
    pub visibility: String,
}

/// A profile that can be saved.
#[derive(Debug)]
pub struct ProfileValues {
    /// Name.
    pub name: PersonName,
    /// At most 500 characters.
    pub bio: String,
    /// At most 80 characters.
    pub city: String,
    /// At most 80 characters.
    pub country: String,
    /// An IANA name that jiff knows.
    pub time_zone: String,
    /// ISO 639-1 codes, each once, at most 10.
    pub languages: Vec<String>,
    /// How they like to learn.
    pub learning_style: Option<LearningStyle>,
    /// Who sees the page.
    pub visibility: Visibility,
}

impl ProfileForm {
    /// The form as it stands for `profile`. Whoever never saved one has no zone yet, so that the browser can tell it.
    pub fn of(profile: Profile) -> Self {
        let is_new = profile.visibility.is_none();
        Self {
            name: profile.name,
            bio: profile.bio.unwrap_or_default(),
            city: profile.city.unwrap_or_default(),
            country: profile.country.unwrap_or_default(),
            time_zone: if is_new && profile.time_zone == "UTC" { String::new() } else { profile.time_zone },
            languages: profile.languages.unwrap_or_default().into_iter().flatten().collect(),
            learning_style: profile.learning_style.map_or("", LearningStyle::as_str).to_owned(),
            visibility: profile.visibility.unwrap_or(Visibility::Public).as_str().to_owned(),
        }
    }

    /// A profile, or what is wrong with each field.
    ///
    /// # Errors
    /// The sentences by field.
    pub fn parse(&self) -> Result<ProfileValues, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", PersonName::parse(&self.name));
        let bio = errors.take("bio", at_most(500, &self.bio.replace("\r\n", "\n")));
        let city = errors.take("city", at_most(80, &self.city));
        let country = errors.take("country", at_most(80, &self.country));
        let zone = errors.take("time_zone", zones::parse(&self.time_zone));
        let languages = errors.take("languages", parse_languages(&self.languages));
        let style = errors.take("learning_style", parse_style(&self.learning_style));
        let visibility = Visibility::parse(&self.visibility).ok_or("Choose who may see your page.");
        let visibility = errors.take("visibility", visibility);
        match (name, bio, city, country, zone, languages, style, visibility) {
            (
                Some(name),
                Some(bio),
                Some(city),
                Some(country),
                Some(time_zone),
                Some(languages),
                Some(style),
                Some(visibility),
            ) => {
                Ok(ProfileValues { name, bio, city, country, time_zone, languages, learning_style: style, visibility })
            }
            _ => Err(errors),
        }
    }

    /// Every language as (code, name, whether it is chosen): what the template draws.
    pub fn language_choices(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        LANGUAGES.iter().map(|(code, name)| (*code, *name, self.languages.iter().any(|chosen| chosen == code)))
    }

    /// Every zone as (IANA name, words): what the template draws.
    pub fn zone_choices(&self) -> &'static [(String, String)] {
        zones::zones()
    }
}

fn at_most(most: usize, typed: &str) -> Result<String, String> {
    let text = typed.trim();
    if text.contains('\0') {
        return Err("This holds a character that cannot be kept.".to_owned());
    }
    if text.chars().count() > most {
        return Err(format!("This can have at most {most} characters."));
    }
    Ok(text.to_owned())
}

fn parse_languages(typed: &[String]) -> Result<Vec<String>, String> {
    let mut codes: Vec<String> = Vec::new();
    for code in typed {
        if languages::name(code).is_none() {
            return Err("Choose languages from the list.".to_owned());
        }
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    if codes.len() > MOST_LANGUAGES { Err(format!("Choose at most {MOST_LANGUAGES}.")) } else { Ok(codes) }
}

fn parse_style(typed: &str) -> Result<Option<LearningStyle>, &'static str> {
    if typed.is_empty() {
        return Ok(None);
    }
    LearningStyle::parse(typed).map(Some).ok_or("Choose one of these.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ProfileForm {
        ProfileForm {
            name: "Ana López".to_owned(),
            time_zone: "Europe/Lisbon".to_owned(),
            visibility: "public".to_owned(),
            ..ProfileForm::default()
        }
    }

    #[test]
    fn name_zone_and_visibility_are_enough() {
        let values = form().parse().unwrap();
        assert_eq!((values.time_zone.as_str(), values.learning_style), ("Europe/Lisbon", None));
    }

    #[test]
    fn a_bio_counts_characters_and_a_line_break_as_one() {
        let bio = format!("{}\r\n", "é".repeat(499));
        assert!(ProfileForm { bio, ..form() }.parse().is_ok());
        let said = ProfileForm { bio: "é".repeat(501), ..form() }.parse().unwrap_err();
        assert_eq!(said.text("bio"), "This can have at most 500 characters.");
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = ProfileForm {
            name: "A".to_owned(),
            time_zone: "Mars".to_owned(),
            languages: vec!["xx".to_owned()],
            learning_style: "osmosis".to_owned(),
            visibility: "nobody".to_owned(),
            ..form()
        };
        let said = wrong.parse().unwrap_err();
        for field in ["name", "time_zone", "languages", "learning_style", "visibility"] {
            assert!(said.of(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_language_counts_once() {
        let languages = ["en", "de", "en"].map(str::to_owned).to_vec();
        assert_eq!(ProfileForm { languages, ..form() }.parse().unwrap().languages, ["en", "de"]);
    }
}
