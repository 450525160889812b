//! Where the pictures for link previews are drawn: an SVG template, rendered to PNG. On threads made for blocking, and
//! only so many at once: each takes a core for some milliseconds and 3 MB. What was drawn is remembered by a tag of what
//! it shows, so that it is drawn again when that changes and not before.

use std::sync::{Arc, LazyLock};

use askama::Template;
use bytes::Bytes;
use moka::future::Cache;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::tags;
use crate::error::{AppError, AppResult};
use crate::web::lettering;
use crate::web::seats::Seats;

/// What link previews ask for, in pixels.
pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;
/// Bytes of pictures remembered at most; one has about 40,000.
const REMEMBERED: u64 = 16 << 20;

/// Pictures that wait for each seat at most; one takes about 30 ms.
const WAITING_PER_SEAT: usize = 100;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| Arc::new(lettering::fonts()));

/// The place where pictures are drawn. Cheap to clone.
#[derive(Clone)]
pub struct Easel {
    seats: Seats,
    drawn: Cache<String, Bytes>,
}

/// A picture to be drawn: its SVG, and the tag of it.
#[derive(Debug)]
pub struct Sketch {
    svg: String,
    /// Another for whatever would look otherwise.
    pub(super) tag: String,
}

impl Sketch {
    /// Of a template that is an SVG of `WIDTH` by `HEIGHT` pixels.
    ///
    /// # Errors
    /// When the template cannot be rendered.
    pub fn of(picture: &impl Template) -> AppResult<Self> {
        let svg = picture.render()?;
        Ok(Self { tag: tags::of(&svg), svg })
    }
}

impl Easel {
    /// A place with `seats` seats: pictures drawn at the same time.
    pub fn new(seats: usize) -> Self {
        let weight = |tag: &String, picture: &Bytes| u32::try_from(tag.len() + picture.len()).unwrap_or(u32::MAX);
        let drawn = Cache::builder().max_capacity(REMEMBERED).weigher(weight).build();
        Self { seats: Seats::new(seats, seats.saturating_mul(WAITING_PER_SEAT)), drawn }
    }

    /// The picture as PNG; asked for twice at once it is drawn once.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait; when it cannot be drawn.
    pub(super) async fn png(&self, sketch: Sketch) -> AppResult<Bytes> {
        let Sketch { svg, tag } = sketch;
        let drawn = self.drawn.try_get_with(tag, async {
            let drawn = self.seats.run(move || draw(&svg)).await?;
            drawn.map_err(AppError::internal)?.map_err(AppError::Internal)
        });
        drawn.await.map_err(|error| match &*error {
            AppError::Busy { retry_after } => AppError::Busy { retry_after: *retry_after },
            error => AppError::Internal(anyhow::anyhow!("a card: {error}")),
        })
    }
}

fn draw(svg: &str) -> anyhow::Result<Bytes> {
    let options =
        Options { font_family: lettering::FAMILY.to_owned(), fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(svg, &options)?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or_else(|| anyhow::anyhow!("no room for the pixels"))?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Ok(pixels.encode_png()?.into())
}
