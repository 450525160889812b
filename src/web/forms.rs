//! Forms as browsers send them, and what is said beside each field when one is refused.

use std::borrow::Cow;
use std::fmt::Display;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use bytes::BytesMut;
use futures_util::future::LocalBoxFuture;
use futures_util::{FutureExt, TryStreamExt};
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::error::AppError;

/// The largest form that we read, in bytes; the longest texts of the site are far below it.
const MOST_BYTES: usize = 64 * 1024;
/// Bytes of a larger one that are read before its sender is cut off.
const MOST_READ: usize = 16 * 1024 * 1024;

/// A posted form. Repeated names become lists, so that checkboxes work; texts arrive as typed, to be parsed by the
/// slice's `forms.rs`.
#[derive(Debug)]
pub struct HtmlForm<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for HtmlForm<T> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_form = request
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        let payload = payload.take();
        async move {
            if !is_form {
                return Err(AppError::BadRequest("This address takes the form of our page and nothing else."));
            }
            let body = read(payload).await?;
            serde_html_form::from_bytes(&without_nul(&body))
                .map(HtmlForm)
                .map_err(|_| AppError::BadRequest("The form lacks a field, or one holds what it cannot."))
        }
        .boxed_local()
    }
}

/// The body, whole. One that is too large is read on for a while and forgotten: browsers show the answer only once they
/// have sent everything.
async fn read(mut payload: Payload) -> Result<BytesMut, AppError> {
    let mut body = BytesMut::new();
    let mut arrived = 0_usize;
    while arrived <= MOST_READ {
        let piece = payload.try_next().await.map_err(|_| AppError::BadRequest("The form did not arrive whole."))?;
        let Some(piece) = piece else { break };
        arrived = arrived.saturating_add(piece.len());
        if arrived <= MOST_BYTES {
            body.extend_from_slice(&piece);
        }
    }
    if arrived > MOST_BYTES { Err(AppError::BadRequest("The form was too large.")) } else { Ok(body) }
}

/// Without NUL, which no keyboard writes and PostgreSQL does not keep.
fn without_nul(body: &[u8]) -> Cow<'_, [u8]> {
    if !body.contains(&0) && !body.windows(3).any(|part| part == b"%00") {
        return Cow::Borrowed(body);
    }
    let pairs = form_urlencoded::parse(body);
    let clean = pairs.map(|(name, value)| (name.replace('\0', ""), value.replace('\0', "")));
    Cow::Owned(form_urlencoded::Serializer::new(String::new()).extend_pairs(clean).finish().into_bytes())
}

/// Whether a choice's value is the one chosen, both read as text: what the select macro asks.
pub fn is_chosen(option: impl Display, chosen: impl Display) -> bool {
    let (option, chosen) = (option.to_string(), chosen.to_string());
    option == chosen
}

/// What is wrong with a form, by field. Templates ask [`FieldErrors::of`] beside each field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(Cow<'static, str>, String)>);

impl FieldErrors {
    /// Notes that `field` is refused because of `sentence`; the first one said about a field stays.
    pub fn add(&mut self, field: impl Into<Cow<'static, str>>, sentence: impl Into<String>) {
        let field = field.into();
        if self.of(&field).is_none() {
            self.0.push((field, sentence.into()));
        }
    }

    /// Exactly one error.
    pub fn one(field: &'static str, sentence: impl Into<String>) -> Self {
        Self(vec![(Cow::Borrowed(field), sentence.into())])
    }

    /// Keeps the value of an accepted field, notes the sentence of a refused one.
    pub fn take<T>(&mut self, field: impl Into<Cow<'static, str>>, parsed: Result<T, impl Into<String>>) -> Option<T> {
        parsed.map_err(|sentence| self.add(field, sentence)).ok()
    }

    /// The sentence about `field`, when it was refused.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, sentence)| sentence.as_str())
    }

    /// As [`FieldErrors::of`], empty when nothing is wrong with `field`: what the form macros take.
    pub fn text(&self, field: &str) -> &str {
        self.of(field).unwrap_or_default()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every sentence, in the order of the fields.
    pub fn iter(&self) -> impl Iterator<Item = &(Cow<'static, str>, String)> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_left_out_and_everything_else_stays() {
        assert_eq!(without_nul(b"a=%C3%A9&b=x+y").as_ref(), b"a=%C3%A9&b=x+y");
        assert_eq!(without_nul(b"a%00=%001%C3%A9%00&b=x+y").as_ref(), b"a=1%C3%A9&b=x+y");
    }
}
