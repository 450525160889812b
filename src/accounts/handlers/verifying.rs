//! The link in the first mail.

use actix_web::{HttpResponse, web};

use crate::accounts::attempts::{self, Subject};
use crate::accounts::forms::ProofForm;
use crate::accounts::signing_in::{self, Door, Entry};
use crate::accounts::verification::{self, Waiting};
use crate::accounts::views::VerifyPage;
use crate::accounts::{Pages, Passwords, Viewers};
use crate::error::AppResult;
use crate::web::{FieldErrors, Flash, HtmlForm, redirect, refused, show};

const NOT_THIS: &str = "This is not the password that was chosen for this account. If you do not know it, get in with a link by \
                        mail (below): it lets you choose another one.";

/// `GET /email-verification/{token}`
pub async fn show_link(door: Door, pages: Pages, token: web::Path<String>) -> AppResult {
    let waiting = waiting(&door, &token).await?;
    let asks_password = waiting.as_ref().is_some_and(|waiting| !verification::joined_here(&door, waiting));
    let (page, errors) = (pages.page("Confirm your address").await?, FieldErrors::default());
    show(&VerifyPage { page, token: token.into_inner(), is_open: waiting.is_some(), asks_password, errors })
}

/// `POST /email-verification/{token}`: proves the address and logs its owner in, who gives the password unless it was
/// chosen in this browser.
pub async fn create(
    door: Door,
    passwords: web::Data<Passwords>,
    viewers: web::Data<Viewers>,
    pages: Pages,
    token: web::Path<String>,
    HtmlForm(form): HtmlForm<ProofForm>,
) -> AppResult {
    let Some(waiting) = waiting(&door, &token).await? else { return Ok(used_up()) };
    if !verification::joined_here(&door, &waiting) && !knows_password(&door, &passwords, &waiting, form).await? {
        let (page, errors) = (pages.page("Confirm your address").await?, FieldErrors::one("password", NOT_THIS));
        let token = token.into_inner();
        return refused(&VerifyPage { page, token, is_open: true, asks_password: true, errors });
    }
    let now = door.state.clock.now();
    if !verification::redeem(&mut *door.state.db.get().await?, now, &token, &waiting).await? {
        return Ok(used_up());
    }
    viewers.forget_member(waiting.member);
    let welcome = Flash::positive("Your address is confirmed. Now tell others who you are.");
    signing_in::admit(&door, Entry::new(waiting.member, "/onboarding").welcomed(welcome)).await
}

async fn waiting(door: &Door, token: &str) -> AppResult<Option<Waiting>> {
    let now = door.state.clock.now();
    Ok(verification::waiting(&mut *door.state.db.get().await?, now, token).await?)
}

async fn knows_password(door: &Door, passwords: &Passwords, waiting: &Waiting, form: ProofForm) -> AppResult<bool> {
    let tries = [Subject::Proof(waiting.member)];
    attempts::demand(&door.state, &tries).await?;
    let verdict = passwords.verify(form.password, waiting.password_hash.clone()).await?;
    if verdict.is_right() {
        attempts::succeeded(&door.state, &mut *door.state.db.get().await?, &tries, &[]).await?;
    }
    Ok(verdict.is_right())
}

fn used_up() -> HttpResponse {
    let sentence = "This link has been used or is older than seven days. Log in, or join again to get a new one.";
    redirect("/login", &Flash::negative(sentence))
}
