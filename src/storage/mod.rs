//! Members' files, in a local folder or in an S3 bucket, behind one small type. A key is a path of plain segments
//! (`avatars/7/large.webp`); whoever stores a file gives it a key of its own making, never a member's words.

use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Attribute, Attributes, ClientOptions, ObjectStore, ObjectStoreExt, PutOptions, RetryConfig};

use crate::config::{S3Config, StorageConfig};

/// Bytes of the longest key.
const KEY_LENGTH: usize = 200;

/// Where files are kept. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// The folder, unless there is a bucket.
    folder: Option<Arc<FilePath>>,
}

/// Why a file could not be kept or fetched.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The key is none.
    #[error("storage: {0:?} is no key")]
    Key(String),
    /// The folder cannot be used.
    #[error("storage: the folder {path}: {source}")]
    Folder {
        /// The folder.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder or the bucket did not do it.
    #[error("storage: {0}")]
    Store(#[from] object_store::Error),
}

impl Storage {
    /// As configured.
    ///
    /// # Errors
    /// When the folder cannot be made or the bucket's settings do not fit together.
    pub fn new(config: &StorageConfig) -> Result<Self, StorageError> {
        match &config.s3 {
            Some(s3) => Ok(Self { store: Arc::new(bucket(s3)?), folder: None }),
            None => Self::in_folder(&config.folder),
        }
    }

    fn in_folder(folder: &FilePath) -> Result<Self, StorageError> {
        std::fs::create_dir_all(folder).map_err(|source| folder_error(folder, source))?;
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self { store: Arc::new(store), folder: Some(Arc::from(folder)) })
    }

    /// Keeps `bytes` under `key`, in place of what was there. Readers see the old or the new, never half.
    ///
    /// # Errors
    /// When `key` is none, or the store does not take it.
    pub async fn put(&self, key: &str, bytes: Bytes, content_type: &str) -> Result<(), StorageError> {
        let path = path(key)?;
        let mut options = PutOptions::default();
        if self.folder.is_none() {
            // A folder keeps no types: who serves a file knows what it stored.
            options.attributes = Attributes::from_iter([(Attribute::ContentType, content_type.to_owned())]);
        }
        measured("put", self.store.put_opts(&path, bytes.into(), options)).await?;
        Ok(())
    }

    /// What is kept under `key`; `None` when nothing is.
    ///
    /// # Errors
    /// When `key` is none, or the store does not answer.
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, StorageError> {
        let path = path(key)?;
        let fetched = measured("get", async { self.store.get(&path).await?.bytes().await });
        match fetched.await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets what is kept under `key`; nothing there is fine, so that it can be said twice.
    ///
    /// # Errors
    /// When `key` is none, or the store does not answer.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let path = path(key)?;
        match measured("delete", self.store.delete(&path)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the folder is there, or the bucket is and lets us in. One cheap request.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn check(&self) -> Result<(), StorageError> {
        if let Some(folder) = &self.folder {
            let is_folder = tokio::fs::metadata(folder).await.map(|found| found.is_dir());
            return match is_folder {
                Ok(true) => Ok(()),
                Ok(false) => Err(folder_error(folder, std::io::ErrorKind::NotADirectory.into())),
                Err(source) => Err(folder_error(folder, source)),
            };
        }
        // A listing of nothing: asking for one missing file cannot tell a missing bucket from a missing file.
        let nothing = Path::from("readiness");
        measured("check", async { self.store.list(Some(&nothing)).try_next().await }).await?;
        Ok(())
    }
}

fn bucket(config: &S3Config) -> Result<impl ObjectStore, StorageError> {
    let plain_http = config.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let client = ClientOptions::new()
        .with_allow_http(plain_http)
        .with_connect_timeout(Duration::from_secs(3))
        .with_timeout(Duration::from_secs(20));
    let retry = RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(30), ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&config.bucket)
        .with_region(&config.region)
        .with_access_key_id(&config.access_key_id)
        .with_secret_access_key(&config.secret_access_key)
        .with_client_options(client)
        .with_retry(retry);
    if let Some(endpoint) = &config.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    Ok(builder.build()?)
}

/// Segments of letters, digits, `-`, `_` and `.`, none beginning with a dot, joined by `/`.
fn path(key: &str) -> Result<Path, StorageError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let usable = |segment: &str| !segment.is_empty() && !segment.starts_with('.') && segment.chars().all(plain);
    if key.len() > KEY_LENGTH || !key.split('/').all(usable) {
        return Err(StorageError::Key(key.to_owned()));
    }
    Path::parse(key).map_err(|_| StorageError::Key(key.to_owned()))
}

/// Counts and times one operation; a file that is not there is an answer, not a failure.
async fn measured<T>(
    operation: &'static str,
    work: impl Future<Output = Result<T, object_store::Error>>,
) -> Result<T, object_store::Error> {
    let started = Instant::now();
    let result = work.await;
    let failed = matches!(&result, Err(error) if !matches!(error, object_store::Error::NotFound { .. }));
    let outcome = if failed { "failed" } else { "done" };
    metrics::histogram!("storage_seconds", "operation" => operation, "outcome" => outcome)
        .record(started.elapsed().as_secs_f64());
    result
}

fn folder_error(folder: &FilePath, source: std::io::Error) -> StorageError {
    StorageError::Folder { path: folder.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storage(folder: &tempfile::TempDir) -> Storage {
        Storage::new(&StorageConfig { s3: None, folder: folder.path().join("files") }).unwrap()
    }

    #[tokio::test]
    async fn a_file_is_kept_replaced_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let storage = storage(&folder);
        storage.check().await.unwrap();
        let key = "avatars/7/large.webp";
        assert_eq!(storage.get(key).await.unwrap(), None);
        for content in ["one", "two"] {
            storage.put(key, Bytes::from(content), "image/webp").await.unwrap();
            assert_eq!(storage.get(key).await.unwrap().unwrap(), content);
        }
        for _ in 0..2 {
            storage.delete(key).await.unwrap();
            assert_eq!(storage.get(key).await.unwrap(), None);
        }
    }

    #[tokio::test]
    async fn no_key_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret.key"), "x").unwrap();
        let storage = storage(&folder);
        let long = "a".repeat(KEY_LENGTH + 1);
        for key in [
            "",
            "../secret.key",
            "a/../../secret.key",
            "/etc/passwd",
            "a//b",
            "a/",
            ".hidden",
            "a\\b",
            "a b",
            "a\0",
            "%2e%2e/secret.key",
            "ä",
            &long,
        ] {
            assert!(matches!(storage.get(key).await, Err(StorageError::Key(_))), "{key:?}");
            assert!(matches!(storage.put(key, Bytes::new(), "text/plain").await, Err(StorageError::Key(_))), "{key:?}");
            assert!(matches!(storage.delete(key).await, Err(StorageError::Key(_))), "{key:?}");
        }
    }

    #[tokio::test]
    async fn a_folder_that_went_away_is_not_ready() {
        let folder = tempfile::tempdir().unwrap();
        let storage = storage(&folder);
        std::fs::remove_dir(folder.path().join("files")).unwrap();
        assert!(matches!(storage.check().await, Err(StorageError::Folder { .. })));
    }
}
