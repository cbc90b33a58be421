//! JPEG, PNG, GIF and BMP: the header first, the pixels only once they are known to be few enough.

use std::{io::Cursor, ops::RangeInclusive};

use bytes::Bytes;
use image::{
    DynamicImage, ImageDecoder, ImageError as CodecError, Limits,
    codecs::{bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder},
    error::LimitErrorKind,
    metadata::Orientation,
};

use super::{
    ImageError, MEMORY, Renditions, SourceKind, check_pixels, png,
    rendition::{Rendition, RenditionKind},
    thumbnail::thumbnail,
};

/// As long as a side can be in the formats that people use for photographs.
const MAXIMUM_SIDE: u32 = 65_535;
/// What decoders may take beside the picture, in bytes, however small it is.
const SPARE_MEMORY: u64 = 16 << 20;
/// What the header of a PNG may unfold to, in bytes: more than a file has, and a row. Larger colour profiles are left out.
const HEADER_MEMORY: u64 = 4 << 20;
/// What [`Header::read`] takes, in mebibytes: what it unfolds is there up to three times while it grows.
pub(super) const READING: u32 = 3 * (HEADER_MEMORY >> 20) as u32;
/// Bytes a pixel of the coefficients that a JPEG is collected in, at worst.
const JPEG_COEFFICIENTS: u64 = 8;
/// Bytes a pixel of a frame that is not its whole picture, or of what is made of the picture, at worst.
const COPY: u64 = 4;

/// What is known of a picture before it is decoded.
#[derive(Debug)]
pub(super) struct Header {
    kind: SourceKind,
    /// What decoding takes, in bytes: the picture, and beside it as much as decoders are allowed.
    picture: u64,
    allowance: u64,
}

impl Header {
    pub(super) fn read(kind: SourceKind, bytes: &[u8]) -> Result<Self, ImageError> {
        if kind == SourceKind::Jpeg && !ends(bytes) {
            return Err(ImageError::Broken);
        }
        let decoder = open(kind, bytes, 0).map_err(|error| refuse(&error, bytes, kind))?;
        let (width, height) = decoder.dimensions();
        check_pixels(width.into(), height.into())?;
        let allowance = match kind {
            // Of whole blocks.
            SourceKind::Jpeg if is_collected(bytes) => {
                let side = |length: u32| u64::from(length.next_multiple_of(32));
                side(width) * side(height) * JPEG_COEFFICIENTS
            }
            SourceKind::Jpeg => 0,
            _ => u64::from(width) * u64::from(height) * COPY,
        };
        let header = Self { kind, picture: decoder.total_bytes(), allowance: allowance + SPARE_MEMORY };
        if header.memory() > MEMORY { Err(TOO_LARGE) } else { Ok(header) }
    }

    /// The most mebibytes that [`Header::render`] takes.
    pub(super) fn memory(&self) -> u32 {
        u32::try_from((self.picture + self.allowance).div_ceil(1 << 20)).unwrap_or(u32::MAX)
    }

    pub(super) fn render(self, bytes: Bytes) -> Result<Renditions, ImageError> {
        let (image, orientation) =
            decode(self.kind, &bytes, self.allowance).map_err(|error| refuse(&error, &bytes, self.kind))?;
        let original = match self.kind {
            SourceKind::Jpeg => Rendition::new(bytes, RenditionKind::Jpeg),
            SourceKind::Png => Rendition::new(png::without_bombs(bytes), RenditionKind::Png),
            _ => Rendition::png(&image)?,
        };
        let thumbnail = thumbnail(image, orientation);
        let thumbnail = match original.kind {
            RenditionKind::Jpeg => Rendition::jpeg(&thumbnail)?,
            RenditionKind::Png => Rendition::png(&thumbnail)?,
        };
        Ok(Renditions::new(original, thumbnail))
    }
}

const TOO_LARGE: ImageError = ImageError::Refused("needs too much memory");

/// A decoder that takes up to `allowance` bytes beside the picture, in so far as it can tell.
fn open(kind: SourceKind, bytes: &[u8], allowance: u64) -> Result<Box<dyn ImageDecoder + '_>, CodecError> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAXIMUM_SIDE);
    limits.max_image_height = Some(MAXIMUM_SIDE);
    limits.max_alloc = Some(HEADER_MEMORY);
    let reader = Cursor::new(bytes);
    let mut decoder: Box<dyn ImageDecoder + '_> = match kind {
        // The only one that allocates by its header while it is opened.
        SourceKind::Png => return Ok(Box::new(PngDecoder::with_limits(reader, limits)?)),
        SourceKind::Jpeg => Box::new(JpegDecoder::new(reader)?),
        SourceKind::Gif => Box::new(GifDecoder::new(reader)?),
        _ => Box::new(BmpDecoder::new(reader)?),
    };
    limits.max_alloc = Some(allowance);
    decoder.set_limits(limits)?;
    Ok(decoder)
}

/// The picture, of an animation its first frame, and how it is to be turned.
fn decode(kind: SourceKind, bytes: &[u8], allowance: u64) -> Result<(DynamicImage, Orientation), CodecError> {
    let mut decoder = open(kind, bytes, allowance)?;
    let orientation = decoder.orientation()?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// Whether a JPEG has its end; decoders paint what is missing grey instead.
fn ends(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|pair| pair == marker);
    last([0xff, 0xd9]) > last([0xff, 0xda])
}

/// Whether the decoder collects a JPEG as a whole before it makes pixels of it: where it is progressive, or where its
/// first scan lacks components. A thumbnail in the metadata makes it look so, too.
fn is_collected(bytes: &[u8]) -> bool {
    let find = |kinds: RangeInclusive<u8>| {
        let mut places =
            bytes.windows(2).enumerate().filter(move |(_, pair)| pair[0] == 0xff && kinds.contains(&pair[1]));
        places.next().filter(|_| places.next().is_none()).map(|(place, _)| &bytes[place + 1..])
    };
    let (Some(frame), Some(scan)) = (find(0xc0..=0xc2), find(0xda..=0xda)) else { return true };
    frame[0] == 0xc2 || frame.get(8) != scan.get(3)
}

fn refuse(error: &CodecError, bytes: &[u8], kind: SourceKind) -> ImageError {
    tracing::debug!(%error, %kind, length = bytes.len(), "a picture is refused");
    match error {
        CodecError::Limits(limit) if limit.kind() == LimitErrorKind::DimensionError => {
            ImageError::Refused("has a side of more than 65535 pixels")
        }
        CodecError::Limits(_) => TOO_LARGE,
        CodecError::Unsupported(_) => ImageError::Refused("is of a variant that is not supported"),
        _ => ImageError::Broken,
    }
}
