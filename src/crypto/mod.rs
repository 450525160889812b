//! Keys and random secrets. One master secret per installation; every use derives its own key from it, so that none can
//! stand in for another.

use std::io::Write;
use std::path::Path;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{Aead, Payload};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256, Sha512};

/// The master secret of an installation.
#[derive(Clone)]
pub struct Secret([u8; 32]);

/// Why there is no secret to work with.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file in the data folder cannot be read or made.
    #[error("the secret in {path} cannot be used: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system gives no random bytes.
    #[error("the system gives no random bytes: {0}")]
    NoRandom(#[from] getrandom::Error),
}

impl Secret {
    /// A secret from the settings.
    pub fn given(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// The secret kept in `folder`, made there at the first start, readable by its owner only.
    ///
    /// # Errors
    /// When the file cannot be read or made.
    pub fn kept_in(folder: &Path) -> Result<Self, SecretError> {
        let path = folder.join("secret.key");
        let refused = |source| SecretError::File { path: path.display().to_string(), source };
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                let bytes = hex::decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
                bytes.map(Self).ok_or_else(|| refused(std::io::ErrorKind::InvalidData.into()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let secret = Self(random_bytes()?);
                write_private(&path, &hex::encode(secret.0)).map_err(refused)?;
                Ok(secret)
            }
            Err(error) => Err(refused(error)),
        }
    }

    /// 64 bytes for `purpose` alone (HMAC-SHA-512 of the purpose under the master secret).
    pub fn derive(&self, purpose: &str) -> [u8; 64] {
        // HMAC takes keys of any length.
        #[allow(clippy::expect_used)]
        let mut mac = Hmac::<Sha512>::new_from_slice(&self.0).expect("a key of any length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl Secret {
    /// A keyed digest of `text` for `purpose` (HMAC-SHA-256 under [`Secret::derive`]): the same text gives the same
    /// digest, and who has only the digest cannot find the text by trying.
    pub fn keyed_digest(&self, purpose: &str, text: &str) -> [u8; 32] {
        // HMAC takes keys of any length.
        #[allow(clippy::expect_used)]
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.derive(purpose)).expect("a key of any length");
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// Bytes of the random number that a sealed text begins with.
const NONCE: usize = 12;

impl Secret {
    /// Seals `plain` for `purpose` with AES-256-GCM; it opens only for the same `owner`, so that a row copied to another
    /// owner's is worthless.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn seal(&self, purpose: &str, owner: &str, plain: &[u8]) -> anyhow::Result<Vec<u8>> {
        let nonce = random_bytes::<NONCE>()?;
        let sealed = self
            .cipher(purpose)?
            .encrypt(&nonce.into(), Payload { msg: plain, aad: owner.as_bytes() })
            .map_err(|_| anyhow::anyhow!("{purpose} cannot be sealed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Secret::seal`] sealed.
    ///
    /// # Errors
    /// When it was sealed for something else, for somebody else, with another master secret, or was changed.
    pub fn open(&self, purpose: &str, owner: &str, sealed: &[u8]) -> anyhow::Result<Vec<u8>> {
        let refused = || anyhow::anyhow!("what was sealed as {purpose} does not open: was SECRET_KEY changed?");
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(refused)?;
        self.cipher(purpose)?
            .decrypt(&(*nonce).into(), Payload { msg: sealed, aad: owner.as_bytes() })
            .map_err(|_| refused())
    }

    fn cipher(&self, purpose: &str) -> anyhow::Result<Aes256Gcm> {
        let key = self.derive(&format!("seal {purpose}"));
        let (key, _) = key.split_at(32);
        <Aes256Gcm as aes_gcm::KeyInit>::new_from_slice(key).map_err(|_| anyhow::anyhow!("a key of another length"))
    }
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// `N` bytes from the system.
///
/// # Errors
/// When the system gives none.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// A secret to send by mail, and the digest to keep: 32 random bytes in URL-safe base64, 43 characters.
///
/// # Errors
/// When the system gives no random bytes.
pub fn mail_token() -> Result<(String, [u8; 32]), getrandom::Error> {
    let token = URL_SAFE_NO_PAD.encode(random_bytes::<32>()?);
    let digest = digest(&token);
    Ok((token, digest))
}

/// SHA-256 of a token that somebody shows, to be looked up. The token is random, so no slow hash is needed.
pub fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_for_its_owner_and_purpose_only() {
        let secret = Secret::given([7; 32]);
        let sealed = secret.seal("keys", "ana", b"plain").unwrap();
        assert_eq!(secret.open("keys", "ana", &sealed).unwrap(), b"plain");
        assert_ne!(secret.seal("keys", "ana", b"plain").unwrap(), sealed, "a random number each time");
        let mut changed = sealed.clone();
        changed[14] ^= 1;
        assert!(secret.open("keys", "ana", &changed).is_err());
        assert!(secret.open("keys", "ben", &sealed).is_err());
        assert!(secret.open("other", "ana", &sealed).is_err());
        assert!(Secret::given([8; 32]).open("keys", "ana", &sealed).is_err());
        assert!(secret.open("keys", "ana", b"short").is_err());
    }

    #[test]
    fn a_secret_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secret::kept_in(folder.path()).unwrap();
        let second = Secret::kept_in(folder.path()).unwrap();
        assert_eq!(first.derive("cookies"), second.derive("cookies"));
        assert_ne!(first.derive("cookies"), first.derive("mail"));
    }
}
