//! The page on which each of the two hands in what a moderator should read.

use actix_web::web;
use askama::Template;
use futures_util::try_join;
use serde::Deserialize;

use super::evidence::{self, Case, EvidenceError};
use super::forms::EvidenceForm;
use crate::accounts::{Pages, Viewer};
use crate::bookings::BookingId;
use crate::error::AppResult;
use crate::messaging::{self, Said};
use crate::state::AppState;
use crate::web::dates::{self, Local};
use crate::web::{FieldErrors, Flash, HtmlForm, Page, Place, conflict, redirect, refused, show};

/// Messages on one page.
const PAGE: i64 = 50;

/// Where the list goes on: below a message's number.
#[derive(Debug, Deserialize)]
pub struct Below {
    below: Option<i64>,
}

/// `/bookings/{booking}/evidence`
#[derive(Template)]
#[template(path = "disputes/evidence.html")]
struct EvidencePage {
    page: Page,
    case: Case,
    handed_in_at: Option<String>,
    /// What was handed in before.
    selected: Vec<Quote>,
    /// What else was said, the newest first.
    messages: Vec<Quote>,
    /// Below which number older ones are.
    older: Option<i64>,
    /// Whether this is not the newest page.
    is_old: bool,
    form: EvidenceForm,
    errors: FieldErrors,
    /// Why what was asked did not happen.
    refusal: Option<String>,
}

/// A message to choose.
struct Quote {
    seq: i64,
    who: String,
    at: String,
    body: String,
    is_ticked: bool,
}

/// `GET /bookings/{booking}/evidence?below=`
pub async fn page(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    below: web::Query<Below>,
) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, (*id, below.below), None).await?)
}

/// `POST /bookings/{booking}/evidence?below=`
pub async fn hand_in(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    id: web::Path<BookingId>,
    below: web::Query<Below>,
    HtmlForm(form): HtmlForm<EvidenceForm>,
) -> AppResult {
    let place = (*id, below.below);
    let (seqs, note) = match form.parse() {
        Ok(chosen) => chosen,
        Err(errors) => {
            let page = as_it_stands(&state, &viewer, &pages, place, Some(form)).await?;
            return refused(&EvidencePage { errors, ..page });
        }
    };
    let (now, chosen) = (state.clock.now(), (seqs.as_slice(), note.as_str()));
    let handed_in = evidence::hand_in(&mut *state.db.get().await?, now, *id, viewer.member_id, chosen).await;
    match handed_in {
        Ok(()) => Ok(redirect(&form.next(*id), &said(seqs.is_empty() && note.is_empty()))),
        Err(late @ EvidenceError::Decided) => {
            let page = as_it_stands(&state, &viewer, &pages, place, Some(form)).await?;
            conflict(&EvidencePage { refusal: Some(late.to_string()), ..page })
        }
        Err(EvidenceError::Database(error)) => Err(error.into()),
    }
}

fn said(is_nothing: bool) -> Flash {
    if is_nothing {
        Flash::info("Nothing is handed in. You can still choose something.")
    } else {
        Flash::positive("Handed in. Moderators see it with the dispute.")
    }
}

async fn as_it_stands(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    (id, below): (BookingId, Option<i64>),
    typed: Option<EvidenceForm>,
) -> AppResult<EvidencePage> {
    let conn = state.db.get().await?;
    let case = evidence::case(&conn, id, viewer.member_id).await?;
    let people = (viewer.member_id, case.other_id);
    let (page, selected, messages) = try_join!(
        pages.page_over(&conn, "Evidence"),
        evidence::selected(&conn, id, viewer.member_id),
        messaging::between(&conn, people, below, PAGE + 1)
    )?;
    drop(conn);
    Ok(EvidencePage::new(
        page.at(Place::Sessions),
        (case, below),
        (selected, messages),
        typed,
        (viewer, viewer.local()),
    ))
}

impl EvidencePage {
    /// Of what was handed in and what was said, as the queries give it: one more than a page when there are more.
    fn new(
        page: Page,
        (case, below): (Case, Option<i64>),
        (selected, mut messages): (Vec<Said>, Vec<Said>),
        typed: Option<EvidenceForm>,
        (viewer, local): (&Viewer, Local<'_>),
    ) -> Self {
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let is_cut = messages.len() > size;
        messages.truncate(size);
        let older = messages.last().filter(|_| is_cut).map(|last| last.seq);
        messages.retain(|message| selected.iter().all(|one| one.seq != message.seq));
        let ticked = |seq: i64, before: bool| typed.as_ref().map_or(before, |form| form.has(seq));
        let quote = |said: Said, before: bool| Quote {
            is_ticked: ticked(said.seq, before),
            seq: said.seq,
            who: if said.sender == viewer.member_id { "You".to_owned() } else { case.other.clone() },
            at: dates::moment(said.at, local),
            body: said.body,
        };
        let form = || EvidenceForm { note: case.note.clone(), ..EvidenceForm::default() };
        Self {
            page,
            handed_in_at: case.handed_in_at.map(|at| dates::moment(at, local)),
            selected: selected.into_iter().map(|said| quote(said, true)).collect(),
            messages: messages.into_iter().map(|said| quote(said, false)).collect(),
            older,
            is_old: below.is_some(),
            form: typed.clone().unwrap_or_else(form),
            case,
            errors: FieldErrors::default(),
            refusal: None,
        }
    }
}
