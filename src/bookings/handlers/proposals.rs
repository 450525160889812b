//! Proposing a session to a teacher.

use actix_web::web;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::accounts::{MemberId, Pages, Viewer};
use crate::availability;
use crate::bookings::forms::{ProposalForm, parse_minutes};
use crate::bookings::live::announce;
use crate::bookings::views::{ProposalPage, Teacher};
use crate::bookings::{BookingError, Proposal, booking, queries};
use crate::error::{AppError, AppResult};
use crate::profiles::MemberPath;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, dates, redirect, refused, show};

/// Times are offered this far ahead.
const OFFERED_DAYS: i64 = 14;
/// Length when none is chosen.
const USUAL_MINUTES: i16 = 60;

/// What has been chosen so far.
#[derive(Debug, Deserialize)]
pub struct Choice {
    #[serde(default)]
    skill: String,
    #[serde(default)]
    minutes: String,
}

/// `GET /members/{member}/proposal?skill=&minutes=`
pub async fn form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    teacher: web::Path<MemberPath>,
    query: web::Query<Choice>,
) -> AppResult {
    let choice = query.into_inner();
    let form = ProposalForm {
        skill: choice.skill,
        minutes: choice.minutes,
        idempotency_key: uuid::Uuid::new_v4().to_string(),
        ..ProposalForm::default()
    };
    show(&proposal_page(&state, &viewer, &pages, teacher.id(), form, FieldErrors::default()).await?)
}

/// `POST /members/{member}/proposal`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    teacher: web::Path<MemberPath>,
    HtmlForm(form): HtmlForm<ProposalForm>,
) -> AppResult {
    let teacher = teacher.id();
    let wish = match form.parse() {
        Ok(wish) => wish,
        Err(errors) => return refused(&proposal_page(&state, &viewer, &pages, teacher, form, errors).await?),
    };
    let proposal = Proposal {
        learner: viewer.member_id,
        teacher,
        skill: wish.skill,
        minutes: wish.minutes,
        slots: wish.slots,
        agenda: wish.agenda,
        idempotency_key: wish.idempotency_key,
    };
    let mut conn = state.db.get().await?;
    let proposed = booking::propose(&mut conn, state.clock.now(), &proposal).await;
    drop(conn);
    match proposed {
        Ok(proposed) => {
            announce(&state, proposed.id, teacher);
            let flash = Flash::positive("Your proposal is on its way. You hear when it is answered.");
            Ok(redirect(&format!("/bookings/{}", proposed.id), &flash))
        }
        Err(error) => {
            let errors = FieldErrors::one(field_of(&error)?, error_sentence(&error, &viewer));
            refused(&proposal_page(&state, &viewer, &pages, teacher, form, errors).await?)
        }
    }
}

/// The field that a refusal belongs to.
fn field_of(error: &BookingError) -> AppResult<&'static str> {
    match error {
        BookingError::NotTaught | BookingError::RatingOverdue(_) => Ok("skill"),
        BookingError::SlotUnavailable { .. } => Ok("slot"),
        BookingError::NotEnough { .. } => Ok("minutes"),
        BookingError::Database(_) => Err(AppError::internal(anyhow::anyhow!("{error}"))),
        _ => Err(AppError::NotFound),
    }
}

fn error_sentence(error: &BookingError, viewer: &Viewer) -> String {
    match error {
        BookingError::SlotUnavailable { starts_at, why } => {
            format!("{}: {why}", dates::moment(*starts_at, viewer.local()))
        }
        other => other.to_string(),
    }
}

async fn proposal_page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    teacher: MemberId,
    form: ProposalForm,
    errors: FieldErrors,
) -> AppResult<ProposalPage> {
    let page = pages.page("Propose a session").await?.at(Place::Discover);
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let row = queries::teacher(&mut conn, teacher, viewer.member_id).await?;
    let pair = availability::pair_of(&conn, now, teacher, Some(viewer.member_id)).await?;
    drop(conn);
    let zone = TimeZone::get(&row.time_zone).unwrap_or(TimeZone::UTC);
    let minutes = parse_minutes(&form.minutes).unwrap_or(USUAL_MINUTES);
    let until = now.plus_hours(OFFERED_DAYS * 24);
    let starts = pair.offered(now, (now, until), i64::from(minutes));
    let teacher = Teacher::new(teacher, row, zone)?;
    Ok(ProposalPage::new(page, teacher, viewer.local(), (minutes, &starts), (form, errors)))
}
