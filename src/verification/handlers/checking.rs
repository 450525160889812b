//! Anybody checks what they were shown.

use actix_multipart::Multipart;
use actix_web::web;

use crate::accounts::Pages;
use crate::error::AppResult;
use crate::state::AppState;
use crate::verification::credential;
use crate::verification::forms::CheckForm;
use crate::verification::views::CheckPage;
use crate::web::{FieldErrors, HtmlForm, refused, show, uploads};

/// The field that holds the file.
const FIELD: &str = "file";
/// Bytes of a document at most; ours have about 4,000.
const MOST_BYTES: usize = 64 * 1024;

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
    match uploads::receive(upload, FIELD, MOST_BYTES).await {
        Ok(file) => {
            // What is no text is no document of ours.
            let finding = credential::check(&state, &String::from_utf8_lossy(&file.bytes)).await?;
            show(&CheckPage { finding: Some(finding), ..empty(&pages).await? })
        }
        Err(why) => {
            let errors = FieldErrors::one(FIELD, why.to_string());
            refused(&CheckPage { errors, ..empty(&pages).await? })
        }
    }
}

async fn empty(pages: &Pages) -> AppResult<CheckPage> {
    let page = pages.page("Check a badge").await?;
    Ok(CheckPage { page, form: CheckForm::default(), errors: FieldErrors::default(), finding: None })
}
