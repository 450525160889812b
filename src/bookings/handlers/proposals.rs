//! Proposing a session to a teacher.

use actix_web::{HttpRequest, web};

use crate::accounts::{MemberId, Pages, Viewer};
use crate::availability;
use crate::bookings::forms::ProposalForm;
use crate::bookings::live::announce;
use crate::bookings::views::{ProposalPage, Question, Teacher, Times};
use crate::bookings::{BookingError, Offer, Proposal, booking, queries};
use crate::error::{AppError, AppResult};
use crate::profiles::MemberPath;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// Length when none is chosen.
const USUAL_MINUTES: i16 = 60;

/// `GET /members/{member}/proposal?skill=&minutes=&slot=&page=&go=&ask_date=&ask_time=`: the form, with what was chosen so
/// far, other times, or the answer why a time is not among them.
pub async fn form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    teacher: web::Path<MemberPath>,
    request: HttpRequest,
) -> AppResult {
    let form = ProposalForm::of_address(request.query_string())?;
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
            let to_rate = if let BookingError::RatingOverdue(id) = error { Some(id) } else { None };
            let errors = FieldErrors::one(field_of(&error)?, error.to_string());
            let form = if matches!(error, BookingError::KeyUsed) { form.with_new_key() } else { form };
            let page = proposal_page(&state, &viewer, &pages, teacher, form, errors).await?;
            refused(&ProposalPage { to_rate, ..page })
        }
    }
}

/// The field that a refusal belongs to.
fn field_of(error: &BookingError) -> AppResult<&'static str> {
    match error {
        BookingError::NotTaught | BookingError::RatingOverdue(_) => Ok("skill"),
        BookingError::SlotsUnavailable(_) => Ok("slot"),
        BookingError::KeyUsed => Ok("form"),
        BookingError::NotEnough { .. } | BookingError::Length { .. } => Ok("minutes"),
        BookingError::Database(_) => Err(AppError::internal(anyhow::anyhow!("{error}"))),
        _ => Err(AppError::NotFound),
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
    let conn = state.db.get().await?;
    let (row, pair, offer) = tokio::try_join!(
        queries::teacher(&conn, teacher, viewer.member_id),
        availability::pair_of(&conn, now, teacher, Some(viewer.member_id)),
        Offer::of(&conn, teacher),
    )?;
    drop(conn);
    let minutes = form.length().filter(|minutes| offer.terms.allows(*minutes)).unwrap_or(USUAL_MINUTES);
    let mut errors = errors;
    let asked = errors.take("ask", form.asked(&viewer.zone)).unwrap_or_default();
    let other = (row.name.as_str(), pair.zone());
    let question = Question { pair: &pair, other, i_teach: false, yours: viewer.local(), now, minutes };
    let times = Times::of(question, &form, &asked);
    Ok(ProposalPage::new(page, Teacher::new(teacher, row)?, (minutes, &offer), times, (form, errors)))
}
