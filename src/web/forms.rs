//! Forms as browsers send them, and what is said beside each field when one is refused.

use std::fmt::Display;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::error::AppError;

/// The largest form that we read, in bytes; the longest texts of the site are far below it.
const MOST_BYTES: usize = 64 * 1024;

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
        let body = web::Bytes::from_request(request, payload);
        async move {
            if !is_form {
                return Err(AppError::BadRequest("This address takes the form of our page and nothing else."));
            }
            let body =
                body.await.map_err(|_| AppError::BadRequest("The form was too large or did not arrive whole."))?;
            if body.len() > MOST_BYTES {
                return Err(AppError::BadRequest("The form was too large."));
            }
            serde_html_form::from_bytes(&body)
                .map(HtmlForm)
                .map_err(|_| AppError::BadRequest("The form lacks a field, or one holds what it cannot."))
        }
        .boxed_local()
    }
}

/// Whether a choice's value is the one chosen, both read as text: what the select macro asks.
pub fn is_chosen(option: impl Display, chosen: impl Display) -> bool {
    let (option, chosen) = (option.to_string(), chosen.to_string());
    option == chosen
}

/// What is wrong with a form, by field. Templates ask [`FieldErrors::of`] beside each field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(&'static str, String)>);

impl FieldErrors {
    /// Notes that `field` is refused because of `sentence`; the first one said about a field stays.
    pub fn add(&mut self, field: &'static str, sentence: impl Into<String>) {
        if self.of(field).is_none() {
            self.0.push((field, sentence.into()));
        }
    }

    /// Exactly one error.
    pub fn one(field: &'static str, sentence: impl Into<String>) -> Self {
        Self(vec![(field, sentence.into())])
    }

    /// Keeps the value of an accepted field, notes the sentence of a refused one.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, impl Into<String>>) -> Option<T> {
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
    pub fn iter(&self) -> impl Iterator<Item = &(&'static str, String)> {
        self.0.iter()
    }
}
