//! Passwords: hashed with Argon2id at OWASP's parameters (19 MiB, 2 passes, 1 lane: the crate's defaults), on a bench of
//! threads of their own. Hashes of an older house (bcrypt, or other Argon2 parameters) are taken and replaced when their
//! owner next logs in.

mod bench;
mod known;

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use self::bench::Bench;
use crate::error::AppError;

pub(super) use self::known::{is_common, is_made_of};

/// How the hashes begin that we make ourselves.
const OURS: &str = "$argon2id$v=19$m=19456,t=2,p=1$";
/// How bcrypt's begin.
const BCRYPT: [&str; 3] = ["$2a$", "$2b$", "$2y$"];

/// A hash in PHC string form, safe to store.
#[derive(Debug, Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a look at a password comes to.
#[derive(Debug)]
pub enum Verdict {
    /// It is not the one.
    Wrong,
    /// It is.
    Right,
    /// It is, and its hash is of an older kind: this one is to be stored instead.
    Outdated(PasswordHash),
}

impl Verdict {
    /// Whether it was the right password.
    pub fn is_right(&self) -> bool {
        !matches!(self, Self::Wrong)
    }
}

/// The bench where passwords are hashed. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    bench: Bench,
}

/// Verified when there is no account, so that both answers take the same time.
static NOBODYS_HASH: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody has this password").ok());

impl Passwords {
    /// A bench with `seats` seats: passwords hashed at the same time. Each takes a core, while nobody else wants it, and
    /// 19 MiB.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(seats: usize) -> std::io::Result<Self> {
        // Made before the first stranger asks: theirs would take twice as long.
        LazyLock::force(&NOBODYS_HASH);
        Ok(Self { bench: Bench::new(seats)? })
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait; when the hash cannot be computed.
    pub async fn hash(&self, password: String) -> Result<PasswordHash, AppError> {
        self.bench.run(move || hash_now(&password)).await?.map(PasswordHash).map_err(AppError::Internal)
    }

    /// Whether `password` is the one behind `hash`. Without a hash it is not, and saying so takes as long.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<Verdict, AppError> {
        self.bench.run(move || verify_now(&password, hash.as_deref())).await
    }
}

impl Passwords {
    /// 32 bytes of Argon2id over `text` under `salt`, for what is looked up and not compared.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait; when the digest cannot be computed.
    pub(super) async fn digest(&self, text: String, salt: Vec<u8>) -> Result<Vec<u8>, AppError> {
        let digest = move || {
            let mut digest = vec![0; 32];
            Argon2::default()
                .hash_password_into(text.as_bytes(), &salt, &mut digest)
                .map(|()| digest)
                .map_err(|error| AppError::internal(anyhow::anyhow!("argon2: {error}")))
        };
        self.bench.run(digest).await?
    }
}

fn verify_now(password: &str, hash: Option<&str>) -> Verdict {
    let Some(hash) = hash else {
        if let Some(nobodys) = NOBODYS_HASH.as_deref() {
            matches(password, nobodys);
        }
        return Verdict::Wrong;
    };
    if !matches(password, hash) {
        return Verdict::Wrong;
    }
    if hash.starts_with(OURS) {
        return Verdict::Right;
    }
    match hash_now(password) {
        Ok(new) => Verdict::Outdated(PasswordHash(new)),
        Err(error) => {
            tracing::error!(%error, "an old hash could not be replaced; its owner keeps it");
            Verdict::Right
        }
    }
}

fn matches(password: &str, hash: &str) -> bool {
    if BCRYPT.iter().any(|prefix| hash.starts_with(prefix)) {
        return bcrypt::verify(password, hash).unwrap_or(false);
    }
    phc::PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
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
        let bench = Passwords::new(2).unwrap();
        let hash = bench.hash("Correct-Horse-1".to_owned()).await.unwrap();
        assert!(hash.as_str().starts_with(OURS), "{}", hash.as_str());
        let verdict = |password: &str, hash: Option<&str>| bench.verify(password.to_owned(), hash.map(str::to_owned));
        assert!(matches!(verdict("Correct-Horse-1", Some(hash.as_str())).await.unwrap(), Verdict::Right));
        assert!(!verdict("correct-horse-1", Some(hash.as_str())).await.unwrap().is_right());
        assert!(!verdict("nobody has this password", None).await.unwrap().is_right());
    }

    #[tokio::test]
    async fn a_bcrypt_hash_is_taken_once_and_replaced() {
        let bench = Passwords::new(1).unwrap();
        let old = bcrypt::hash_with_result("Correct-Horse-1", 4).unwrap();
        for version in [bcrypt::Version::TwoA, bcrypt::Version::TwoB, bcrypt::Version::TwoY] {
            let old = old.format_for_version(version);
            assert!(!bench.verify("Correct-Horse-2".to_owned(), Some(old.clone())).await.unwrap().is_right());
            match bench.verify("Correct-Horse-1".to_owned(), Some(old)).await.unwrap() {
                Verdict::Outdated(new) => assert!(matches("Correct-Horse-1", new.as_str())),
                other => panic!("{other:?}"),
            }
        }
    }
}
