//! A member's own skills.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills::forms::SkillForm;
use crate::skills::queries::{self, MemberSkillRow};
use crate::skills::views::{MineList, MinePage, Search};
use crate::skills::{Direction, MemberSkill, SkillId, member_skill};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// What `/me/skills` shows besides the lists.
#[derive(Debug, Default, Deserialize)]
pub struct IndexQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    open: String,
}

/// `GET /me/skills?q=&open=teach-7`
pub async fn index(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    query: web::Query<IndexQuery>,
) -> AppResult {
    let mut mine = load(&state, &viewer, &pages, &query.q).await?;
    mine.teach = mine.teach.open(&query.open);
    mine.learn = mine.learn.open(&query.open);
    show(&mine)
}

/// `POST /me/skills`: adds a skill, or edits it when it is there.
pub async fn put(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<SkillForm>,
) -> AppResult {
    let skill = match form.parse() {
        Ok(skill) => skill,
        Err(errors) => return refuse(&state, &viewer, &pages, &form, &errors).await,
    };
    let done = member_skill::put(&mut *state.db.get().await?, viewer.member_id, &skill).await;
    match done {
        Err(full @ member_skill::SkillError::TooMany) => {
            Ok(redirect(form.way_back(), &Flash::negative(full.to_string())))
        }
        done => done.map(|()| saved(&form, &skill)).map_err(AppError::from),
    }
}

/// Which list a skill is taken off, and where to go then.
#[derive(Debug, Deserialize)]
pub struct RemovalForm {
    direction: String,
    #[serde(default)]
    next: String,
}

/// `POST /me/skills/{skill}/removal`
pub async fn remove(
    state: web::Data<AppState>,
    viewer: Viewer,
    skill: web::Path<SkillId>,
    HtmlForm(form): HtmlForm<RemovalForm>,
) -> AppResult {
    let direction = Direction::parse(&form.direction).ok_or(AppError::BadRequest("Say which list it is on."))?;
    let mut conn = state.db.get().await?;
    let was_there = member_skill::remove(&mut conn, viewer.member_id, *skill, direction).await?;
    let back = SkillForm { next: form.next, ..SkillForm::default() };
    let flash = if was_there { Flash::positive("Removed.") } else { Flash::info("It was not on your list any more.") };
    Ok(redirect(back.way_back(), &flash))
}

/// After adding, the form of the new skill stands open: its level was assumed.
fn saved(form: &SkillForm, skill: &MemberSkill) -> HttpResponse {
    let back = form.way_back();
    let name = format!("{}-{}", skill.direction.as_str(), skill.skill_id);
    if form.level.is_empty() {
        let flash = Flash::positive("Added. Say how well you know it.");
        return redirect(&format!("{back}?open={name}#skill-{name}"), &flash);
    }
    redirect(&format!("{back}#skill-{name}"), &Flash::positive("Saved."))
}

/// The page again with the refused form in its place; a skill that is not on the list has no place.
async fn refuse(state: &AppState, viewer: &Viewer, pages: &Pages, form: &SkillForm, errors: &FieldErrors) -> AppResult {
    let mut mine = load(state, viewer, pages, "").await?;
    if mine.teach.refuse(form, errors) || mine.learn.refuse(form, errors) {
        return refused(&mine);
    }
    let sentence = errors.iter().next().map_or("That did not work.", |(_, sentence)| sentence);
    Ok(redirect(form.way_back(), &Flash::negative(sentence)))
}

async fn load(state: &AppState, viewer: &Viewer, pages: &Pages, typed: &str) -> AppResult<MinePage> {
    let page = pages.page("My skills").await?.at(Place::Me);
    let mut conn = state.db.get().await?;
    let rows: Vec<MemberSkillRow> = queries::of_member(&mut conn, viewer.member_id).await?;
    let next = "/me/skills";
    let search = Search { next: next.to_owned(), ..Search::run(&mut conn, typed, viewer.member_id).await? };
    Ok(MinePage {
        page,
        search,
        teach: MineList::new(Direction::Teach, &rows, next),
        learn: MineList::new(Direction::Learn, &rows, next),
        is_new: !viewer.is_onboarded,
    })
}
