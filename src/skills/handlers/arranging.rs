//! The order of a member's own skills.

use actix_web::web;
use serde::Deserialize;

use crate::accounts::{Pages, Viewer};
use crate::error::{AppError, AppResult};
use crate::skills::views::{MineList, OrderList, OrderPage};
use crate::skills::{self, Direction, SkillId, Step, queries};
use crate::state::AppState;
use crate::web::{HtmlForm, Htmx, Place, fragment, see_other, show};

const PATH: &str = "/me/skills/order";

/// `GET /me/skills/order`
pub async fn index(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let page = pages.page("Order of my skills").await?.at(Place::Me);
    let rows = queries::of_member(&mut *state.db.get().await?, viewer.member_id).await?;
    let list = |direction| MineList::new(direction, &rows, PATH);
    show(&OrderPage { page, teach: list(Direction::Teach), learn: list(Direction::Learn) })
}

/// Which skill goes where.
#[derive(Debug, Deserialize)]
pub struct StepForm {
    skill: SkillId,
    direction: String,
    step: String,
}

/// `POST /me/skills/order`: one place up or down. htmx gets the list back, with the same buttons for the focus to stay on.
pub async fn shift(
    state: web::Data<AppState>,
    viewer: Viewer,
    htmx: Htmx,
    HtmlForm(form): HtmlForm<StepForm>,
) -> AppResult {
    let direction = Direction::parse(&form.direction).ok_or(AppError::BadRequest("Say which list it is on."))?;
    let step = Step::parse(&form.step).ok_or(AppError::BadRequest("Say whether it goes up or down."))?;
    let mut conn = state.db.get().await?;
    skills::shift(&mut conn, viewer.member_id, (direction, form.skill), step).await?;
    if !htmx.wants_fragment() {
        return Ok(see_other(&format!("{PATH}#{}-{}-{}", form.step, form.direction, form.skill)));
    }
    let rows = queries::of_member(&mut conn, viewer.member_id).await?;
    fragment(&OrderList { list: MineList::new(direction, &rows, PATH) })
}
