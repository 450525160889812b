//! A member has a skill of theirs verified.

use actix_web::web;
use futures_util::try_join;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::notifications::announce;
use crate::skills::SkillId;
use crate::state::AppState;
use crate::verification::forms::{AskForm, SharingForm};
use crate::verification::views::VerificationPage;
use crate::verification::{Sharing, VerificationError, badge, queries, round};
use crate::web::{FieldErrors, Flash, HtmlForm, Place, conflict, redirect, refused, show};

/// `GET /me/skills/{skill}/verification`
pub async fn page(state: web::Data<AppState>, viewer: Viewer, pages: Pages, skill: web::Path<SkillId>) -> AppResult {
    show(&as_it_stands(&state, &viewer, &pages, *skill).await?)
}

/// `POST /me/skills/{skill}/verification`
pub async fn ask(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    skill: web::Path<SkillId>,
    HtmlForm(form): HtmlForm<AskForm>,
) -> AppResult {
    let peers = match form.parse() {
        Ok(peers) => peers,
        Err(errors) => {
            let page = as_it_stands(&state, &viewer, &pages, *skill).await?;
            return refused(&VerificationPage { form, errors, ..page });
        }
    };
    let now = state.clock.now();
    let asked = round::ask(&mut *state.db.get().await?, now, (viewer.member_id, *skill), &peers).await;
    match asked {
        Ok(asked) => {
            asked.into_iter().for_each(|peer| announce(&state, peer));
            Ok(redirect(&path(*skill), &Flash::positive("Asked. They read it here and in a mail.")))
        }
        Err(full @ VerificationError::TooMany) => {
            let page = as_it_stands(&state, &viewer, &pages, *skill).await?;
            refused(&VerificationPage { form, errors: FieldErrors::one("peer", full.to_string()), ..page })
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /me/skills/{skill}/verification/decision`
pub async fn close(state: web::Data<AppState>, viewer: Viewer, pages: Pages, skill: web::Path<SkillId>) -> AppResult {
    let closed = round::close(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, *skill).await;
    match closed {
        Ok(()) => {
            announce(&state, viewer.member_id);
            Ok(redirect(&path(*skill), &Flash::positive("The round is over, and its answers are counted.")))
        }
        Err(few @ VerificationError::TooFew) => {
            let page = as_it_stands(&state, &viewer, &pages, *skill).await?;
            conflict(&VerificationPage { refusal: Some(few.to_string()), ..page })
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /me/skills/{skill}/verification/sharing`
pub async fn share(
    state: web::Data<AppState>,
    viewer: Viewer,
    skill: web::Path<SkillId>,
    HtmlForm(form): HtmlForm<SharingForm>,
) -> AppResult {
    let sharing = form.parse().ok_or(AppError::BadRequest("Say whether the badge is shown or hidden."))?;
    badge::share(&mut *state.db.get().await?, viewer.member_id, *skill, sharing).await?;
    let flash = match sharing {
        Sharing::Hidden => Flash::positive("Hidden. Nobody but you sees this badge."),
        _ => Flash::positive("Shown. Whoever has its address can open its page."),
    };
    Ok(redirect(&path(*skill), &flash))
}

async fn as_it_stands(state: &AppState, viewer: &Viewer, pages: &Pages, skill: SkillId) -> AppResult<VerificationPage> {
    let (now, member) = (state.clock.now(), viewer.member_id);
    let conn = state.db.get().await?;
    let (page, row, candidates, counting) = try_join!(
        pages.page_over(&conn, "Verification"),
        queries::overview(&conn, member, skill),
        queries::candidates(&conn, now, member, skill),
        queries::counting(&conn, now, member, skill),
    )?;
    drop(conn);
    Ok(VerificationPage::new(page.at(Place::Me), skill, row, candidates, (&counting, now, viewer.local())))
}

fn path(skill: SkillId) -> String {
    format!("/me/skills/{skill}/verification")
}
