//! What bytes are, by the bytes alone (ruling D4).

use std::fmt;

use image::ImageFormat;

use super::ImageError;

/// Kinds of pictures that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    Jpeg,
    Png,
    Gif,
    Bmp,
    Svg,
}

impl SourceKind {
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        match image::guess_format(bytes) {
            Ok(ImageFormat::Jpeg) => Some(Self::Jpeg),
            Ok(ImageFormat::Png) => Some(Self::Png),
            Ok(ImageFormat::Gif) => Some(Self::Gif),
            Ok(ImageFormat::Bmp) => Some(Self::Bmp),
            _ => is_svg(bytes).then_some(Self::Svg),
        }
    }

    /// Refuses a picture that was announced as another kind. No announcement is a right one, and so is one of mere bytes.
    pub(super) fn check_declared(self, declared: Option<&str>) -> Result<(), ImageError> {
        match declared {
            None | Some("application/octet-stream") => Ok(()),
            Some(declared) if !self.media_types().contains(&declared) => {
                Err(ImageError::Mismatch { declared: declared.to_owned(), found: self })
            }
            Some(_) => Ok(()),
        }
    }

    fn media_types(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["image/jpeg", "image/jpg", "image/pjpeg"],
            Self::Png => &["image/png"],
            Self::Gif => &["image/gif"],
            Self::Bmp => &["image/bmp", "image/x-bmp", "image/x-ms-bmp"],
            Self::Svg => &["image/svg+xml", "image/svg"],
        }
    }
}

impl fmt::Display for SourceKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Svg => "SVG",
        })
    }
}

/// XML in which an `svg` element begins, with a prefix or without; whether it is the root is seen when it is parsed.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('<') && (text.contains("<svg") || text.contains(":svg"))
}
