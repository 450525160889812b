//! How a member wants to be booked.

use actix_web::web;
use futures_util::try_join;

use super::zone_of;
use crate::accounts::{Pages, Viewer};
use crate::availability::forms::RulesForm;
use crate::availability::rules::{rules_of, set_rules};
use crate::availability::views::RulesPage;
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Page, Place, redirect, refused, show};

const TITLE: &str = "Rules of booking";

/// `GET /me/hours/rules`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let conn = state.db.get().await?;
    let (page, rules) = try_join!(pages.page_over(&conn, TITLE), rules_of(&conn, viewer.member_id))?;
    show(&around(page, &viewer, RulesForm::showing(&rules), FieldErrors::default()))
}

/// `POST /me/hours/rules`
pub async fn save(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<RulesForm>,
) -> AppResult {
    match form.parse() {
        Ok(rules) => {
            set_rules(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, &rules).await?;
            Ok(redirect("/me/hours/rules", &Flash::positive("Saved. What is agreed already stays as it is.")))
        }
        Err(errors) => refused(&around(pages.page(TITLE).await?, &viewer, form, errors)),
    }
}

fn around(page: Page, viewer: &Viewer, form: RulesForm, errors: FieldErrors) -> RulesPage {
    RulesPage { page: page.at(Place::Me), zone: zone_of(viewer), form, errors }
}
