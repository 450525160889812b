//! Members' files, in a local folder or in an S3 bucket, behind one small type.

use crate::config::StorageConfig;

/// Where files are kept. Cheap to clone.
#[derive(Clone)]
pub struct Storage {}

/// Why a file could not be kept or fetched.
#[derive(Debug, thiserror::Error)]
#[error("storage: {0}")]
pub struct StorageError(String);

impl Storage {
    /// As configured.
    ///
    /// # Errors
    /// When the folder cannot be made or the bucket's settings do not fit together.
    pub fn new(_config: &StorageConfig) -> Result<Self, StorageError> {
        Ok(Self {})
    }
}
