//! How a member is drawn wherever their name stands: by their photo, or by letters of their name.

use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Serialize};

use crate::crypto;

/// Names the files of a photo: 32 random hexadecimal digits. Whoever knows it may see the photo, so it stands only where
/// the member's name does; another photo has another key, so that a file under it never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, DieselNewType)]
#[serde(transparent)]
pub struct PhotoKey(String);

/// The squares that a photo is kept in, each for twice the pixels that pages give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoSize {
    /// For lists and cards: 32 and 48 px.
    Small,
    /// For a member's page: 96 px.
    Medium,
    /// For previews and machines: 256 px.
    Large,
}

/// What stands for a member's face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avatar {
    initials: String,
    photo: Option<PhotoKey>,
}

impl PhotoSize {
    /// Every size, the smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// Pixels of a side.
    pub fn side(self) -> u32 {
        match self {
            Self::Small => 96,
            Self::Medium => 192,
            Self::Large => 512,
        }
    }
}

impl PhotoKey {
    /// A key that nobody has.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        Ok(Self(hex::encode(crypto::random_bytes::<16>()?)))
    }

    /// The address of the photo in one size.
    pub fn path(&self, size: PhotoSize) -> String {
        format!("/photos/{}", self.file(size))
    }

    /// The name of the file with one size: the last part of its address, and of its key in the storage.
    pub fn file(&self, size: PhotoSize) -> String {
        format!("{}-{}.jpg", self.0, size.side())
    }

    /// The photo and the size that a file's name means; `None` for any other name.
    pub fn of_file(name: &str) -> Option<(Self, PhotoSize)> {
        let (key, side) = name.strip_suffix(".jpg")?.split_once('-')?;
        let is_key = key.len() == 32 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let size = PhotoSize::ALL.into_iter().find(|size| size.side().to_string() == side)?;
        is_key.then(|| (Self(key.to_owned()), size))
    }
}

impl Avatar {
    /// The face of who is called `name`.
    pub fn of(name: &str, photo: Option<&PhotoKey>) -> Self {
        Self { initials: initials(name), photo: photo.cloned() }
    }

    /// One or two letters to draw.
    pub fn initials(&self) -> &str {
        &self.initials
    }

    /// The address of the photo for a square of `side` CSS pixels.
    pub fn photo(&self, side: u32) -> Option<String> {
        let size = PhotoSize::ALL.into_iter().find(|size| size.side() >= 2 * side).unwrap_or(PhotoSize::Large);
        self.photo.as_ref().map(|photo| photo.path(size))
    }
}

/// One or two letters for a drawn picture: of the first and the last word of a name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        for (name, letters) in [("Ana María López", "AL"), ("Cher", "C"), ("李 娜", "李娜"), ("  ", "")] {
            assert_eq!(initials(name), letters);
        }
    }

    #[test]
    fn a_file_is_found_by_the_name_that_pages_give_it_and_by_no_other() {
        let key = PhotoKey::random().unwrap();
        for size in PhotoSize::ALL {
            assert_eq!(PhotoKey::of_file(&key.file(size)), Some((key.clone(), size)));
        }
        let long = format!("{}-96.jpg", "a".repeat(33));
        let upper = key.file(PhotoSize::Small).to_uppercase();
        for name in ["", "-96.jpg", "../secret-96.jpg", &long, &upper, &key.file(PhotoSize::Small).replace("96", "97")]
        {
            assert_eq!(PhotoKey::of_file(name), None, "{name}");
        }
    }

    #[test]
    fn a_square_gets_the_smallest_file_with_twice_its_pixels() {
        let key = PhotoKey::random().unwrap();
        let avatar = Avatar::of("Ana", Some(&key));
        for (side, size) in [(32, PhotoSize::Small), (48, PhotoSize::Small), (96, PhotoSize::Medium)] {
            assert_eq!(avatar.photo(side), Some(key.path(size)));
        }
        assert_eq!(Avatar::of("Ana", None).photo(48), None);
    }
}
