//! Extract, look, show.

use actix_web::web;
use futures_util::try_join;

use super::queries;
use super::views::{AboutPage, DashboardPage, HelpPage, LandingPage, MePage, NextView, PrivacyPage, TermsPage};
use crate::accounts::{Pages, Role, Viewer, Visitor};
use crate::error::AppResult;
use crate::notifications::{self, When};
use crate::onboarding::completeness;
use crate::state::AppState;
use crate::web::{Place, show};
use crate::{bookings, matching, profiles};

/// Matches on the first page.
const MATCHES: i64 = 5;
/// Teachers that visitors are shown.
const FEATURED: i64 = 3;
/// Notifications on the first page.
const LATELY: usize = 5;

/// `GET /`
pub async fn index(state: web::Data<AppState>, visitor: Visitor, pages: Pages) -> AppResult {
    match visitor.0 {
        Some(viewer) => dashboard(&state, &viewer, &pages).await,
        None => landing(&state, &pages).await,
    }
}

/// `GET /me`
pub async fn me(state: web::Data<AppState>, viewer: Viewer, pages: Pages) -> AppResult {
    let page = pages.page("Me").await?.at(Place::Me);
    let completeness = completeness(&*state.db.get().await?, viewer.member_id).await?;
    let path = profiles::path(viewer.member_id, &viewer.name);
    let offers_linking = state.config.federation.offers_any();
    let is_staff = viewer.role.includes(Role::Moderator);
    show(&MePage { page, completeness, path, name: viewer.name.clone(), offers_linking, is_staff })
}

/// `GET /about`
pub async fn about(pages: Pages) -> AppResult {
    show(&AboutPage { page: pages.page("About").await? })
}

/// `GET /help`
pub async fn help(pages: Pages) -> AppResult {
    show(&HelpPage { page: pages.page("Help").await? })
}

/// `GET /privacy`
pub async fn privacy(pages: Pages) -> AppResult {
    show(&PrivacyPage { page: pages.page("Privacy").await? })
}

/// `GET /terms`
pub async fn terms(pages: Pages) -> AppResult {
    show(&TermsPage { page: pages.page("Terms").await? })
}

async fn landing(state: &AppState, pages: &Pages) -> AppResult {
    const DESCRIPTION: &str =
        "Teach what you know and learn what you don't. An hour for an hour, no money between you.";
    let canonical = state.config.server.absolute("/");
    let page = pages.page("Teach what you know").await?.public(canonical, DESCRIPTION);
    let mut conn = state.db.get().await?;
    let swaps = queries::swaps(&mut conn).await?;
    let categories = queries::categories(&mut conn).await?;
    let featured = profiles::featured(&mut conn, state.clock.now(), None, FEATURED).await?;
    show(&LandingPage { page, swaps, featured, categories })
}

async fn dashboard(state: &AppState, viewer: &Viewer, pages: &Pages) -> AppResult {
    let (now, me) = (state.clock.now(), viewer.member_id);
    let when = When { now, local: viewer.local() };
    let conn = state.db.get().await?;
    // All of them in one round trip.
    let (page, numbers, next, matches, lately, completeness) = try_join!(
        pages.page_over(&conn, "Home"),
        queries::numbers(&conn, me),
        bookings::next_session(&conn, now, me),
        matching::top(&conn, me, MATCHES),
        notifications::latest(&conn, me, when, LATELY),
        completeness(&conn, me),
    )?;
    drop(conn);
    let page = page.at(Place::Home);
    let next = next.map(|session| NextView::new(session, viewer.local(), now));
    let name = viewer.name.clone();
    let is_onboarded = viewer.is_onboarded;
    let completeness = Some(completeness).filter(|told| !is_onboarded || told.next().is_some());
    show(&DashboardPage { page, name, numbers, next, matches, lately, completeness, is_onboarded })
}
