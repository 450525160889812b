//! Joining: a member who has yet to prove their address.

use diesel_async::AsyncConnection;

use super::attempts::{self, Subject};
use super::forms::SignUp;
use super::jobs::{AlreadyMemberMail, VerificationMail};
use super::mail_tokens::{self, Purpose};
use super::{MemberId, NewMember, PasswordHash, Passwords, create};
use crate::error::AppResult;
use crate::jobs::enqueue;
use crate::state::AppState;

/// Makes a member of whoever signs up, or tells the owner of the address by mail that they are one: the same work and
/// statements either way. Gives the hash of the password that was chosen here.
///
/// # Errors
/// [`AppError::TooMany`](crate::error::AppError::TooMany) when too many mails were asked for;
/// [`AppError::Busy`](crate::error::AppError::Busy); when the database fails.
pub(super) async fn join(state: &AppState, passwords: &Passwords, sign_up: SignUp) -> AppResult<PasswordHash> {
    let now = state.clock.now();
    let email = sign_up.email.as_str();
    attempts::demand(state, &[Subject::mail(email)]).await?;
    let password = passwords.hash(sign_up.password.into_inner()).await?;
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        let new = NewMember { email, name: &sign_up.name, password: &password };
        let joined = create(conn, now, &new).await?;
        // A link of an earlier try would prove the address for the password of this one. Nobody has the number 0: the
        // statement runs for a known address, too.
        mail_tokens::withdraw(conn, joined.unwrap_or(MemberId(0)), &[Purpose::VerifyEmail]).await?;
        let asked_at = now.microseconds();
        match joined {
            Some(member_id) => enqueue(conn, now, &VerificationMail { member_id, asked_at }).await,
            None => enqueue(conn, now, &AlreadyMemberMail { email: email.to_owned(), asked_at }).await,
        }
    })
    .await?;
    Ok(password)
}
