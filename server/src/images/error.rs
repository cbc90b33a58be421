//! Why bytes do not become a picture. Each sentence reads after the name of the place: `/avatar is broken`.

use super::SourceKind;

/// A picture that is refused, for what it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("is no JPEG, PNG, GIF, BMP or SVG image")]
    Unknown,
    #[error("is announced as {declared} and is a {found}")]
    Mismatch { declared: String, found: SourceKind },
    #[error("has {width} by {height} pixels, which is more than 50 megapixels")]
    TooManyPixels { width: u64, height: u64 },
    #[error("is broken, or not whole")]
    Broken,
    /// What is well formed, and not decoded here.
    #[error("{0}")]
    Refused(&'static str),
}
