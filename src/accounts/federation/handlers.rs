//! Setting out, arriving, and what a member has linked.

use actix_web::http::header::REFRESH;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::errand::{self, Errand, Secrets};
use super::exchange::Identity;
use super::identity::{self, Entered};
use super::provider::Provider;
use super::queries;
use super::views::{DeparturePage, LinkedAccountsPage};
use super::{Federation, FederationError, ProviderName};
use crate::accounts::attempts;
use crate::accounts::browser::{self, Browser};
use crate::accounts::forms::LogInForm;
use crate::accounts::signing_in::{self, Door, Entry};
use crate::accounts::{MemberId, Pages, RecentProof, Viewer, Visitor};
use crate::error::{AppError, AppResult};
use crate::state::AppState;
use crate::web::{Flash, HtmlForm, Place, redirect, see_other, show};

/// The page of a member's linked accounts.
const LINKED_ACCOUNTS: &str = "/me/linked-accounts";

/// What a provider sends somebody back with.
#[derive(Debug, Deserialize)]
pub struct Return {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
    /// Who says so, where the provider names itself (RFC 9207).
    iss: Option<String>,
}

/// `POST /login/{provider}`: sends a visitor to the provider.
pub async fn leave(
    door: Door,
    federation: web::Data<Federation>,
    pages: Pages,
    provider: web::Path<String>,
    HtmlForm(form): HtmlForm<LogInForm>,
) -> AppResult {
    let provider = configured(&federation, &provider)?;
    if pages.viewer().is_some() {
        return Ok(see_other(form.way_on()));
    }
    attempts::demand(&door.state, &door.subjects()).await?;
    let browser = Browser::marked(&door.session)?;
    send_off(&door.state, &pages, provider, &browser, (None, form.way_on())).await
}

/// `POST /me/linked-accounts/{provider}`: sends a member to the provider, to link who they are there.
pub async fn link(
    state: web::Data<AppState>,
    federation: web::Data<Federation>,
    viewer: RecentProof,
    pages: Pages,
    provider: web::Path<String>,
) -> AppResult {
    let provider = configured(&federation, &provider)?;
    let browser = Browser::of_login(viewer.login_id);
    send_off(&state, &pages, provider, &browser, (Some(viewer.member_id), LINKED_ACCOUNTS)).await
}

/// `GET /login/{provider}/callback`: somebody comes back.
pub async fn arrive(
    door: Door,
    federation: web::Data<Federation>,
    visitor: Visitor,
    provider: web::Path<String>,
    web::Query(back): web::Query<Return>,
) -> AppResult {
    let provider = configured(&federation, &provider)?;
    let browsers = Browser::candidates(&door.session, &visitor);
    let now = door.state.clock.now();
    let taken = errand::take(&mut *door.state.db.get().await?, now, provider.name, &back.state, &browsers).await;
    let errand = match taken {
        Ok(errand) => errand,
        Err(error) => return sent_back(&start_of(visitor.0.is_some(), "/"), error),
    };
    let start = start_of(errand.member.is_some(), &errand.way_on);
    match (identity_behind(provider, back, &errand).await, errand.member) {
        (Err(error), _) => sent_back(&start, error),
        (Ok(identity), Some(member)) => linked(&door.state, member, &identity).await,
        (Ok(identity), None) => {
            let entered = identity::enter(&mut *door.state.db.get().await?, now, &identity).await;
            match entered {
                Ok(entered) => let_in(&door, entered, &errand.way_on).await,
                Err(error) => sent_back(&start, error),
            }
        }
    }
}

/// `GET /me/linked-accounts`
pub async fn index(
    state: web::Data<AppState>,
    federation: web::Data<Federation>,
    viewer: Viewer,
    pages: Pages,
) -> AppResult {
    let page = pages.page("Linked accounts").await?.at(Place::Me);
    let linked = queries::linked(&mut *state.db.get().await?, viewer.member_id).await?;
    show(&LinkedAccountsPage::new(page, &federation, linked, viewer.local()))
}

