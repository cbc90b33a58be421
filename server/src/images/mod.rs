//! Pictures that people upload: checked, and made into what is served: the original and a thumbnail.
//!
//! The bytes decide what a picture is, and every limit is held before a pixel is decoded: what decoders allocate for what
//! a header promises, and what an SVG would cost to draw. Knows no users and no HTTP.

mod error;
mod kind;
mod png;
mod raster;
mod rendition;
mod svg;
mod thumbnail;

use std::{num::NonZero, sync::Arc};

use bytes::Bytes;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
};

pub use error::ImageError;
pub use kind::SourceKind;
pub use rendition::{Rendition, RenditionKind};

/// The most bytes that a picture may have (ruling D6).
pub const MAXIMUM_BYTES: u64 = 1 << 20;
/// The most pixels that a picture may have (ruling D6).
pub const MAXIMUM_PIXELS: u64 = 50_000_000;

/// The most mebibytes that all pictures may take at once while they are made into others.
const MEMORY: u32 = 400;

/// Decodes pictures, as many at once as fit into a fixed amount of memory, and leave a processor to those who answer
/// requests. Clones share both.
#[derive(Clone, Debug)]
pub struct Images {
    memory: Arc<Semaphore>,
    processors: Arc<Semaphore>,
}

/// What is served of one picture.
#[derive(Debug)]
pub struct Renditions {
    /// A JPEG or PNG as it was uploaded; anything else as a PNG (ruling D5).
    pub original: Rendition,
    /// At most 256 by 256 pixels, upright, and without metadata. A JPEG stays a JPEG; all else is a PNG.
    pub thumbnail: Rendition,
    /// What they take until they are stored.
    _memory: Option<OwnedSemaphorePermit>,
}

impl Images {
    pub fn new() -> Self {
        let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            memory: Arc::new(Semaphore::new(MEMORY as usize)),
            processors: Arc::new(Semaphore::new(processors.saturating_sub(1).max(1))),
        }
    }

    /// Makes of a picture what is served of it. `declared` is the media type that its sender announces.
    ///
    /// Waits until there are memory and a processor. Where nobody waits for it any more, nothing is begun; what is running ends within
    /// seconds, by the limits of each kind, and keeps its memory until then.
    pub async fn render(&self, bytes: Bytes, declared: Option<&str>) -> Result<Renditions, ImageError> {
        let kind = SourceKind::of(&bytes).ok_or(ImageError::Unknown)?;
        kind.check_declared(declared)?;
        let (mut renditions, mut memory) = if kind == SourceKind::Svg {
            self.compute(svg::MEMORY, move || svg::Drawing::read(&bytes)?.render()).await?
        } else {
            let header = {
                let bytes = bytes.clone();
                self.compute(raster::READING, move || raster::Header::read(kind, &bytes)).await?.0
            };
            self.compute(header.memory(), move || header.render(bytes)).await?
        };
        let length = renditions.original.bytes.len() + renditions.thumbnail.bytes.len();
        renditions._memory = memory.split(length.div_ceil(1 << 20));
        Ok(renditions)
    }

    /// Does work that takes up to so many mebibytes outside the threads that answer requests. What it made comes with that
    /// memory. A decoder that panics has met broken bytes.
    async fn compute<T: Send + 'static>(
        &self,
        memory: u32,
        work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
    ) -> Result<(T, OwnedSemaphorePermit), ImageError> {
        let memory = self.memory.clone().acquire_many_owned(memory).await.expect("the semaphore is never closed");
        let processor = self.processors.clone().acquire_owned().await.expect("the semaphore is never closed");
        let span = tracing::Span::current();
        let mut tasks = JoinSet::new();
        tasks.spawn_blocking(move || {
            let _processor = processor;
            span.in_scope(work).map(|made| (made, memory))
        });
        tasks.join_next().await.expect("there is one task").unwrap_or_else(|error| {
            tracing::error!(is_panic = error.is_panic(), "a decoder of images did not end");
            Err(ImageError::Broken)
        })
    }
}

impl Renditions {
    fn new(original: Rendition, thumbnail: Rendition) -> Self {
        Self { original, thumbnail, _memory: None }
    }
}

impl Default for Images {
    fn default() -> Self {
        Self::new()
    }
}

fn check_pixels(width: u64, height: u64) -> Result<(), ImageError> {
    match width.saturating_mul(height) {
        0 => Err(ImageError::Broken),
        pixels if pixels > MAXIMUM_PIXELS => Err(ImageError::TooManyPixels { width, height }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
