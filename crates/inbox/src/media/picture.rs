//! Pictures: their size, and a small one for the thread. A picture that would take too much memory is not opened.

use image::{ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType};
use std::io::{Cursor, Read, Seek};

/// The most pixels a picture may have to be opened.
const MOST_PIXELS: u64 = 50_000_000;
/// The most memory a decoder may take, in bytes: [`MOST_PIXELS`] of four bytes, and room to work.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// The longer side of a small picture, in pixels.
const SMALL_SIDE: u32 = 320;

/// What was found out about a picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Picture {
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// A small picture of it, JPEG.
    pub thumbnail: Option<Vec<u8>>,
}

/// Returns the size of a picture, and a small one unless it is broken or too large; `most_bytes` is the most it may take.
pub(crate) fn look<R: Read + Seek>(
    open: impl Fn() -> Option<std::io::BufReader<R>>,
    most_bytes: usize,
) -> Picture {
    let reader = || ImageReader::new(open()?).with_guessed_format().ok();
    let size = reader().and_then(|reader| reader.into_dimensions().ok());
    let Some((width, height)) = size else {
        return Picture::default();
    };
    let is_small_enough = u64::from(width) * u64::from(height) <= MOST_PIXELS;
    let thumbnail = if is_small_enough {
        reader().and_then(|reader| small(reader, most_bytes))
    } else {
        None
    };
    Picture {
        width: Some(width),
        height: Some(height),
        thumbnail,
    }
}

fn small<R: std::io::BufRead + Seek>(
    mut reader: ImageReader<R>,
    most_bytes: usize,
) -> Option<Vec<u8>> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let picture = reader.decode().ok()?;
    let mut side = SMALL_SIDE;
    while side >= 40 {
        let small = picture.resize(side, side, FilterType::Triangle);
        let small = on_white(&small.to_rgba8());
        let mut jpeg = Cursor::new(Vec::new());
        let encoder = JpegEncoder::new_with_quality(&mut jpeg, 75);
        small.write_with_encoder(encoder).ok()?;
        let jpeg = jpeg.into_inner();
        if jpeg.len() <= most_bytes {
            return Some(jpeg);
        }
        side /= 2;
    }
    None
}

/// JPEG knows no transparency: stickers stand on white.
fn on_white(picture: &image::RgbaImage) -> image::RgbImage {
    image::RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let mix = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
        };
        image::Rgb([mix(red), mix(green), mix(blue)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn looked(bytes: &[u8]) -> Picture {
        look(|| Some(BufReader::new(Cursor::new(bytes))), 40 * 1024)
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image::RgbaImage::from_fn(width, height, |x, y| {
            image::Rgba([(x % 251) as u8, (y % 241) as u8, (x * y % 239) as u8, 200])
        })
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_picture_has_a_size_and_a_small_one() {
        let found = looked(&png(900, 600));
        assert_eq!((found.width, found.height), (Some(900), Some(600)));
        let small = found.thumbnail.unwrap();
        assert!(small.len() <= 40 * 1024);
        let small = looked(&small);
        assert_eq!((small.width, small.height), (Some(320), Some(213)));
    }

    /// A few bytes that claim to be a picture of many gigabytes are not opened.
    #[test]
    fn a_picture_bomb_is_not_opened() {
        let mut bomb = png(1, 1);
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let found = looked(&bomb);
        assert_eq!(found.thumbnail, None);
        assert_eq!(looked(b"no picture"), Picture::default());
        assert_eq!(looked(&png(900, 600)[..200]).thumbnail, None);
    }
}
