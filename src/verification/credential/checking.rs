//! Whether something that somebody was shown is a badge of ours, and how that badge stands.

use diesel::OptionalExtension;
use serde_json::Value;
use url::Url;

use super::document;
use super::signing::{Keys, Seen};
use crate::error::AppResult;
use crate::state::AppState;
use crate::verification::badge::{BadgeId, BadgeState};
use crate::verification::queries::{self, BadgeRow};

/// What a check comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verification) enum Verdict {
    /// From us, and so it is.
    Valid,
    /// From us, and its owner has a badge of another tier now.
    Replaced,
    /// From us, and not so any more.
    Withdrawn,
    /// From us, and too old.
    Expired,
    /// Somebody changed it, or it is a copy of how the badge was once.
    Changed,
    /// Not from us.
    NotOurs,
}

/// What a check found.
#[derive(Debug)]
pub(in crate::verification) struct Finding {
    pub verdict: Verdict,
    /// What the document says it is about; only of documents that are ours.
    pub name: Option<String>,
    /// The badge's page, where there is one to be seen.
    pub page: Option<String>,
    /// Whether what was checked bore a signature.
    pub is_signed: bool,
}

/// What somebody pasted.
enum Shown {
    Signed(String),
    Readable(Value),
    Address(BadgeId),
    Nothing,
}

/// Checks a document, or an address of a badge.
///
/// # Errors
/// When the database fails.
pub(in crate::verification) async fn check(state: &AppState, typed: &str) -> AppResult<Finding> {
    match Shown::read(state, typed.trim()) {
        Shown::Signed(document) => check_signed(state, &document).await,
        Shown::Readable(document) => check_readable(state, &document).await,
        Shown::Address(id) => check_address(state, id).await,
        Shown::Nothing => Ok(Finding::not_ours(false)),
    }
}

async fn check_signed(state: &AppState, document: &str) -> AppResult<Finding> {
    let keys = Keys::of(&state.secret).map_err(crate::error::AppError::Internal)?;
    let claims = match keys.look_at(document) {
        Seen::Ours(claims) => claims,
        Seen::Changed => return Ok(Finding { verdict: Verdict::Changed, ..Finding::not_ours(true) }),
        Seen::Foreign => return Ok(Finding::not_ours(true)),
    };
    let name = claims["name"].as_str().map(str::to_owned);
    let Some(badge) = badge_of(state, &claims).await? else {
        // Signed by us, and gone from our books.
        return Ok(Finding { verdict: Verdict::Withdrawn, name, ..Finding::not_ours(true) });
    };
    let now = state.clock.now();
    let until = claims["validUntil"].as_str().and_then(|until| until.parse::<crate::clock::Instant>().ok());
    let is_document_over = until.is_none_or(|until| until <= now);
    let verdict = match Verdict::from(badge.state(now)) {
        Verdict::Valid if is_document_over => Verdict::Expired,
        verdict => verdict,
    };
    Ok(Finding { verdict, name, page: badge.page(), is_signed: true })
}

/// The readable copy bears no signature: it is compared with the one of now.
async fn check_readable(state: &AppState, document: &Value) -> AppResult<Finding> {
    let Some(badge) = badge_of(state, document).await? else { return Ok(Finding::not_ours(false)) };
    let email = queries::recipient(&*state.db.get().await?, badge.id).await?;
    if badge.is_gone {
        return Ok(Finding { verdict: Verdict::Withdrawn, ..Finding::not_ours(false) });
    }
    let same = *document == document::readable(state, &badge, &email);
    let verdict = if same { badge.state(state.clock.now()).into() } else { Verdict::Changed };
    let name = same.then(|| format!("{}, {}", badge.skill, badge.tier.words()));
    Ok(Finding { verdict, name, page: badge.page().filter(|_| same), is_signed: false })
}

async fn check_address(state: &AppState, id: BadgeId) -> AppResult<Finding> {
    let badge = queries::badge(&*state.db.get().await?, id).await.optional()?;
    // A badge that is not shown is not told of either.
    let Some(badge) = badge.filter(BadgeRow::is_public) else { return Ok(Finding::not_ours(false)) };
    let name = (!badge.is_gone).then(|| format!("{}, {}, of {}", badge.skill, badge.tier.words(), badge.member));
    Ok(Finding { verdict: badge.state(state.clock.now()).into(), name, page: badge.page(), is_signed: false })
}

async fn badge_of(state: &AppState, document: &Value) -> AppResult<Option<BadgeRow>> {
    let Some(id) = document["id"].as_str().and_then(|address| id_in(state, address)) else { return Ok(None) };
    Ok(queries::badge(&*state.db.get().await?, id).await.optional()?)
}

/// The badge that an address of ours names, with or without what stands below it.
fn id_in(state: &AppState, address: &str) -> Option<BadgeId> {
    let ours = Url::parse(&state.config.server.absolute("/badges/")).ok()?;
    let address = ours.join(address).ok().filter(|address| address.origin() == ours.origin())?;
    address.path().strip_prefix(ours.path())?.split('/').next()?.parse().ok()
}

impl Shown {
    fn read(state: &AppState, typed: &str) -> Self {
        if let Some(document) = typed.starts_with('{').then(|| serde_json::from_str(typed).ok()).flatten() {
            return Self::Readable(document);
        }
        // Mail programs break long lines.
        let whole: String = typed.split_whitespace().collect();
        let is_signed = whole.split('.').count() == 3 && whole.starts_with("ey") && !whole.contains(['/', ':']);
        match id_in(state, &whole) {
            _ if is_signed => Self::Signed(whole),
            Some(id) => Self::Address(id),
            None => Self::Nothing,
        }
    }
}

impl Finding {
    fn not_ours(is_signed: bool) -> Self {
        Self { verdict: Verdict::NotOurs, name: None, page: None, is_signed }
    }
}

impl From<BadgeState> for Verdict {
    fn from(state: BadgeState) -> Self {
        match state {
            BadgeState::Valid => Self::Valid,
            BadgeState::Expired => Self::Expired,
            BadgeState::Replaced => Self::Replaced,
            BadgeState::Withdrawn => Self::Withdrawn,
        }
    }
}

impl BadgeRow {
    fn page(&self) -> Option<String> {
        (self.is_public() && !self.is_gone).then(|| format!("/badges/{}", self.id))
    }
}
