//! Logging in, or proving who one is, with a passkey.

use actix_web::HttpResponse;

use crate::accounts::attempts;
use crate::accounts::forms::{PasskeyForm, way_on};
use crate::accounts::passkeys::{self, PasskeyError};
use crate::accounts::signing_in::{self, Door, Entry};
use crate::accounts::{Viewer, Visitor, login};
use crate::error::AppResult;
use crate::web::{Flash, HtmlForm, redirect, see_other};

const REFUSED: &str =
    "This passkey opens no account here, or too much time has passed. Try again, or use your password.";

/// `POST /login/passkey/options`: what the browser needs to ask for one, as JSON. Counted like a try; one that succeeds
/// is taken back.
pub async fn options(door: Door, visitor: Visitor) -> AppResult {
    attempts::demand(&door.state, &door.subjects()).await?;
    Ok(HttpResponse::Ok().json(passkeys::begin_login(&door, &visitor).await?))
}

/// `POST /login/passkey`
pub async fn create(door: Door, visitor: Visitor, HtmlForm(form): HtmlForm<PasskeyForm>) -> AppResult {
    let member = match passkeys::finish_login(&door, &visitor, &form.credential).await {
        Ok(member) => member,
        Err(PasskeyError::Failed(error)) => return Err(error),
        Err(_) => return Ok(redirect("/login", &Flash::negative(REFUSED))),
    };
    attempts::succeeded(&door.state, &mut *door.state.db.get().await?, &[], &door.subjects()).await?;
    // The device has asked for a finger, a face or a PIN: two factors in one.
    let entry = Entry::new(member, way_on(&form.next)).in_zone(&form.zone);
    signing_in::admit(&door, entry.with_second_factor()).await
}

/// `POST /me/confirmation/passkey`
pub async fn confirm(door: Door, viewer: Viewer, HtmlForm(form): HtmlForm<PasskeyForm>) -> AppResult {
    let visitor = Visitor(Some(viewer.clone()));
    match passkeys::finish_login(&door, &visitor, &form.credential).await {
        Ok(member) if member == viewer.member_id => {
            let mut conn = door.state.db.get().await?;
            attempts::succeeded(&door.state, &mut conn, &[], &door.subjects()).await?;
            login::confirm(&mut conn, door.state.clock.now(), viewer.login_id).await?;
            Ok(see_other(way_on(&form.next)))
        }
        Err(PasskeyError::Failed(error)) => Err(error),
        _ => Ok(redirect("/me/confirmation", &Flash::negative("This passkey is not one of your account."))),
    }
}
