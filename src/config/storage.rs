//! Files: in a folder, or in an S3 bucket.

use std::path::{Path, PathBuf};

use super::Source;

/// Where members' files are kept.
#[derive(Debug, Clone)]
pub struct StorageConfig {
    /// The bucket when `S3_BUCKET` is given.
    pub s3: Option<S3Config>,
    /// `DATA_DIR/files`, used without a bucket.
    pub folder: PathBuf,
}

/// An S3 bucket and how to reach it.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// `S3_BUCKET`.
    pub bucket: String,
    /// `S3_REGION`, `us-east-1` when left out.
    pub region: String,
    /// `S3_ENDPOINT` for anything but the original provider.
    pub endpoint: Option<String>,
    /// `S3_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `S3_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
}

impl StorageConfig {
    pub(super) fn read(source: &mut Source, data_dir: &Path) -> Self {
        Self { s3: S3Config::read(source), folder: data_dir.join("files") }
    }
}

impl S3Config {
    fn read(source: &mut Source) -> Option<Self> {
        let bucket = source.text("S3_BUCKET")?;
        let mut needed = |name| {
            let given = source.text(name);
            if given.is_none() {
                source.refuse(name, "a value, because S3_BUCKET is set");
            }
            given
        };
        let (access_key_id, secret_access_key) = (needed("S3_ACCESS_KEY_ID"), needed("S3_SECRET_ACCESS_KEY"));
        let endpoint = source.parse("S3_ENDPOINT", "a URL like https://storage.example.org", |text| {
            url::Url::parse(text).is_ok().then(|| text.to_owned())
        });
        Some(Self {
            bucket,
            region: source.text("S3_REGION").unwrap_or_else(|| "us-east-1".to_owned()),
            endpoint,
            access_key_id: access_key_id?,
            secret_access_key: secret_access_key?,
        })
    }
}
