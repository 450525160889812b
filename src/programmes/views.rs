//! The pages of programmes.

use askama::Template;

use super::forms::{ProgrammeForm, Row};
use super::programme::{LESSONS, MOST};
use super::queries::{Programme, ProgrammeId, TaughtRow};
use crate::accounts::{Avatar, MemberId};
use crate::bookings::{Offer, Terms};
use crate::ledger::Credits;
use crate::profiles;
use crate::web::dates;
use crate::web::{FieldErrors, Page};

/// `/programmes/{programme}`
#[derive(Template)]
#[template(path = "programmes/show.html")]
pub(super) struct ProgrammePage {
    pub page: Page,
    pub teacher_path: String,
    pub teacher_avatar: Avatar,
    /// What it costs in all.
    pub price: Credits,
    /// Each session's length and price.
    pub lessons: Vec<(String, Credits)>,
    pub length: String,
    pub reader: Reader,
    pub programme: Programme,
}

/// Who looks at a programme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Not logged in.
    Visitor,
    /// Its teacher.
    Teacher,
    /// Another member.
    Member,
}

impl ProgrammePage {
    pub(super) fn new(page: Page, programme: Programme, offer: &Offer, viewer: Option<MemberId>) -> Self {
        let reader = match viewer {
            None => Reader::Visitor,
            Some(viewer) if viewer == programme.teacher_id => Reader::Teacher,
            Some(_) => Reader::Member,
        };
        let minutes = programme.lessons.0.iter().map(|lesson| lesson.minutes);
        Self {
            page,
            teacher_path: profiles::path(programme.teacher_id, &programme.teacher),
            teacher_avatar: Avatar::of(&programme.teacher, programme.photo.as_ref()),
            price: programme.price(offer),
            lessons: minutes.map(|minutes| (dates::length(i64::from(minutes)), offer.price(minutes))).collect(),
            length: dates::length(programme.minutes()),
            reader,
            programme,
        }
    }
}

/// `/me/programmes`
#[derive(Template)]
#[template(path = "programmes/mine.html")]
pub(super) struct MinePage {
    pub page: Page,
    pub programmes: Vec<Mine>,
}

/// One of one's own programmes.
pub(super) struct Mine {
    pub length: String,
    pub price: Credits,
    pub programme: Programme,
}

impl MinePage {
    pub(super) fn new(page: Page, programmes: Vec<Programme>, offer: &Offer) -> Self {
        let mine = |programme: Programme| Mine {
            length: dates::length(programme.minutes()),
            price: programme.price(offer),
            programme,
        };
        Self { page, programmes: programmes.into_iter().map(mine).collect() }
    }

    /// Whether another one fits.
    pub(super) fn has_room(&self) -> bool {
        i64::try_from(self.programmes.len()).unwrap_or(MOST) < MOST
    }
}

/// The form of a programme: `/me/programmes/new` and `/me/programmes/{programme}`
#[derive(Template)]
#[template(path = "programmes/edit.html")]
pub(super) struct EditPage {
    pub page: Page,
    /// None while it is new.
    pub id: Option<ProgrammeId>,
    pub skills: Vec<TaughtRow>,
    /// Lengths to choose, in minutes and in words.
    pub lengths: Vec<(i16, String)>,
    pub form: ProgrammeForm,
    pub errors: FieldErrors,
}

impl EditPage {
    pub(super) fn new(
        page: Page,
        programme: Option<&Programme>,
        (skills, terms): (Vec<TaughtRow>, &Terms),
        (form, errors): (ProgrammeForm, FieldErrors),
    ) -> Self {
        let quarters = (terms.shortest..=terms.longest).step_by(15);
        Self {
            page,
            id: programme.map(|programme| programme.id),
            skills,
            lengths: quarters.map(|minutes| (minutes, dates::length(i64::from(minutes)))).collect(),
            form,
            errors,
        }
    }

    /// The rows that are shown, and those that are folded away.
    pub(super) fn rows(&self) -> (Vec<Row>, Vec<Row>) {
        let open = self.form.open_rows().min(*LESSONS.end());
        self.form.rows().into_iter().partition(|row| row.number <= open)
    }

    /// Where the form is sent.
    pub(super) fn action(&self) -> String {
        self.id.map_or_else(|| "/me/programmes".to_owned(), |id| format!("/me/programmes/{id}"))
    }

    /// The key of the form: the one that was sent, when it was refused.
    pub(super) fn key(&self) -> String {
        if self.form.key.is_empty() { crate::idempotency::new_key().to_string() } else { self.form.key.clone() }
    }
}
