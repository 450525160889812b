//! Another password, while logged in.

use actix_web::web;

use crate::accounts::forms::{NewPassword, PasswordForm};
use crate::accounts::views::PasswordPage;
use crate::accounts::{Pages, Passwords, RecentProof, Viewers, proof, reset};
use crate::error::AppResult;
use crate::state::AppState;
use crate::web::{FieldErrors, Flash, HtmlForm, Place, redirect, refused, show};

/// `GET /me/password`
pub async fn form(state: web::Data<AppState>, viewer: RecentProof, pages: Pages) -> AppResult {
    let has_password = proof::has_password(&state, viewer.member_id).await?;
    let page = pages.page("Password").await?.at(Place::Me);
    show(&PasswordPage { page, has_password, errors: FieldErrors::default() })
}

/// `POST /me/password`
pub async fn update(
    state: web::Data<AppState>,
    passwords: web::Data<Passwords>,
    viewers: web::Data<Viewers>,
    viewer: RecentProof,
    pages: Pages,
    HtmlForm(form): HtmlForm<PasswordForm>,
) -> AppResult {
    let has_password = proof::has_password(&state, viewer.member_id).await?;
    match check(&state, &passwords, &viewer, has_password, &form).await? {
        Ok(password) => {
            let hash = passwords.hash(password.into_inner()).await?;
            reset::change(&state, viewer.member_id, viewer.login_id, &hash).await?;
            viewers.forget_member(viewer.member_id);
            let done = "Your password is changed, and every other log-in has ended.";
            Ok(redirect("/me", &Flash::positive(done)))
        }
        Err(errors) => {
            let page = pages.page("Password").await?.at(Place::Me);
            refused(&PasswordPage { page, has_password, errors })
        }
    }
}

/// The new password, when it is good and the one until now is right. A wrong one counts as a try.
async fn check(
    state: &AppState,
    passwords: &Passwords,
    viewer: &RecentProof,
    has_password: bool,
    form: &PasswordForm,
) -> AppResult<Result<NewPassword, FieldErrors>> {
    let owner = reset::about(&mut *state.db.get().await?, viewer.member_id).await?;
    let mut errors = FieldErrors::default();
    let new = errors.take("password", NewPassword::parse(&form.password, &[&owner.name, &owner.email]));
    if has_password && !proof::knows_password(state, passwords, viewer.member_id, &form.current).await? {
        errors.add("current", "This is not the password that you have now.");
    }
    Ok(new.filter(|_| errors.is_empty()).ok_or(errors))
}
