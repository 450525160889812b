//! How much one address or one account may ask, by the generic cell rate algorithm: a burst of the whole minute's
//! allowance, then a steady flow. Counts live in this process, for as long as it lives; tries to log in, which must
//! outlive it, are counted by accounts.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Weak;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use super::client_address;
use crate::config::LimitsConfig;
use crate::error::AppError;
use crate::state::AppState;

/// The limits of this process.
pub struct RateLimits {
    /// Every request, by address.
    pub requests: Limit<IpAddr>,
    /// Whatever an account changes, by member id.
    pub writes: Limit<i64>,
}

impl RateLimits {
    /// Fresh counts under the configured limits.
    pub fn new(config: &LimitsConfig) -> Self {
        Self {
            requests: Limit::per_minute(config.requests_per_minute),
            writes: Limit::per_minute(config.writes_per_minute),
        }
    }

    /// Forgets, every minute for as long as the limits exist, keys that have been quiet: memory must not grow with
    /// strangers.
    pub async fn keep_small(limits: Weak<Self>) {
        let mut minutes = tokio::time::interval(Duration::from_secs(60));
        loop {
            minutes.tick().await;
            match limits.upgrade() {
                Some(limits) => limits.forget_quiet_keys(),
                None => return,
            }
        }
    }

    fn forget_quiet_keys(&self) {
        self.requests.0.retain_recent();
        self.writes.0.retain_recent();
    }
}

/// One allowance, counted per key.
pub struct Limit<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: Hash + Eq + Clone> Limit<K> {
    fn per_minute(allowance: u32) -> Self {
        Self(DefaultKeyedRateLimiter::keyed(Quota::per_minute(NonZeroU32::new(allowance).unwrap_or(NonZeroU32::MIN))))
    }

    /// Counts one use by `key`.
    ///
    /// # Errors
    /// [`AppError::TooMany`] with the time to wait, when the allowance is used up.
    pub fn count(&self, key: &K) -> Result<(), AppError> {
        self.0.check_key(key).map_err(|refusal| {
            let wait = refusal.wait_time_from(DefaultClock::default().now());
            AppError::TooMany { retry_after: wait.saturating_add(Duration::from_millis(999)) }
        })
    }
}

/// The middleware that counts every request by address. Assets are not counted: they are cheap, and a page has several.
///
/// # Errors
/// Passes on the inner service's.
pub async fn limit_requests(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if let Some(state) = request.app_data::<web::Data<AppState>>()
        && !request.path().starts_with("/static/")
        && let Some(address) = client_address::of_service(&request, &state.config.server.trusted_proxies)
        && let Err(refusal) = state.limits.requests.count(&client_address::limit_key(address))
    {
        return Ok(request.into_response(refusal.error_response()));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_been_quiet_is_forgotten() {
        // A use of six million a minute is made up for in ten microseconds.
        let limit = Limit::per_minute(6_000_000);
        limit.count(&"ada").unwrap();
        while !limit.0.is_empty() {
            limit.0.retain_recent();
        }
    }

    #[test]
    fn the_sixth_try_in_a_minute_is_told_when_to_come_back() {
        let limit = Limit::per_minute(5);
        for _ in 0..5 {
            limit.count(&"ada").unwrap();
        }
        match limit.count(&"ada") {
            Err(AppError::TooMany { retry_after }) => {
                assert!(retry_after.as_secs() >= 1 && retry_after.as_secs() <= 13)
            }
            other => panic!("{other:?}"),
        }
        limit.count(&"grace").unwrap();
    }
}
