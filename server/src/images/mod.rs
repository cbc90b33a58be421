//! Pictures that people upload: checked, and made into what is served: the original and a thumbnail.
//!
//! The bytes decide what a picture is, and every limit is held before a pixel is decoded: what a header promises, and
//! what an SVG would cost to draw. Knows no users and no HTTP.

mod error;
mod kind;
mod png;
mod raster;
mod rendition;
mod svg;
mod thumbnail;

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

pub use error::ImageError;
pub use kind::SourceKind;
pub use rendition::{Rendition, RenditionKind};

/// The most bytes that a picture may have (ruling D6).
pub const MAXIMUM_BYTES: u64 = 1 << 20;
/// The most pixels that a picture may have (ruling D6).
pub const MAXIMUM_PIXELS: u64 = 50_000_000;

/// The most mebibytes that all pictures being decoded may take at once; a single larger one takes all of them.
const MEMORY: u32 = 512;

/// Decodes pictures, as many at once as fit into a fixed amount of memory. Clones share it.
#[derive(Clone, Debug)]
pub struct Images {
    memory: Arc<Semaphore>,
}

/// What is served of one picture.
#[derive(Clone, Debug)]
pub struct Renditions {
    /// A JPEG or PNG as it was uploaded; anything else as a PNG (ruling D5).
    pub original: Rendition,
    /// At most 256 by 256 pixels, upright, and without metadata. A JPEG stays a JPEG; all else is a PNG.
    pub thumbnail: Rendition,
}

/// A picture whose header is read, and whose limits are held; nothing is decoded yet.
enum Source {
    Raster(raster::Header),
    Svg(Box<svg::Drawing>),
}

impl Images {
    pub fn new() -> Self {
        Self { memory: Arc::new(Semaphore::new(MEMORY as usize)) }
    }

    /// Makes of a picture what is served of it. `declared` is the media type that its sender announces.
    ///
    /// Waits until there is memory; the work goes on, and keeps its memory, even where nobody waits for it any more.
    pub async fn render(&self, bytes: Bytes, declared: Option<&str>) -> Result<Renditions, ImageError> {
        let kind = SourceKind::of(&bytes).ok_or(ImageError::Unknown)?;
        kind.check_declared(declared)?;
        let source = {
            let bytes = bytes.clone();
            compute(move || inspect(kind, &bytes)).await?
        };
        let cost = source.memory().clamp(1, MEMORY);
        let permit = self.memory.clone().acquire_many_owned(cost).await.expect("the semaphore is never closed");
        compute(move || {
            let renditions = source.render(bytes);
            drop(permit);
            renditions
        })
        .await
    }
}

impl Default for Images {
    fn default() -> Self {
        Self::new()
    }
}

impl Source {
    /// The most mebibytes that rendering it takes.
    fn memory(&self) -> u32 {
        match self {
            Self::Raster(header) => header.memory(),
            Self::Svg(_) => svg::MEMORY,
        }
    }

    fn render(self, bytes: Bytes) -> Result<Renditions, ImageError> {
        match self {
            Self::Raster(header) => header.render(bytes),
            Self::Svg(drawing) => drawing.render(),
        }
    }
}

fn inspect(kind: SourceKind, bytes: &[u8]) -> Result<Source, ImageError> {
    match kind {
        SourceKind::Svg => svg::Drawing::read(bytes).map(|drawing| Source::Svg(Box::new(drawing))),
        _ => raster::Header::read(kind, bytes).map(Source::Raster),
    }
}

fn check_pixels(width: u64, height: u64) -> Result<(), ImageError> {
    match width.saturating_mul(height) {
        0 => Err(ImageError::Broken),
        pixels if pixels > MAXIMUM_PIXELS => Err(ImageError::TooManyPixels { width, height }),
        _ => Ok(()),
    }
}

/// Runs work that takes a while outside the threads that answer requests. A decoder that panics has met broken bytes.
async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || span.in_scope(work)).await.unwrap_or_else(|error| {
        tracing::error!(is_panic = error.is_panic(), "a decoder of images did not end");
        Err(ImageError::Broken)
    })
}

#[cfg(test)]
mod tests;
