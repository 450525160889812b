//! The pages of this slice.

mod browsing;
mod teaching;

use askama::Template;
use jiff::tz::TimeZone;

use super::forms::ProfileForm;
use super::hours::{self, HoursLine};
use super::queries::{PersonRow, RatingRow, SkillBadge, SkillRow, TagRow};
use super::structured_data::StructuredData;
use super::{languages, path, zones};
use crate::accounts::{Avatar, Viewer};
use crate::clock::Instant;
use crate::skills::Direction;
use crate::web::dates::{self, Local, Locale};
use crate::web::{FieldErrors, Page, stars};
pub(super) use browsing::{BrowsePage, Found};
pub use browsing::{Cards, featured};
pub(super) use teaching::SkillPage;

/// A member's page.
#[derive(Template)]
#[template(path = "profiles/show.html")]
pub(super) struct PersonPage {
    pub page: Page,
    pub person: PersonRow,
    pub reader: Reader,
    pub hours: Vec<HoursLine>,
    /// For machines, on pages that everybody may see.
    pub data: Option<StructuredData>,
}

/// Who looks at a member's page.
#[derive(Debug)]
pub(super) enum Reader {
    /// Not a member, or not logged in.
    Visitor,
    /// The page's owner.
    Owner,
    /// Another member; with how the two clocks differ, when they do.
    Member {
        /// `It is 14:05 there, 3 h ahead of you.`
        clock: Option<ClockLine>,
    },
}

/// The time where the member is.
#[derive(Debug)]
pub(super) struct ClockLine {
    pub time: String,
    pub difference: String,
}

/// The viewer's own profile.
#[derive(Template)]
#[template(path = "profiles/edit.html")]
pub(super) struct EditPage {
    pub page: Page,
    pub form: ProfileForm,
    pub errors: FieldErrors,
    /// Their page.
    pub path: String,
}

/// How the site treats the viewer.
#[derive(Template)]
#[template(path = "profiles/preferences.html")]
pub(super) struct PreferencesPage {
    pub page: Page,
    pub form: ProfileForm,
    pub errors: FieldErrors,
}

/// The viewer's photo.
#[derive(Template)]
#[template(path = "profiles/photo.html")]
pub(super) struct PhotoPage {
    pub page: Page,
    pub avatar: Avatar,
    /// Why a picture was refused, or empty.
    pub error: String,
}

impl PersonPage {
    pub fn new(page: Page, mut person: PersonRow, viewer: Option<&Viewer>, now: Instant) -> Self {
        for skill in &mut person.skills.0 {
            skill.badge = skill.badge.take().filter(|badge| badge.expires_at > now);
        }
        // Zones are parsed when they are saved; one that a later tz database dropped reads as UTC.
        let zone = TimeZone::get(&person.time_zone).unwrap_or(TimeZone::UTC);
        let ahead = viewer.map_or(0, |viewer| hours::minutes_ahead(&zone, &viewer.zone, now.timestamp()));
        let reader = match viewer {
            None => Reader::Visitor,
            Some(viewer) if viewer.member_id == person.id => Reader::Owner,
            Some(viewer) => {
                let there = Local { zone: &zone, locale: viewer.locale };
                Reader::Member { clock: (ahead != 0).then(|| ClockLine::new(there, ahead, now)) }
            }
        };
        let locale = viewer.map_or(Locale::DEFAULT, |viewer| viewer.locale);
        let hours = hours::lines(&person.hours.0, ahead, locale);
        let data = page.canonical.as_deref().map(|canonical| StructuredData::of(&person, canonical));
        Self { page, person, reader, hours, data }
    }

    fn has_clock_difference(&self) -> bool {
        matches!(self.reader, Reader::Member { clock: Some(_) })
    }
}

impl ClockLine {
    fn new(there: Local<'_>, ahead: i32, now: Instant) -> Self {
        Self { time: dates::time(now, there), difference: hours::difference(ahead) }
    }
}

impl PersonRow {
    pub(super) fn avatar(&self) -> Avatar {
        Avatar::of(&self.name, self.photo.as_ref())
    }

    /// The first word of their name, for buttons.
    pub(super) fn first_name(&self) -> &str {
        self.name.split_whitespace().next().unwrap_or(&self.name)
    }

    pub(super) fn path(&self) -> String {
        path(self.id, &self.name)
    }

    pub(super) fn place(&self) -> String {
        place(&self.city, &self.country)
    }

    pub(super) fn zone_words(&self) -> String {
        zones::words(&self.time_zone)
    }

    pub(super) fn language_names(&self) -> String {
        let names: Vec<_> = self.languages.iter().filter_map(|code| languages::name(code)).collect();
        names.join(", ")
    }

    pub(super) fn taught_hours(&self) -> i64 {
        self.taught_minutes / 60
    }

    pub(super) fn rating(&self) -> Option<String> {
        self.figure.map(stars)
    }

    pub(super) fn teaches(&self) -> impl Iterator<Item = &SkillRow> {
        self.in_direction(Direction::Teach)
    }

    pub(super) fn learns(&self) -> impl Iterator<Item = &SkillRow> {
        self.in_direction(Direction::Learn)
    }

    /// For search engines and link previews, at most 160 characters.
    pub(super) fn description(&self) -> String {
        let names = |skills: Vec<&SkillRow>| {
            skills.iter().take(3).map(|skill| skill.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let (teaches, learns) = (names(self.teaches().collect()), names(self.learns().collect()));
        let mut said = self.name.clone();
        if !teaches.is_empty() {
            said += &format!(" teaches {teaches}");
        }
        if !learns.is_empty() {
            said += &format!("{} wants to learn {learns}", if teaches.is_empty() { "" } else { " and" });
        }
        said.push_str(" on Skillswap.");
        said.chars().take(160).collect()
    }

    pub(super) fn in_direction(&self, direction: Direction) -> impl Iterator<Item = &SkillRow> {
        self.skills.0.iter().filter(move |skill| skill.direction == direction)
    }
}

impl SkillRow {
    /// The badge, with its tier as people read it.
    pub(super) fn badge_words(&self) -> Option<(String, &SkillBadge)> {
        let badge = self.badge.as_ref()?;
        let mut letters = badge.tier.chars();
        let first = letters.next()?;
        Some((first.to_uppercase().chain(letters).collect(), badge))
    }

    /// `Beginner, wants Advanced`
    pub(super) fn level_words(&self) -> String {
        match self.target_level {
            Some(target) => format!("{}, wants {}", self.level.word(), target.word()),
            None => self.level.word().to_owned(),
        }
    }
}

impl TagRow {
    /// `Well prepared` for `well_prepared`.
    pub(super) fn words(&self) -> String {
        let words = self.word.replace('_', " ");
        let mut letters = words.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

impl RatingRow {
    /// The path of who wrote it, when the reader may know.
    pub(super) fn rater_path(&self) -> Option<String> {
        self.rater.as_ref().map(|name| path(self.rater_id, name))
    }

    /// The month, which is near enough for a review and the same in every zone but for an hour's edge.
    pub(super) fn month(&self) -> String {
        self.revealed_at.timestamp().to_zoned(TimeZone::UTC).strftime("%B %Y").to_string()
    }

    pub(super) fn month_for_machines(&self) -> String {
        self.revealed_at.timestamp().to_zoned(TimeZone::UTC).strftime("%Y-%m").to_string()
    }
}

fn place(city: &str, country: &str) -> String {
    [city, country].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}
