//! Where photos are made out of what people send: recognised by content, refused before they are decoded when they are
//! too large for us, turned upright, cut to a square, made small and written anew, so that nothing of what was hidden in
//! the file is left. On threads made for blocking, and only so many at once: each takes a core and up to 200 MB.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

use crate::accounts::PhotoSize;
use crate::error::AppResult;
use crate::web::seats::Seats;

/// Megabytes of a file at most.
pub const MOST_MEGABYTES: usize = 5;
/// Pixels of a picture at most: 24 megapixels.
const MOST_PIXELS: u64 = 24_000_000;
/// Pixels of a side at most.
const MOST_SIDE: u32 = 12_000;
/// Pixels of a side at least.
const LEAST_SIDE: u32 = 96;
/// Bytes that a decoder may ask for: a whole picture with four channels.
const MOST_MEMORY: u64 = 4 * MOST_PIXELS;
/// What large pictures are reduced to, quickly, before they are made small with care.
const REDUCED_SIDE: u32 = 768;
/// Files that wait for each seat at most: their work takes some seconds and their bytes 80 MB.
const WAITING_PER_SEAT: usize = 16;
/// Of JPEG, 1 to 100.
const QUALITY: u8 = 82;

/// Why a picture was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoRefusal {
    /// Nothing was chosen.
    #[error("Choose a picture first.")]
    Missing,
    /// The file is too large.
    #[error("This file has more than {MOST_MEGABYTES} MB. Choose a smaller one, or save it with less quality.")]
    TooHeavy,
    /// The connection or the form broke.
    #[error("The picture did not arrive whole. Choose it again and send it once more.")]
    Incomplete,
    /// Some other kind of file, whatever its name.
    #[error("This is neither a JPG nor a PNG picture. Save it as one of these and choose it again.")]
    NotAPicture,
    /// Too many pixels.
    #[error("This picture has more than 24 megapixels. Make it smaller and choose it again.")]
    TooLarge,
    /// Too few pixels.
    #[error("This picture is smaller than {LEAST_SIDE} by {LEAST_SIDE} pixels. Choose a larger one.")]
    TooSmall,
    /// It cannot be decoded.
    #[error("This picture is damaged and cannot be read. Choose another one.")]
    Damaged,
}

/// A photo in every size, as JPEG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prints(Vec<(PhotoSize, Bytes)>);

impl Prints {
    /// Each size with its file.
    pub fn iter(&self) -> impl Iterator<Item = &(PhotoSize, Bytes)> {
        self.0.iter()
    }
}

/// The bench where pictures are worked on. Cheap to clone.
#[derive(Clone)]
pub struct Darkroom {
    seats: Seats,
}

impl Darkroom {
    /// A darkroom with `seats` seats: pictures worked on at the same time.
    pub fn new(seats: usize) -> Self {
        Self { seats: Seats::new(seats, seats.saturating_mul(WAITING_PER_SEAT)) }
    }

    /// Makes a photo of a file as it was sent.
    ///
    /// # Errors
    /// [`crate::error::AppError::Busy`] when too many wait; within, the sentence for the field.
    pub async fn develop(&self, file: Bytes) -> AppResult<Result<Prints, PhotoRefusal>> {
        let developed = self.seats.run(move || develop_now(&file)).await?;
        Ok(developed.unwrap_or_else(|error| {
            // A decoder that panics has met a file that nobody should send.
            tracing::error!(%error, "a picture could not be worked on");
            Err(PhotoRefusal::Damaged)
        }))
    }
}

fn develop_now(file: &[u8]) -> Result<Prints, PhotoRefusal> {
    let mut decoder = decoder_of(file)?;
    // What says nothing sensible about its orientation stands as it is.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    let mut square = DynamicImage::ImageRgb8(centre(&picture));
    drop(picture);
    square.apply_orientation(orientation);
    PhotoSize::ALL.into_iter().map(|size| Ok((size, print(&square, size)?))).collect::<Result<_, _>>().map(Prints)
}

/// The decoder of a picture that we can afford to decode: everything is asked of the header.
fn decoder_of(file: &[u8]) -> Result<impl ImageDecoder + '_, PhotoRefusal> {
    let format = image::guess_format(file).map_err(|_| PhotoRefusal::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png) {
        return Err(PhotoRefusal::NotAPicture);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_SIDE);
    limits.max_image_height = Some(MOST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(PhotoRefusal::TooLarge);
    }
    if width.min(height) < LEAST_SIDE { Err(PhotoRefusal::TooSmall) } else { Ok(decoder) }
}

/// The square in the middle, not larger than we need, on white where the picture lets light through.
fn centre(picture: &DynamicImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    let square = picture.crop_imm((width - side) / 2, (height - side) / 2, side, side);
    let reduced = side.min(REDUCED_SIDE);
    let pixels = square.thumbnail_exact(reduced, reduced).into_rgba8();
    RgbImage::from_fn(reduced, reduced, |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        image::Rgb([red, green, blue].map(|channel| on_white(channel, alpha)))
    })
}

fn on_white(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u16::from(channel), u16::from(alpha));
    u8::try_from((channel * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

fn print(square: &DynamicImage, size: PhotoSize) -> Result<Bytes, PhotoRefusal> {
    let side = size.side().min(square.width());
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, QUALITY);
    square.resize_exact(side, side, FilterType::CatmullRom).write_with_encoder(encoder).map_err(refusal)?;
    Ok(file.into())
}

fn refusal(error: ImageError) -> PhotoRefusal {
    match error {
        ImageError::Limits(_) => PhotoRefusal::TooLarge,
        ImageError::Unsupported(_) => PhotoRefusal::NotAPicture,
        _ => PhotoRefusal::Damaged,
    }
}

#[cfg(test)]
#[path = "darkroom_tests.rs"]
mod tests;