/// `POST /me/linked-accounts/{provider}/removal`
pub async fn unlink(state: web::Data<AppState>, viewer: RecentProof, provider: web::Path<String>) -> AppResult {
    let provider = ProviderName::parse(&provider).ok_or(AppError::NotFound)?;
    match identity::unlink(&state, &mut *state.db.get().await?, viewer.member_id, provider).await {
        Ok(()) => {
            let sentence = format!("{provider} is unlinked: it no longer opens your account.");
            Ok(redirect(LINKED_ACCOUNTS, &Flash::positive(sentence)))
        }
        Err(error) => sent_back(LINKED_ACCOUNTS, error),
    }
}

fn configured<'a>(federation: &'a Federation, name: &str) -> AppResult<&'a Provider> {
    ProviderName::parse(name).and_then(|name| federation.provider(name)).ok_or(AppError::NotFound)
}

/// A page of ours that goes on to the provider by itself. Not a redirect: browsers hold the redirects of a form against
/// `form-action`, and providers redirect among hosts of theirs.
async fn send_off(
    state: &AppState,
    pages: &Pages,
    provider: &Provider,
    browser: &Browser,
    errand: (Option<MemberId>, &str),
) -> AppResult {
    let secrets = Secrets::random();
    let address = match provider.address_for(&secrets).await {
        Ok(address) => address,
        Err(error) => return sent_back(&start_of(errand.0.is_some(), errand.1), error),
    };
    let now = state.clock.now();
    errand::begin(&mut *state.db.get().await?, now, provider.name, browser, &secrets, errand).await?;
    let page = pages.page(format!("On to {}", provider.name)).await?;
    let mut response: HttpResponse = show(&DeparturePage { page, provider: provider.name, address: address.as_str() })?;
    let refresh = format!("0; url={address}").parse().map_err(AppError::internal)?;
    response.headers_mut().insert(REFRESH, refresh);
    Ok(response)
}

/// Who the provider says that this is, unless it or the person said no.
async fn identity_behind(provider: &Provider, back: Return, errand: &Errand) -> Result<Identity, FederationError> {
    if back.iss.is_some_and(|named| named != provider.issuer.url()) {
        return Err(FederationError::Unverified(provider.name));
    }
    match back.error.as_str() {
        "" => provider.identity(back.code, errand.nonce.clone(), errand.verifier.clone()).await,
        // The first is the protocol's, the others are LinkedIn's.
        "access_denied" | "user_cancelled_login" | "user_cancelled_authorize" => {
            Err(FederationError::Declined(provider.name))
        }
        "temporarily_unavailable" | "server_error" => Err(FederationError::Away(provider.name)),
        _ => Err(FederationError::Unverified(provider.name)),
    }
}

async fn linked(state: &AppState, member: MemberId, identity: &Identity) -> AppResult {
    match identity::link(state, &mut *state.db.get().await?, member, identity).await {
        Ok(()) => {
            let sentence = format!("{} is linked: you can log in with it from now on.", identity.provider);
            Ok(redirect(LINKED_ACCOUNTS, &Flash::positive(sentence)))
        }
        Err(error) => sent_back(LINKED_ACCOUNTS, error),
    }
}

/// A way in that succeeded is no guess: it is taken back from the address's count.
async fn let_in(door: &Door, entered: Entered, way_on: &str) -> AppResult {
    browser::unmark(&door.session);
    attempts::succeeded(&door.state, &mut *door.state.db.get().await?, &[], &door.subjects()).await?;
    let entry = match entered {
        Entered::Known(member) => Entry::new(member, way_on),
        Entered::Joined(member) => {
            Entry::new(member, "/onboarding").welcomed(Flash::positive("Welcome. Now tell others who you are."))
        }
    };
    signing_in::admit(door, entry).await
}

/// The page where an errand begins, and its other ways in.
fn start_of(is_for_linking: bool, way_on: &str) -> String {
    match (is_for_linking, way_on) {
        (true, _) => LINKED_ACCOUNTS.to_owned(),
        (false, "/") => "/login".to_owned(),
        (false, way_on) => {
            let query = serde_html_form::to_string([("next", way_on)]).unwrap_or_default();
            format!("/login?{query}")
        }
    }
}

fn sent_back(start: &str, error: FederationError) -> AppResult {
    match error {
        FederationError::Database(error) => Err(error.into()),
        FederationError::Declined(_) => Ok(redirect(start, &Flash::info(error.to_string()))),
        _ => Ok(redirect(start, &Flash::negative(error.to_string()))),
    }
}
