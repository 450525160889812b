//! The first page and the pages about the site.

use askama::Template;
use jiff::tz::TimeZone;

use super::queries::{Category, Numbers, Swap};
use crate::accounts::Avatar;
use crate::bookings::{BookingId, NextSession};
use crate::clock::Instant;
use crate::matching::BestMatch;
use crate::notifications::{Kind, Row};
use crate::onboarding::Completeness;
use crate::profiles;
use crate::web::dates::{self, Local};
use crate::web::{Page, stars};

/// `/` for visitors.
#[derive(Template)]
#[template(path = "home/landing.html")]
pub(super) struct LandingPage {
    pub page: Page,
    pub swaps: Vec<Swap>,
    pub featured: profiles::Cards,
    pub categories: Vec<Category>,
}

/// `/` for members.
#[derive(Template)]
#[template(path = "home/dashboard.html")]
pub(super) struct DashboardPage {
    pub page: Page,
    pub name: String,
    pub numbers: Numbers,
    pub next: Option<NextView>,
    pub matches: Vec<BestMatch>,
    pub lately: Vec<Row>,
    /// While something is missing, or the member has not finished their first steps.
    pub completeness: Option<Completeness>,
    pub is_onboarded: bool,
}

/// `/me`
#[derive(Template)]
#[template(path = "home/me.html")]
pub(super) struct MePage {
    pub page: Page,
    pub name: String,
    pub path: String,
    pub completeness: Completeness,
    pub offers_linking: bool,
    /// Whether they answer what members ask for.
    pub is_staff: bool,
}

/// `/about`
#[derive(Template)]
#[template(path = "home/about.html")]
pub(super) struct AboutPage {
    pub page: Page,
}

/// `/help`
#[derive(Template)]
#[template(path = "home/help.html")]
pub(super) struct HelpPage {
    pub page: Page,
}

/// `/privacy`
#[derive(Template)]
#[template(path = "home/privacy.html")]
pub(super) struct PrivacyPage {
    pub page: Page,
}

/// `/terms`
#[derive(Template)]
#[template(path = "home/terms.html")]
pub(super) struct TermsPage {
    pub page: Page,
}

/// The next session in words.
pub(super) struct NextView {
    pub id: BookingId,
    pub i_teach: bool,
    pub other_name: String,
    pub other_avatar: Avatar,
    pub skill: String,
    pub length: String,
    pub when: String,
    pub is_on: bool,
}

impl NextView {
    pub(super) fn new(session: NextSession, yours: Local<'_>, now: Instant) -> Self {
        let theirs = TimeZone::get(&session.other_zone).unwrap_or(TimeZone::UTC);
        Self {
            id: session.id,
            i_teach: session.i_teach,
            other_avatar: Avatar::of(&session.other_name, session.other_photo.as_ref()),
            other_name: session.other_name,
            skill: session.skill,
            length: dates::length(i64::from(session.minutes)),
            when: dates::both(session.starts_at, yours, &theirs),
            is_on: session.starts_at <= now,
        }
    }
}

impl Swap {
    fn avatar(&self) -> Avatar {
        Avatar::of(&self.teacher, self.teacher_photo.as_ref())
    }

    fn path(&self) -> String {
        profiles::path(self.teacher_id, &self.teacher)
    }

    fn length(&self) -> String {
        dates::length(i64::from(self.minutes))
    }
}

impl Numbers {
    /// Their rating; none without one of late.
    fn stars(&self) -> Option<String> {
        self.figure.map(stars)
    }
}
