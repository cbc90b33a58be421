//! JPEG, PNG, GIF and BMP: the header first, the pixels only once they are known to be few enough.

use std::io::Cursor;

use bytes::Bytes;
use image::{
    ColorType, DynamicImage, ImageDecoder, ImageError as CodecError, Limits,
    codecs::{bmp::BmpDecoder, gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder},
    error::LimitErrorKind,
    metadata::Orientation,
};

use super::{
    ImageError, MAXIMUM_PIXELS, Renditions, SourceKind, check_pixels, png,
    rendition::{Rendition, RenditionKind},
    thumbnail::thumbnail,
};

/// As long as a side can be in the formats that people use for photographs.
const MAXIMUM_SIDE: u32 = 65_535;
/// What decoders may take besides the picture itself, in bytes.
const SPARE_MEMORY: u64 = 16 << 20;
/// Bytes a pixel of the coefficients that a progressive JPEG is collected in, at worst.
const JPEG_COEFFICIENTS: u64 = 8;
/// Bytes a pixel of what is made of the picture before it is scaled down, at worst.
const COPY: u64 = 4;

/// What is known of a picture before it is decoded.
pub(super) struct Header {
    kind: SourceKind,
    width: u32,
    height: u32,
    color: ColorType,
}

impl Header {
    pub(super) fn read(kind: SourceKind, bytes: &[u8]) -> Result<Self, ImageError> {
        if kind == SourceKind::Jpeg && !ends(bytes) {
            return Err(ImageError::Broken);
        }
        let decoder = open(kind, bytes).map_err(|error| refuse(&error, bytes, kind))?;
        let (width, height) = decoder.dimensions();
        check_pixels(width.into(), height.into())?;
        Ok(Self { kind, width, height, color: decoder.color_type() })
    }

    /// The most mebibytes that [`Header::render`] takes.
    pub(super) fn memory(&self) -> u32 {
        let pixel = u64::from(self.color.bytes_per_pixel());
        let working = match self.kind {
            SourceKind::Jpeg => JPEG_COEFFICIENTS,
            _ => COPY,
        };
        let bytes = u64::from(self.width) * u64::from(self.height) * (pixel + working) + SPARE_MEMORY;
        u32::try_from(bytes >> 20).unwrap_or(u32::MAX)
    }

    pub(super) fn render(self, bytes: Bytes) -> Result<Renditions, ImageError> {
        let (image, orientation) = decode(self.kind, &bytes).map_err(|error| refuse(&error, &bytes, self.kind))?;
        Ok(match self.kind {
            SourceKind::Jpeg => Renditions {
                original: Rendition::new(bytes, RenditionKind::Jpeg),
                thumbnail: Rendition::jpeg(&thumbnail(image, orientation))?,
            },
            SourceKind::Png => Renditions {
                original: Rendition::new(png::without_bombs(bytes), RenditionKind::Png),
                thumbnail: Rendition::png(&thumbnail(image, orientation))?,
            },
            _ => {
                let original = Rendition::png(&image)?;
                Renditions { original, thumbnail: Rendition::png(&thumbnail(image, orientation))? }
            }
        })
    }
}

fn open(kind: SourceKind, bytes: &[u8]) -> Result<Box<dyn ImageDecoder + '_>, CodecError> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAXIMUM_SIDE);
    limits.max_image_height = Some(MAXIMUM_SIDE);
    limits.max_alloc = Some(SPARE_MEMORY);
    let reader = Cursor::new(bytes);
    let mut decoder: Box<dyn ImageDecoder + '_> = match kind {
        // The only one that allocates by its header while it is opened; the picture itself does not count.
        SourceKind::Png => return Ok(Box::new(PngDecoder::with_limits(reader, limits)?)),
        SourceKind::Jpeg => Box::new(JpegDecoder::new(reader)?),
        SourceKind::Gif => Box::new(GifDecoder::new(reader)?),
        _ => Box::new(BmpDecoder::new(reader)?),
    };
    // For a frame that is larger than its picture.
    limits.max_alloc = Some(MAXIMUM_PIXELS * 4);
    decoder.set_limits(limits)?;
    Ok(decoder)
}

/// The picture, of an animation its first frame, and how it is to be turned.
fn decode(kind: SourceKind, bytes: &[u8]) -> Result<(DynamicImage, Orientation), CodecError> {
    let mut decoder = open(kind, bytes)?;
    let orientation = decoder.orientation()?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// Whether a JPEG has its end; decoders paint what is missing grey instead.
fn ends(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|pair| pair == marker);
    last([0xff, 0xd9]) > last([0xff, 0xda])
}

fn refuse(error: &CodecError, bytes: &[u8], kind: SourceKind) -> ImageError {
    tracing::debug!(%error, %kind, length = bytes.len(), "a picture is refused");
    match error {
        CodecError::Limits(limit) if limit.kind() == LimitErrorKind::DimensionError => {
            ImageError::Refused("has a side of more than 65535 pixels")
        }
        CodecError::Limits(_) => ImageError::Refused("needs too much memory"),
        CodecError::Unsupported(_) => ImageError::Refused("is of a variant that is not supported"),
        _ => ImageError::Broken,
    }
}
