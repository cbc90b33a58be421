//! A picture as it is served, and how it is written.

use std::{borrow::Cow, fmt::Write as _, io};

use bytes::Bytes;
use image::{
    ColorType, DynamicImage, ImageError as CodecError,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};
use sha2::{Digest, Sha256};

use super::ImageError;

/// The most bytes that a PNG made of another kind may have.
const MAXIMUM_BYTES: usize = 16 << 20;
const JPEG_QUALITY: u8 = 85;

/// A picture as it is served.
#[derive(Clone, Debug)]
pub struct Rendition {
    pub bytes: Bytes,
    pub kind: RenditionKind,
    /// Strong entity tag with its quotes: the SHA-256 of the bytes (RFC 9110, section 8.8.3).
    pub etag: String,
}

/// Kinds of pictures that are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenditionKind {
    Jpeg,
    Png,
}

impl Rendition {
    pub(super) fn new(bytes: Bytes, kind: RenditionKind) -> Self {
        let mut etag = String::with_capacity(66);
        etag.push('"');
        for byte in Sha256::digest(&bytes) {
            write!(etag, "{byte:02x}").expect("a string takes all that is written to it");
        }
        etag.push('"');
        Self { bytes, kind, etag }
    }

    /// Without metadata; transparency is dropped.
    pub(super) fn jpeg(image: &DynamicImage) -> Result<Self, ImageError> {
        let mut bytes = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        image.to_rgb8().write_with_encoder(encoder).map_err(|error| unwritable(&error))?;
        Ok(Self::new(bytes.into(), RenditionKind::Jpeg))
    }

    /// With eight bits a channel, and without metadata.
    pub(super) fn png(image: &DynamicImage) -> Result<Self, ImageError> {
        let image = match image.color() {
            ColorType::Rgb8 | ColorType::Rgba8 => Cow::Borrowed(image),
            color if color.has_alpha() => Cow::Owned(image.to_rgba8().into()),
            _ => Cow::Owned(image.to_rgb8().into()),
        };
        let mut output = Bounded(Vec::new());
        image.write_with_encoder(PngEncoder::new(&mut output)).map_err(|error| unwritable(&error))?;
        Ok(Self::new(output.0.into(), RenditionKind::Png))
    }
}

impl RenditionKind {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    pub fn of_media_type(media_type: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png].into_iter().find(|kind| kind.media_type() == media_type)
    }
}

fn unwritable(error: &CodecError) -> ImageError {
    tracing::debug!(%error, "a picture cannot be written");
    ImageError::Refused("does not fit into a PNG image of 16 MiB")
}

/// Takes bytes up to a limit.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MAXIMUM_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
