//! The steps that ask for fields of the profile.

use actix_web::web;

use super::walking::finished;
use super::{after, page_of};
use crate::accounts::{Pages, Viewer, Viewers};
use crate::error::AppResult;
use crate::onboarding::Step;
use crate::onboarding::views::ProfilePage;
use crate::profiles::{self, Field, Profile, ProfileChanges, ProfileForm};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, redirect, refused, see_other, show};

/// `GET /onboarding/about`, `/onboarding/place`, `/onboarding/style`
pub async fn form(state: web::Data<AppState>, viewer: Viewer, pages: Pages, step: web::Path<Step>) -> AppResult {
    let profile = Profile::of(&mut *state.db.get().await?, viewer.member_id).await?;
    show(&page(&state, &viewer, &pages, *step, ProfileForm::of(profile), FieldErrors::default()).await?)
}

/// `POST /onboarding/about`, `/onboarding/place`, `/onboarding/style`; the last one finishes.
pub async fn save(
    state: web::Data<AppState>,
    viewers: web::Data<Viewers>,
    viewer: Viewer,
    pages: Pages,
    step: web::Path<Step>,
    HtmlForm(form): HtmlForm<ProfileForm>,
) -> AppResult {
    let changes = match form.parse(fields(*step)).and_then(|changes| told(*step, changes)) {
        Ok(changes) => changes,
        Err(errors) => return refused(&page(&state, &viewer, &pages, *step, form, errors).await?),
    };
    profiles::save(&mut *state.db.get().await?, viewer.member_id, &changes).await?;
    viewers.forget_member(viewer.member_id);
    match *step {
        Step::Style if viewer.is_onboarded => Ok(redirect("/me", &Flash::positive("Saved."))),
        Step::Style => finished(&state, &viewers, &viewer).await,
        step => Ok(see_other(after(step))),
    }
}

fn fields(step: Step) -> &'static [Field] {
    match step {
        Step::About => &[Field::Name, Field::Bio],
        Step::Place => &[Field::City, Field::Country, Field::TimeZone, Field::Languages],
        Step::Style => &[Field::LearningStyle],
        Step::Photo | Step::Teach | Step::Learn | Step::Hours => &[],
    }
}

/// What the step asks for must be there: who wants to leave it out can skip it.
fn told(step: Step, changes: ProfileChanges) -> Result<ProfileChanges, FieldErrors> {
    let mut errors = FieldErrors::default();
    let lacks = |text: &Option<String>| text.as_ref().is_some_and(String::is_empty);
    if step == Step::About && lacks(&changes.bio) {
        errors.add("bio", "Write a sentence or two, or skip this for now.");
    }
    if step == Step::Place && lacks(&changes.city) {
        errors.add("city", "Write the city, or the nearest one.");
    }
    if step == Step::Place && lacks(&changes.country) {
        errors.add("country", "Write the country.");
    }
    if changes.languages.as_ref().is_some_and(Vec::is_empty) {
        errors.add("languages", "Choose at least one language.");
    }
    if errors.is_empty() { Ok(changes) } else { Err(errors) }
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    step: Step,
    form: ProfileForm,
    errors: FieldErrors,
) -> AppResult<ProfilePage> {
    let (page, steps) = page_of(state, viewer, pages, step).await?;
    Ok(ProfilePage { page, steps, form, errors, is_onboarded: viewer.is_onboarded })
}
