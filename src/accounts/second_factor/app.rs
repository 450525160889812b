//! The key that a member's app makes codes of.

use qrcode::QrCode;
use qrcode::render::svg;
use totp_rs::{Builder, Secret, Totp};

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::crypto;
use crate::error::{AppError, AppResult};
use crate::state::AppState;

const SEALED_FOR: &str = "second factor";

/// 20 random bytes, as RFC 4226 recommends.
pub(in crate::accounts) struct AppKey([u8; 20]);

impl AppKey {
    pub(super) fn random() -> Result<Self, getrandom::Error> {
        crypto::random_bytes().map(Self)
    }

    /// Sealed for this member: copied to another's row it opens nothing.
    pub(super) fn sealed(&self, state: &AppState, member: MemberId) -> AppResult<Vec<u8>> {
        state.secret.seal(SEALED_FOR, &member.to_string(), &self.0).map_err(AppError::Internal)
    }

    pub(super) fn opened(state: &AppState, member: MemberId, sealed: &[u8]) -> AppResult<Self> {
        let bytes = state.secret.open(SEALED_FOR, &member.to_string(), sealed).map_err(AppError::Internal)?;
        let bytes = bytes.try_into().map_err(|_| AppError::internal(anyhow::anyhow!("a key of another length")))?;
        Ok(Self(bytes))
    }

    /// The half minute whose code this is, when it is this one, the one before or the one after.
    pub(super) fn step_of(&self, code: &str, now: Instant) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let seconds = u64::try_from(now.timestamp().as_second()).ok()?;
        let is_code = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit());
        let step = is_code.then(|| self.totp("").ok()?.check(&digits, seconds)).flatten()?;
        i64::try_from(step).ok()
    }

    /// As people type it into an app: base32 in groups of four.
    pub(in crate::accounts) fn typed(&self) -> String {
        let text = Secret::new_stack(self.0).to_base32();
        let letters: Vec<char> = text.chars().collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// An SVG picture for an app's camera: the key, and whose it is.
    pub(in crate::accounts) fn drawn(&self, email: &str) -> AppResult<String> {
        let totp = self.totp(email).map_err(AppError::internal)?;
        let url = totp.to_url().map_err(|error| AppError::internal(anyhow::anyhow!("otpauth: {error}")))?;
        let code = QrCode::new(url.as_bytes()).map_err(AppError::internal)?;
        Ok(code.render::<svg::Color<'_>>().min_dimensions(240, 240).build())
    }

    fn totp(&self, email: &str) -> Result<Totp, totp_rs::TotpError> {
        Builder::new()
            .with_secret(Secret::new_stack(self.0))
            // A colon would end the issuer's name.
            .with_account_name(email.replace(':', "-"))
            .with_issuer(Some("Skillswap"))
            .build()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let key = AppKey(*b"12345678901234567890");
        let at = |seconds: i64| Instant::from_microseconds(seconds * 1_000_000);
        // The RFC's 94287082 at 59 s, in six digits.
        assert_eq!(key.step_of("287082", at(59)), Some(1));
        assert_eq!(key.step_of("287 082 ", at(89)), Some(1), "one half minute late");
        assert_eq!(key.step_of("287082", at(10)), Some(1), "one early");
        assert_eq!(key.step_of("287082", at(120)), None);
        for nonsense in ["", "28708", "2870820", "२८७०८२", "abcdef"] {
            assert_eq!(key.step_of(nonsense, at(59)), None, "{nonsense}");
        }
    }

    #[test]
    fn the_key_is_typed_in_groups_and_drawn_as_svg() {
        let key = AppKey(*b"12345678901234567890");
        assert_eq!(key.typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let drawn = key.drawn("ana@example.org").unwrap();
        assert!(drawn.contains("<svg") && !drawn.contains("<script"), "{drawn}");
    }
}
