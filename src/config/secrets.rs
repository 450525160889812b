//! The one secret that everything signed or encrypted derives from.

use super::{Environment, Source};

/// The master secret, when given.
#[derive(Clone)]
pub struct SecretsConfig {
    /// `SECRET_KEY`: 32 bytes as 64 hexadecimal digits. Left out in development, one is made and kept in `DATA_DIR`.
    pub key: Option<[u8; 32]>,
}

impl SecretsConfig {
    pub(super) fn read(source: &mut Source, environment: Environment) -> Self {
        const EXPECTED: &str = "64 hexadecimal digits, as `openssl rand -hex 32` prints";
        let key = source.parse("SECRET_KEY", EXPECTED, |text| hex::decode(text).ok()?.try_into().ok());
        if key.is_none() && environment == Environment::Production && source.text("SECRET_KEY").is_none() {
            source.refuse("SECRET_KEY", &format!("{EXPECTED}; it is required in production"));
        }
        Self { key }
    }
}

impl std::fmt::Debug for SecretsConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretsConfig").field("given", &self.key.is_some()).finish()
    }
}
