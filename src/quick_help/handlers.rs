//! Extract, one verb, one view.

use actix_web::web;

use super::forms::{QuestionForm, RequestForm, StandbyForm};
use super::views::{Now, QuickHelpPage};
use super::{QuickHelpError, accepting, asking, live, queries, standby, withdrawing};
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, conflict, redirect, refused, show};
use crate::{bookings, ledger, notifications};

const PATH: &str = "/quick-help";

/// `GET /quick-help`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, QuestionForm::default(), FieldErrors::default()).await?)
}

/// `POST /quick-help`
pub async fn ask(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<QuestionForm>,
) -> AppResult {
    let (question, key) = match form.parse() {
        Ok(parsed) => parsed,
        Err(errors) => {
            let page = as_it_stands(&state, &viewer, &pages, form, errors).await?;
            if page.now.is_asking() {
                let errors = FieldErrors::one("form", QuickHelpError::OneAtATime.to_string());
                return conflict(&QuickHelpPage { errors, ..page });
            }
            return refused(&page);
        }
    };
    let (now, who) = (state.clock.now(), (viewer.member_id, key));
    let asked = asking::ask(&mut *state.db.get().await?, now, who, &question).await;
    match asked {
        Ok(asked) => {
            live::tell(&state, viewer.member_id, question.skill).await?;
            asked.iter().for_each(|member| notifications::announce(&state, *member));
            Ok(redirect(PATH, &Flash::positive("Asked. Stay on this page: you see at once when somebody helps.")))
        }
        Err(error @ (QuickHelpError::NotFound | QuickHelpError::Database(_))) => Err(error.into()),
        Err(error) => {
            let to_rate = if let QuickHelpError::RatingOverdue(id) = error { Some(id) } else { None };
            let errors = FieldErrors::one("form", error.to_string());
            let again = as_it_stands(&state, &viewer, &pages, form, errors).await?;
            conflict(&QuickHelpPage { to_rate, ..again })
        }
    }
}

/// `POST /quick-help/acceptance`
pub async fn accept(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<RequestForm>,
) -> AppResult {
    let (id, key) = form.parse()?;
    let (now, who) = (state.clock.now(), (viewer.member_id, key));
    let accepted = accepting::accept(&mut *state.db.get().await?, now, id, who).await;
    match accepted {
        Ok(outcome) => {
            live::tell(&state, outcome.learner, outcome.skill).await?;
            let Some(booking) = outcome.booking else {
                return not_so(&state, &viewer, &pages, QuickHelpError::Unpaid).await;
            };
            bookings::announce(&state, booking, outcome.learner);
            Ok(redirect(&format!("/bookings/{booking}"), &Flash::positive("It is yours, and it begins now.")))
        }
        Err(error) => not_so(&state, &viewer, &pages, error).await,
    }
}

/// `POST /quick-help/withdrawal`
pub async fn withdraw(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<RequestForm>,
) -> AppResult {
    let (id, key) = form.parse()?;
    let (now, who) = (state.clock.now(), (viewer.member_id, key));
    let withdrawn = withdrawing::withdraw(&mut *state.db.get().await?, now, id, who).await;
    match withdrawn {
        Ok(skill) => {
            live::tell(&state, viewer.member_id, skill).await?;
            Ok(redirect(PATH, &Flash::positive("Taken back. No credits moved.")))
        }
        Err(error) => not_so(&state, &viewer, &pages, error).await,
    }
}

/// `POST /quick-help/availability`
pub async fn stand_by(state: web::Data<AppState>, viewer: Viewer, HtmlForm(form): HtmlForm<StandbyForm>) -> AppResult {
    let mut conn = state.db.get().await?;
    if form.hours > 0 {
        standby::stand_by(&mut conn, state.clock.now(), viewer.member_id, form.hours).await?;
        return Ok(redirect(PATH, &Flash::positive("You are available now. Requests in what you teach come to you.")));
    }
    standby::stand_down(&mut conn, viewer.member_id).await?;
    Ok(redirect(PATH, &Flash::info("From here on your hours say when you are available.")))
}

/// The page as it stands, with why what was wanted did not happen.
async fn not_so(state: &AppState, viewer: &Viewer, pages: &Pages, error: QuickHelpError) -> AppResult {
    if matches!(error, QuickHelpError::NotFound | QuickHelpError::Database(_)) {
        return Err(error.into());
    }
    let page = as_it_stands(state, viewer, pages, QuestionForm::default(), FieldErrors::default()).await?;
    let to_rate = if let QuickHelpError::RatingOverdue(id) = error { Some(id) } else { None };
    conflict(&QuickHelpPage { refusal: Some(error), to_rate, ..page })
}

async fn as_it_stands(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    form: QuestionForm,
    errors: FieldErrors,
) -> AppResult<QuickHelpPage> {
    let page = pages.page("Quick Help").await?.at(Place::Sessions);
    let (clock, me) = (state.clock.now(), viewer.member_id);
    let conn = state.db.get().await?;
    let now = Now::of(&conn, clock, me).await?;
    let (skills, (_, terms), until) = tokio::try_join!(
        queries::skills(&conn, me),
        bookings::current_terms(&conn),
        standby::until(&conn, clock, me),
    )?;
    let available = ledger::balances(&conn, me).await?.available;
    drop(conn);
    Ok(QuickHelpPage::new(page, (now, skills), (&terms, available), (until, viewer.local()), (form, errors)))
}
