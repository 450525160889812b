//! A provider's API: JSON over HTTP, with a key in front.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use url::Url;

use super::ConferenceError;
use crate::outbound::{Answer, Outbound};

/// How long a provider may take for one request.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest answer that we read: a page of three hundred meetings.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// A client of one API.
pub(super) struct Peer {
    name: &'static str,
    base: Url,
    outbound: Outbound,
}

/// How often a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tries {
    /// It may come to something else the second time.
    Once,
    /// It comes to the same.
    Twice,
}

/// A request before it has a key.
pub(super) struct Call<'a> {
    pub operation: &'static str,
    pub method: Method,
    /// Below the API's address, each percent-encoded.
    pub path: &'a [&'a str],
    pub query: &'a [(&'a str, &'a str)],
    pub body: Option<Value>,
    pub tries: Tries,
}

impl Peer {
    pub(super) fn new(name: &'static str, base: &Url) -> anyhow::Result<Self> {
        Ok(Self { name, base: base.clone(), outbound: Outbound::new(name, PATIENCE, LARGEST_ANSWER)? })
    }

    /// Sends `call` with `authorization`; whatever is answered below 500.
    pub(super) async fn call(&self, call: &Call<'_>, authorization: &str) -> Result<Answer, ConferenceError> {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query);
        }
        let mut request = Request::new(call.method.clone(), url);
        request.headers_mut().insert(AUTHORIZATION, self.header(call.operation, authorization)?);
        if let Some(body) = &call.body {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.to_string().into());
        }
        Ok(match call.tries {
            Tries::Once => self.outbound.send(call.operation, request).await?,
            Tries::Twice => self.outbound.ask(call.operation, request).await?,
        })
    }

    /// Sends a form to `url`, for an access token.
    pub(super) async fn post_form(
        &self,
        operation: &'static str,
        url: &Url,
        authorization: &str,
        form: &[(&str, &str)],
    ) -> Result<Answer, ConferenceError> {
        let mut request = Request::new(Method::POST, url.clone());
        request.headers_mut().insert(AUTHORIZATION, self.header(operation, authorization)?);
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        *request.body_mut() = Some(body.into());
        Ok(self.outbound.ask(operation, request).await?)
    }

    /// What an answer says.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        answer: &Answer,
    ) -> Result<T, ConferenceError> {
        if !answer.status.is_success() {
            return Err(self.refused(operation, answer.status));
        }
        let unreadable = |error: serde_json::Error| self.unreadable(operation, error.to_string());
        serde_json::from_slice(&answer.body).map_err(unreadable)
    }

    /// That it was done, or that there is nothing (any more) to do it to.
    pub(super) fn done_or_gone(&self, operation: &'static str, answer: &Answer) -> Result<(), ConferenceError> {
        match answer.status {
            status if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
            status => Err(self.refused(operation, status)),
        }
    }

    pub(super) fn refused(&self, operation: &'static str, status: StatusCode) -> ConferenceError {
        ConferenceError::Refused { peer: self.name, operation, status }
    }

    pub(super) fn unreadable(&self, operation: &'static str, why: String) -> ConferenceError {
        ConferenceError::Unreadable { peer: self.name, operation, why }
    }

    /// Never written to a log.
    fn header(&self, operation: &'static str, text: &str) -> Result<HeaderValue, ConferenceError> {
        let mut value =
            HeaderValue::from_str(text).map_err(|_| self.unreadable(operation, "a key no header takes".to_owned()))?;
        value.set_sensitive(true);
        Ok(value)
    }
}
