//! Passwords: hashed with Argon2id at OWASP's parameters (19 MiB, 2 passes, 1 lane: the crate's defaults), on threads
//! made for blocking, and only so many at once: a flood of log-ins waits here and leaves pages alone.

use std::sync::{Arc, LazyLock};

use argon2::Argon2;
use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::AppError;

/// A hash in PHC string form, safe to store.
#[derive(Debug, Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The bench where passwords are hashed. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    seats: Arc<Semaphore>,
}

/// Verified when there is no account, so that both answers take the same time.
static NOBODYS_HASH: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody has this password").ok());

impl Passwords {
    /// A bench with `seats` seats: passwords hashed at the same time.
    pub fn new(seats: usize) -> Self {
        Self { seats: Arc::new(Semaphore::new(seats.max(1))) }
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// When the hash cannot be computed.
    pub async fn hash(&self, password: String) -> Result<PasswordHash, AppError> {
        self.on_the_bench(move || hash_now(&password)).await?.map(PasswordHash).map_err(AppError::Internal)
    }

    /// Whether `password` is the one behind `hash`. Without a hash it is not, and saying so takes as long.
    ///
    /// # Errors
    /// When the bench has gone.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, AppError> {
        self.on_the_bench(move || {
            let known = hash.is_some();
            let Some(hash) = hash.or_else(|| NOBODYS_HASH.clone()) else { return false };
            let matches = phc::PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            known && matches
        })
        .await
    }

    async fn on_the_bench<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AppError> {
        let _seat = self.seats.acquire().await.map_err(AppError::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(AppError::internal)
    }
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    let hash =
        Argon2::default().hash_password(password.as_bytes()).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_an_account_is_right() {
        let bench = Passwords::new(2);
        let hash = bench.hash("Correct-Horse-1".to_owned()).await.unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.as_str());
        assert!(bench.verify("Correct-Horse-1".to_owned(), Some(hash.as_str().to_owned())).await.unwrap());
        assert!(!bench.verify("correct-horse-1".to_owned(), Some(hash.as_str().to_owned())).await.unwrap());
        assert!(!bench.verify("nobody has this password".to_owned(), None).await.unwrap());
    }
}
