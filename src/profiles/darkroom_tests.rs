use image::{ImageEncoder, Rgb, RgbImage, RgbaImage};

use super::*;

/// Red at the top, blue below.
fn two_halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| if y < height / 2 { Rgb([220, 10, 10]) } else { Rgb([10, 10, 220]) })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new(&mut file).encode_image(picture).unwrap();
    file
}

fn png(pixels: &[u8], width: u32, height: u32, kind: image::ExtendedColorType) -> Vec<u8> {
    let mut file = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut file);
    encoder.write_image(pixels, width, height, kind).unwrap();
    file
}

/// As a phone writes it: an EXIF block with an orientation, and a place where the picture was taken.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend(b"GPS 38.7223 N 9.1393 W");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

fn opened(prints: &Prints, size: PhotoSize) -> RgbImage {
    let (_, file) = prints.iter().find(|(printed, _)| *printed == size).unwrap();
    image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap().into_rgb8()
}

#[test]
fn a_picture_becomes_three_squares() {
    let prints = develop_now(&jpeg(&two_halves(900, 600))).unwrap();
    for size in PhotoSize::ALL {
        assert_eq!(opened(&prints, size).dimensions(), (size.side(), size.side()));
    }
    let small = develop_now(&jpeg(&two_halves(120, 100))).unwrap();
    assert_eq!(opened(&small, PhotoSize::Large).dimensions(), (100, 100));
}

#[test]
fn a_picture_stands_upright_and_tells_nothing_of_where_it_was_taken() {
    let file = with_exif(&jpeg(&two_halves(300, 200)), 3);
    assert!(file.windows(3).any(|part| part == b"GPS"));
    let prints = develop_now(&file).unwrap();
    let [red, _, blue] = opened(&prints, PhotoSize::Small).get_pixel(48, 4).0;
    assert!(blue > 150 && red < 100, "turned by half: what was below is above");
    for (_, print) in prints.iter() {
        assert!(!print.windows(4).any(|part| part == b"Exif" || part == b"GPS "));
    }
}

#[test]
fn what_lets_light_through_stands_on_white() {
    let file = png(&RgbaImage::new(200, 200).into_raw(), 200, 200, image::ExtendedColorType::Rgba8);
    let prints = develop_now(&file).unwrap();
    assert!(opened(&prints, PhotoSize::Small).get_pixel(10, 10).0.iter().all(|channel| *channel > 250));
}

#[test]
fn only_the_content_says_what_a_file_is() {
    for file in [
        &b""[..],
        b"GIF89a\x01\0\x01\0",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"RIFF....WEBPVP8 ",
        b"%PDF-1.7",
    ] {
        assert_eq!(develop_now(file).unwrap_err(), PhotoRefusal::NotAPicture);
    }
    let jpeg = jpeg(&two_halves(200, 200));
    assert_eq!(develop_now(&jpeg[..20]).unwrap_err(), PhotoRefusal::Damaged);
    let png = png(&two_halves(200, 200).into_raw(), 200, 200, image::ExtendedColorType::Rgb8);
    assert_eq!(develop_now(&png[..png.len() / 2]).unwrap_err(), PhotoRefusal::Damaged);
    assert_eq!(develop_now(&self::jpeg(&two_halves(95, 400))).unwrap_err(), PhotoRefusal::TooSmall);
}

/// A PNG of a few hundred bytes whose header promises more than anybody's memory.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut file = png(&[0_u8; 100 * 100], 100, 100, image::ExtendedColorType::L8);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&file[12..29]);
    file[29..33].copy_from_slice(&sum.to_be_bytes());
    file
}

/// The check sum of PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1)))
    })
}

#[test]
fn a_bomb_is_refused_by_its_header() {
    for (width, height) in [(60_000, 60_000), (5_000, 5_000), (200_000, 96), (0x7fff_ffff, 0x7fff_ffff)] {
        let started = std::time::Instant::now();
        assert_eq!(develop_now(&bomb(width, height)).unwrap_err(), PhotoRefusal::TooLarge, "{width} x {height}");
        assert!(started.elapsed().as_millis() < 200);
    }
}

#[tokio::test]
async fn more_pictures_than_may_wait_are_told_to_come_back() {
    let darkroom = Darkroom::new(1);
    let files = (0..30).map(|_| darkroom.develop(Bytes::from_static(b"x")));
    let answers = futures_util::future::join_all(files).await;
    let (done, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!((done.len(), refused.len()), (17, 13));
    assert!(done.into_iter().all(|answer| answer.unwrap() == Err(PhotoRefusal::NotAPicture)));
}
