//! A file in a form: one field, up to a size, within a time.

use std::time::Duration;

use actix_multipart::Multipart;
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;

/// Bytes of a larger file that are read on and forgotten: browsers show the answer only once they have sent everything.
const MOST_READ: usize = 16 * 1024 * 1024;
/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);
/// Characters of a file's name that are kept.
const MOST_NAME: usize = 100;

/// A file that arrived whole.
#[derive(Debug)]
pub struct File {
    /// What its sender calls it, without folders and control characters.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// Why no file came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// The form ended early, or is none.
    #[error("The file did not arrive whole. Try once more.")]
    Broken,
    /// The form came too slowly.
    #[error("The file took longer than a minute to arrive. Try once more over a better connection.")]
    Slow,
    /// No file was chosen.
    #[error("Choose a file first.")]
    Missing,
    /// More than is taken.
    #[error("This file is larger than {}, which is the most that we take.", size(*.0))]
    TooLarge(usize),
}

fn size(bytes: usize) -> String {
    match bytes / 1024 {
        kilobytes @ ..1024 => format!("{kilobytes} KB"),
        kilobytes => format!("{} MB", kilobytes / 1024),
    }
}

/// The file in `field` of a form, of at most `most` bytes.
///
/// # Errors
/// When there is none, or it did not come whole, or is too large.
pub async fn receive(form: Multipart, field: &str, most: usize) -> Result<File, UploadError> {
    tokio::time::timeout(PATIENCE, read(form, field, most)).await.unwrap_or(Err(UploadError::Slow))
}

async fn read(mut form: Multipart, wanted: &str, most: usize) -> Result<File, UploadError> {
    let (mut bytes, mut arrived, mut name) = (BytesMut::new(), 0_usize, String::new());
    while let Some(mut field) = form.try_next().await.map_err(|_| UploadError::Broken)? {
        let is_wanted = field.name() == Some(wanted);
        if is_wanted {
            let given = field.content_disposition().and_then(|said| said.get_filename()).unwrap_or_default();
            name = plain_name(given);
        }
        while let Some(piece) = field.try_next().await.map_err(|_| UploadError::Broken)? {
            arrived = arrived.saturating_add(piece.len());
            if arrived > MOST_READ {
                return Err(UploadError::TooLarge(most));
            }
            if is_wanted && bytes.len() <= most {
                bytes.extend_from_slice(&piece);
            }
        }
    }
    match bytes.len() {
        0 => Err(UploadError::Missing),
        size if size > most => Err(UploadError::TooLarge(most)),
        _ => Ok(File { name, bytes: bytes.freeze() }),
    }
}

fn plain_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|letter| !letter.is_control()).take(MOST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_name_the_last_part_is_kept() {
        assert_eq!(plain_name("C:\\fakepath\\work.ics"), "work.ics");
        assert_eq!(plain_name("../../etc/passwd\u{0}\n"), "passwd");
        assert_eq!(plain_name(&"x".repeat(500)).len(), 100);
    }
}
