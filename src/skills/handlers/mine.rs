//! A member's own skills.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills::forms::SkillForm;
use crate::skills::queries::{self, MemberSkillRow};
use crate::skills::views::{MineList, MinePage, Search};
use crate::skills::{self, Added, Direction, MemberSkill, SkillError, SkillId};
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

/// `POST /me/skills`: adds a skill to one list or both. One that is there is opened, to be edited.
pub async fn add(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    HtmlForm(form): HtmlForm<SkillForm>,
) -> AppResult {
    let wanted = match form.parse_new() {
        Ok(wanted) => wanted,
        Err(errors) => return refuse(&state, &viewer, &pages, &form, &errors).await,
    };
    match skills::add(&mut *state.db.get().await?, state.clock.now(), viewer.member_id, &wanted).await {
        Err(full @ SkillError::TooMany(_)) => Ok(redirect(form.way_back(), &Flash::negative(full.to_string()))),
        done => done.map(|added| shown(&form, &wanted, &added)).map_err(AppError::from),
    }
}

/// `POST /me/skills/{skill}`: says something else of a skill on a list.
pub async fn edit(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    skill: web::Path<SkillId>,
    HtmlForm(form): HtmlForm<SkillForm>,
) -> AppResult {
    let form = SkillForm { skill: skill.to_string(), ..form };
    let skill = match form.parse() {
        Ok(skill) => skill,
        Err(errors) => return refuse(&state, &viewer, &pages, &form, &errors).await,
    };
    if !skills::edit(&mut *state.db.get().await?, viewer.member_id, &skill).await? {
        return Ok(redirect(form.way_back(), &Flash::info("It is not on your list any more.")));
    }
    let place = format!("{}#skill-{}-{}", form.way_back(), form.direction, form.skill);
    Ok(redirect(&place, &Flash::positive("Saved.")))
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
    let was_there = skills::remove(&mut conn, viewer.member_id, *skill, direction).await?;
    let back = SkillForm { next: form.next, ..SkillForm::default() };
    let flash = if was_there { Flash::positive("Removed.") } else { Flash::info("It was not on your list any more.") };
    Ok(redirect(back.way_back(), &flash))
}

/// After adding, the form of what was there already stands open, or that of the new skill when its level was assumed.
fn shown(form: &SkillForm, wanted: &[MemberSkill], added: &Added) -> HttpResponse {
    let back = form.way_back();
    let first = added.known.first().copied().or(wanted.first().map(|skill| skill.direction));
    let list = first.map_or("", Direction::as_str);
    let place = format!("skill-{list}-{}", form.skill);
    let flash = match added.known[..] {
        [] if form.level.is_empty() => Flash::positive("Added. Say how well you know it."),
        [] => return redirect(&format!("{back}#{place}"), &Flash::positive("Saved.")),
        _ => Flash::info(added.sentence(wanted.len())),
    };
    let open = if added.known.is_empty() { &form.direction } else { list };
    redirect(&format!("{back}?open={open}-{}#{place}", form.skill), &flash)
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
