//! Proposing a series to a teacher: what is wanted, then its dates, then the proposal.

use actix_web::{HttpRequest, web};

use crate::accounts::{MemberId, Pages, Viewer};
use crate::availability;
use crate::bookings::{self, Offer};
use crate::error::AppResult;
use crate::notifications;
use crate::profiles::MemberPath;
use crate::series::forms::SeriesForm;
use crate::series::views::ProposalPage;
use crate::series::{SeriesError, SeriesId, proposing};
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /members/{member}/series?skill=&minutes=&weeks=&times=&from=&first=`
pub async fn form(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    teacher: web::Path<MemberPath>,
    request: HttpRequest,
) -> AppResult {
    let form = SeriesForm::of_address(request.query_string())?;
    show(&page(&state, &viewer, &pages, teacher.id(), form, FieldErrors::default()).await?)
}

/// `POST /members/{member}/series`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    teacher: web::Path<MemberPath>,
    HtmlForm(form): HtmlForm<SeriesForm>,
) -> AppResult {
    let (teacher, mut conn) = (teacher.id(), state.db.get().await?);
    let offer = Offer::of(&conn, teacher).await?;
    let (wish, key) = match form.parse(teacher, &offer) {
        Ok(parsed) => parsed,
        Err(errors) => return refused(&page(&state, &viewer, &pages, teacher, form, errors).await?),
    };
    let proposed = proposing::propose(&mut conn, state.clock.now(), (viewer.member_id, key), &wish).await;
    drop(conn);
    match proposed {
        Ok((id, dates)) => {
            notifications::announce(&state, teacher);
            Ok(redirect(&format!("/series/{id}"), &Flash::positive(sent(dates))))
        }
        Err(error @ (SeriesError::NotFound | SeriesError::Database(_))) => Err(error.into()),
        Err(error) => {
            let to_rate = if let SeriesError::RatingOverdue(id) = error { Some(id) } else { None };
            let errors = FieldErrors::one("form", error.to_string());
            let again = page(&state, &viewer, &pages, teacher, form, errors).await?;
            refused(&ProposalPage { to_rate, ..again })
        }
    }
}

fn sent(dates: usize) -> String {
    let dates = if dates == 1 { "1 date".to_owned() } else { format!("{dates} dates") };
    format!("{dates} proposed. You hear when they are answered; what could not be had is said below.")
}

async fn page(
    state: &AppState,
    viewer: &Viewer,
    pages: &Pages,
    teacher: MemberId,
    form: SeriesForm,
    errors: FieldErrors,
) -> AppResult<ProposalPage> {
    let page = pages.page("Propose a series").await?.at(Place::Discover);
    let now = state.clock.now();
    let conn = state.db.get().await?;
    let (row, pair, offer) = tokio::try_join!(
        bookings::teacher(&conn, teacher, viewer.member_id),
        availability::pair_of(&conn, now, teacher, Some(viewer.member_id)),
        Offer::of(&conn, teacher),
    )?;
    drop(conn);
    ProposalPage::new(page, (teacher, row), (&pair, &offer), (now, viewer.local()), (form, errors))
}

/// Where a series is.
pub(super) fn path(id: SeriesId) -> String {
    format!("/series/{id}")
}
