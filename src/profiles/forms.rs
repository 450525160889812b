//! What a member types about themselves, parsed into types.

use serde::Deserialize;

use super::languages::{self, LANGUAGES};
use super::{LearningStyle, Profile, Visibility, zones};
use crate::accounts::{PersonName, Theme};
use crate::web::dates::Locale;
use crate::web::{FieldErrors, text};

/// Languages that a profile can name.
const MOST_LANGUAGES: usize = 10;
const CHOOSE: &str = "Choose one of these.";

/// A field of the profile. A page shows some of them, and changes only those.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// What they want to be called.
    Name,
    /// What they write about themselves.
    Bio,
    /// City.
    City,
    /// Country.
    Country,
    /// The zone of all their times.
    TimeZone,
    /// How dates and times are written for them.
    Locale,
    /// Light or dark.
    Theme,
    /// What they speak.
    Languages,
    /// How they like to learn.
    LearningStyle,
    /// Who sees their page.
    Visibility,
}

/// The profile form as sent, or as it stands.
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
    /// A word of [`Locale`].
    #[serde(default)]
    pub locale: String,
    /// A word of [`Theme`].
    #[serde(default)]
    pub theme: String,
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

/// What is to be saved of a profile; `None` leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChanges {
    /// Name.
    pub name: Option<PersonName>,
    /// At most 500 characters.
    pub bio: Option<String>,
    /// At most 80 characters.
    pub city: Option<String>,
    /// At most 80 characters.
    pub country: Option<String>,
    /// An IANA name that jiff knows.
    pub time_zone: Option<String>,
    /// How dates and times are written.
    pub locale: Option<Locale>,
    /// Light or dark.
    pub theme: Option<Theme>,
    /// ISO 639-1 codes, each once, at most 10.
    pub languages: Option<Vec<String>>,
    /// How they like to learn; they may say nothing.
    pub learning_style: Option<Option<LearningStyle>>,
    /// Who sees the page.
    pub visibility: Option<Visibility>,
}

impl ProfileForm {
    /// The form as it stands for `profile`. Whoever has not said where they are has no zone yet, so that the browser can
    /// tell it.
    pub fn of(profile: Profile) -> Self {
        let city = profile.city.unwrap_or_default();
        Self {
            name: profile.name,
            bio: profile.bio.unwrap_or_default(),
            time_zone: if city.is_empty() && profile.time_zone == "UTC" { String::new() } else { profile.time_zone },
            city,
            country: profile.country.unwrap_or_default(),
            locale: profile.locale.as_str().to_owned(),
            theme: profile.theme.as_str().to_owned(),
            languages: profile.languages.unwrap_or_default().into_iter().flatten().collect(),
            learning_style: profile.learning_style.map_or("", LearningStyle::as_str).to_owned(),
            visibility: profile.visibility.unwrap_or(Visibility::Public).as_str().to_owned(),
        }
    }

    /// What it changes of `fields`, or what is wrong with each.
    ///
    /// # Errors
    /// The sentences by field.
    pub fn parse(&self, fields: &[Field]) -> Result<ProfileChanges, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut changes = ProfileChanges::default();
        for field in fields {
            self.parse_field(*field, &mut changes, &mut errors);
        }
        if errors.is_empty() { Ok(changes) } else { Err(errors) }
    }

    fn parse_field(&self, field: Field, changes: &mut ProfileChanges, errors: &mut FieldErrors) {
        let place = |typed: &str| text::at_most(80, text::line(typed));
        match field {
            Field::Name => changes.name = errors.take("name", PersonName::parse(&self.name)),
            Field::Bio => changes.bio = errors.take("bio", text::at_most(500, text::lines(&self.bio))),
            Field::City => changes.city = errors.take("city", place(&self.city)),
            Field::Country => changes.country = errors.take("country", place(&self.country)),
            Field::TimeZone => changes.time_zone = errors.take("time_zone", zones::parse(&self.time_zone)),
            Field::Locale => changes.locale = errors.take("locale", Locale::parse(&self.locale).ok_or(CHOOSE)),
            Field::Theme => changes.theme = errors.take("theme", Theme::parse(&self.theme).ok_or(CHOOSE)),
            Field::Languages => changes.languages = errors.take("languages", parse_languages(&self.languages)),
            Field::LearningStyle => {
                changes.learning_style = errors.take("learning_style", parse_style(&self.learning_style));
            }
            Field::Visibility => {
                let visibility = Visibility::parse(&self.visibility).ok_or("Choose who may see your page.");
                changes.visibility = errors.take("visibility", visibility);
            }
        }
    }

    /// Every language as (code, name, whether it is chosen): what the template draws.
    pub fn language_choices(&self) -> impl Iterator<Item = (&'static str, &'static str, bool)> {
        LANGUAGES.iter().map(|(code, name)| (*code, *name, self.languages.iter().any(|chosen| chosen == code)))
    }

    /// Every way of writing dates as (word, sample): what the template draws.
    pub fn locale_choices(&self) -> impl Iterator<Item = (&'static str, String)> {
        Locale::ALL.iter().map(|locale| (locale.as_str(), locale.sample()))
    }

    /// Every zone as (IANA name, words): what the template draws.
    pub fn zone_choices(&self) -> &'static [(String, String)] {
        zones::zones()
    }
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
    LearningStyle::parse(typed).map(Some).ok_or(CHOOSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: [Field; 3] = [Field::Name, Field::TimeZone, Field::Visibility];

    fn form() -> ProfileForm {
        ProfileForm {
            name: "Ana López".to_owned(),
            time_zone: "Europe/Lisbon".to_owned(),
            visibility: "public".to_owned(),
            ..ProfileForm::default()
        }
    }

    #[test]
    fn only_the_fields_of_the_page_are_changed() {
        let changes = form().parse(&PLACE).unwrap();
        assert_eq!((changes.time_zone.as_deref(), changes.bio), (Some("Europe/Lisbon"), None));
        assert_eq!(form().parse(&[Field::LearningStyle]).unwrap().learning_style, Some(None));
        assert_eq!(form().parse(&[]).unwrap(), ProfileChanges::default());
    }

    #[test]
    fn a_bio_counts_characters_and_a_line_break_as_one() {
        let bio = format!("{}\r\n", "é".repeat(499));
        assert!(ProfileForm { bio, ..form() }.parse(&[Field::Bio]).is_ok());
        let said = ProfileForm { bio: "é".repeat(501), ..form() }.parse(&[Field::Bio]).unwrap_err();
        assert!(said.text("bio").starts_with("This can have at most 500 characters."));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = ProfileForm {
            name: "A".to_owned(),
            city: "a".repeat(81),
            time_zone: "Mars".to_owned(),
            languages: vec!["xx".to_owned()],
            learning_style: "osmosis".to_owned(),
            visibility: "nobody".to_owned(),
            ..form()
        };
        use Field::{City, Languages, LearningStyle, Locale, Name, Theme, TimeZone, Visibility};
        let said =
            wrong.parse(&[Name, City, TimeZone, Locale, Theme, Languages, LearningStyle, Visibility]).unwrap_err();
        for field in ["name", "city", "time_zone", "locale", "theme", "languages", "learning_style", "visibility"] {
            assert!(said.of(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_language_counts_once() {
        let languages = ["en", "de", "en"].map(str::to_owned).to_vec();
        let changes = ProfileForm { languages, ..form() }.parse(&[Field::Languages]).unwrap();
        assert_eq!(changes.languages.unwrap(), ["en", "de"]);
    }
}
