//! What crawlers are told to read: an index of sitemaps, each with the public pages of a range of ids. Sitemaps are sent
//! piece by piece as they are read, so that a million members take no more memory than five thousand.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web::Bytes;
use askama::Template;
use futures_util::stream::{Stream, try_unfold};
use moka::future::Cache;

use super::path;
use super::queries::{PIECE, PageRow, RANGE, RangeRow, piece, ranges};
use crate::accounts::MemberId;
use crate::error::{AppError, AppResult};
use crate::state::AppState;

/// How long the ranges are believed: counting a million pages takes a while, and crawlers come in swarms.
const REMEMBERED_FOR: Duration = Duration::from_secs(600);

/// The ranges as last counted. Cheap to clone.
#[derive(Clone)]
pub struct Sitemaps {
    counted: Cache<(), Arc<Vec<RangeRow>>>,
}

/// `/sitemap.xml`
#[derive(Template)]
#[template(path = "profiles/sitemap_index.xml")]
pub(super) struct IndexXml<'a> {
    pub origin: &'a str,
    pub ranges: &'a [RangeRow],
}

/// `/sitemaps/pages.xml`, `/sitemaps/skills.xml`
#[derive(Template)]
#[template(path = "profiles/sitemap_pages.xml")]
pub(super) struct PagesXml<'a> {
    pub origin: &'a str,
    pub paths: &'a [String],
}

/// A part of `/sitemaps/members-N.xml`.
#[derive(Template)]
#[template(path = "profiles/_sitemap_piece.xml")]
struct PieceXml<'a> {
    origin: &'a str,
    is_first: bool,
    is_last: bool,
    pages: &'a [PageRow],
}

impl Default for Sitemaps {
    fn default() -> Self {
        Self { counted: Cache::builder().max_capacity(1).time_to_live(REMEMBERED_FOR).build() }
    }
}

impl Sitemaps {
    /// The ranges with public pages, as they were at most ten minutes ago.
    pub(super) async fn ranges(&self, state: &AppState) -> AppResult<Arc<Vec<RangeRow>>> {
        let count = async { Ok::<_, AppError>(Arc::new(ranges(&mut *state.db.get().await?).await?)) };
        let counted = self.counted.try_get_with((), count).await;
        counted.map_err(|error: Arc<AppError>| AppError::Unavailable(anyhow::anyhow!("the sitemap: {error}")))
    }
}

impl RangeRow {
    /// A tag of a sitemap's content: it differs when a page came, went or changed.
    pub(super) fn tag(&self) -> String {
        format!("\"{}-{}-{}\"", self.number, self.pages, self.changed_at.microseconds())
    }
}

/// Where the reading of a range stands.
struct Reading {
    state: AppState,
    number: i64,
    /// `None` when all is read.
    after: Option<MemberId>,
    is_first: bool,
}

/// The sitemap of a range, piece by piece.
pub(super) fn stream(state: AppState, number: i64) -> impl Stream<Item = Result<Bytes, AppError>> {
    let after = Some(MemberId(number.saturating_sub(1).saturating_mul(RANGE)));
    try_unfold(Reading { state, number, after, is_first: true }, Reading::next)
}

impl Reading {
    async fn next(self) -> Result<Option<(Bytes, Self)>, AppError> {
        let Some(after) = self.after else { return Ok(None) };
        let pages = piece(&mut *self.state.db.get().await?, self.number, after).await?;
        let last = pages.as_slice().last().filter(|_| pages.len() == PIECE).map(|page| page.id);
        let public_url = self.state.config.server.absolute("");
        let (is_first, is_last) = (self.is_first, last.is_none());
        let xml = PieceXml { origin: &public_url, is_first, is_last, pages: &pages }.render()?;
        Ok(Some((xml.into(), Self { after: last, is_first: false, ..self })))
    }
}

impl PageRow {
    fn path(&self) -> String {
        path(self.id, &self.name)
    }
}
