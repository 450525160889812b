//! Where statements are printed: an SVG template for each page, made into PDF with the site's own typeface, on threads made
//! for blocking. The words stay words, which can be searched and copied.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use pdf_writer::{Chunk, Content, Finish, Name, Pdf, Rect, Ref, TextStr};
use resvg::usvg::{Options, Tree, fontdb};
use svg2pdf::ConversionOptions;

use super::sheet::sheets;
use crate::accounts::Viewer;
use crate::error::{AppError, AppResult};
use crate::ledger::statement::Statement;
use crate::web::lettering;
use crate::web::seats::Seats;

/// A4, in points.
const PAPER: [f32; 2] = [595.0, 842.0];
/// Statements that wait for each seat at most; one takes some tens of milliseconds a page.
const WAITING_PER_SEAT: usize = 20;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| Arc::new(lettering::fonts()));

/// The place where statements are printed. Cheap to clone.
#[derive(Clone)]
pub struct Press {
    seats: Seats,
}

impl Press {
    /// A place with `seats` seats: statements printed at the same time.
    pub fn new(seats: usize) -> Self {
        Self { seats: Seats::new(seats, seats.saturating_mul(WAITING_PER_SEAT)) }
    }

    /// The statement as PDF.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait; when it cannot be printed.
    pub(in crate::ledger) async fn print(&self, statement: &Statement, viewer: &Viewer) -> AppResult<Vec<u8>> {
        let title = format!("Statement of credits, {}", statement.month.words());
        let sheets = sheets(statement, viewer)?;
        let printed = self.seats.run(move || bound(&title, &sheets)).await?;
        printed.map_err(AppError::internal)?.map_err(AppError::Internal)
    }
}

/// The sheets as the pages of one PDF.
fn bound(title: &str, sheets: &[String]) -> anyhow::Result<Vec<u8>> {
    let mut ids = Ref::new(1);
    let (catalog, tree, info) = (ids.bump(), ids.bump(), ids.bump());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree).lang(TextStr("en"));
    pdf.document_info(info).title(TextStr(title)).creator(TextStr("Skillswap"));
    let mut pages = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let (picture, chunk) = picture(sheet, &mut ids)?;
        pages.push(add_page(&mut pdf, tree, picture, &mut ids));
        pdf.extend(&chunk);
    }
    pdf.pages(tree).count(i32::try_from(pages.len())?).kids(pages);
    Ok(pdf.finish())
}

/// A sheet as something that a page can show, with ids of this PDF.
fn picture(sheet: &str, ids: &mut Ref) -> anyhow::Result<(Ref, Chunk)> {
    let options =
        Options { font_family: lettering::FAMILY.to_owned(), fontdb: Arc::clone(&FONTS), ..Options::default() };
    let tree = Tree::from_str(sheet, &options)?;
    let (chunk, root) = svg2pdf::to_chunk(&tree, ConversionOptions::default()).map_err(|e| anyhow::anyhow!("{e}"))?;
    let mut renamed = HashMap::new();
    let chunk = chunk.renumber(|old| *renamed.entry(old).or_insert_with(|| ids.bump()));
    let root = renamed.get(&root).copied().ok_or_else(|| anyhow::anyhow!("a sheet without a picture"))?;
    Ok((root, chunk))
}

fn add_page(pdf: &mut Pdf, tree: Ref, picture: Ref, ids: &mut Ref) -> Ref {
    const PICTURE: Name<'_> = Name(b"Sheet");
    let [width, height] = PAPER;
    let (id, contents) = (ids.bump(), ids.bump());
    let mut page = pdf.page(id);
    page.media_box(Rect::new(0.0, 0.0, width, height)).parent(tree).contents(contents);
    page.resources().x_objects().pair(PICTURE, picture);
    page.finish();
    let mut content = Content::new();
    // What it shows measures one point by one.
    content.transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(PICTURE);
    pdf.stream(contents, &content.finish());
    id
}
