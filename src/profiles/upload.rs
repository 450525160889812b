//! A file as it arrives with a form: read piece by piece, counted while it is read.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;

use super::PhotoRefusal;
use super::darkroom::MOST_MEGABYTES;

/// The field that holds the photo.
const FIELD: &str = "photo";
/// Bytes of a photo at most.
const MOST_BYTES: usize = MOST_MEGABYTES * 1024 * 1024;
/// Bytes that are read of a form that is too large: browsers show the answer only once they have sent everything. Whoever
/// sends more than this is cut off.
const MOST_READ: usize = 32 * 1024 * 1024;
/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(180);

/// The file in the form's field `photo`.
///
/// # Errors
/// The sentence for the field.
pub async fn receive(form: Multipart) -> Result<Bytes, PhotoRefusal> {
    tokio::time::timeout(PATIENCE, read(form)).await.unwrap_or(Err(PhotoRefusal::Incomplete))
}

async fn read(mut form: Multipart) -> Result<Bytes, PhotoRefusal> {
    let mut photo = BytesMut::new();
    let mut left = MOST_READ;
    let mut is_too_heavy = false;
    while let Some(mut field) = form.try_next().await.map_err(|_| PhotoRefusal::Incomplete)? {
        let is_photo = field.name() == Some(FIELD);
        while let Some(piece) = next_piece(&mut field).await? {
            left = left.checked_sub(piece.len()).ok_or(PhotoRefusal::TooHeavy)?;
            is_too_heavy |= is_photo && photo.len() + piece.len() > MOST_BYTES;
            if is_photo && !is_too_heavy {
                photo.extend_from_slice(&piece);
            }
        }
    }
    match photo.is_empty() {
        _ if is_too_heavy => Err(PhotoRefusal::TooHeavy),
        true => Err(PhotoRefusal::Missing),
        false => Ok(photo.freeze()),
    }
}

async fn next_piece(field: &mut Field) -> Result<Option<Bytes>, PhotoRefusal> {
    field.try_next().await.map_err(|_| PhotoRefusal::Incomplete)
}
