//! Anybody checks what they were shown.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::web;
use bytes::BytesMut;
use futures_util::TryStreamExt;

use crate::accounts::Pages;
use crate::error::AppResult;
use crate::state::AppState;
use crate::verification::credential;
use crate::verification::forms::CheckForm;
use crate::verification::views::CheckPage;
use crate::web::{FieldErrors, HtmlForm, refused, show};

/// The field that holds the file.
const FIELD: &str = "file";
/// Bytes of a document at most; ours have about 4,000.
const MOST_BYTES: usize = 64 * 1024;
/// Bytes of a form that are read at most.
const MOST_READ: usize = 4 * 1024 * 1024;
/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// `GET /badges/check`
pub async fn form(pages: Pages) -> AppResult {
    show(&empty(&pages).await?)
}

/// `POST /badges/check`
pub async fn check(state: web::Data<AppState>, pages: Pages, HtmlForm(form): HtmlForm<CheckForm>) -> AppResult {
    if form.document.trim().is_empty() {
        let errors = FieldErrors::one("document", "Paste a document, or the address of a badge.");
        return refused(&CheckPage { errors, ..empty(&pages).await? });
    }
    let finding = credential::check(&state, &form.document).await?;
    show(&CheckPage { form, finding: Some(finding), ..empty(&pages).await? })
}

/// `POST /badges/check/file`
pub async fn check_file(state: web::Data<AppState>, pages: Pages, upload: Multipart) -> AppResult {
    let received = tokio::time::timeout(PATIENCE, read(upload)).await.unwrap_or(Err("The file did not arrive whole."));
    match received {
        Ok(document) => {
            let finding = credential::check(&state, &document).await?;
            show(&CheckPage { finding: Some(finding), ..empty(&pages).await? })
        }
        Err(sentence) => {
            let errors = FieldErrors::one(FIELD, sentence);
            refused(&CheckPage { errors, ..empty(&pages).await? })
        }
    }
}

async fn empty(pages: &Pages) -> AppResult<CheckPage> {
    let page = pages.page("Check a badge").await?;
    Ok(CheckPage { page, form: CheckForm::default(), errors: FieldErrors::default(), finding: None })
}

/// The text of the file; what is no text is no document of ours.
async fn read(mut upload: Multipart) -> Result<String, &'static str> {
    const BROKEN: &str = "The file did not arrive whole. Try once more.";
    const LARGE: &str = "This file is larger than any badge document. Choose another one.";
    let (mut file, mut left) = (BytesMut::new(), MOST_READ);
    while let Some(mut field) = upload.try_next().await.map_err(|_| BROKEN)? {
        let is_file = field.name() == Some(FIELD);
        while let Some(piece) = field.try_next().await.map_err(|_| BROKEN)? {
            left = left.checked_sub(piece.len()).ok_or(LARGE)?;
            if is_file && file.len() <= MOST_BYTES {
                file.extend_from_slice(&piece);
            }
        }
    }
    match file.len() {
        0 => Err("Choose a file: the document that the badge's page offers."),
        1..=MOST_BYTES => Ok(String::from_utf8_lossy(&file).into_owned()),
        _ => Err(LARGE),
    }
}
