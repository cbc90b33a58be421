//! Every format, sound and broken, and pictures that are made to do harm.

mod bombs;
mod formats;
mod svg;

use image::{DynamicImage, ImageFormat};

use super::{ImageError, Images, Rendition, RenditionKind, Renditions};

async fn render(bytes: impl Into<Vec<u8>>) -> Result<Renditions, ImageError> {
    Images::new().render(bytes.into().into(), None).await
}

async fn sound(bytes: impl Into<Vec<u8>>) -> Renditions {
    render(bytes).await.expect("a sound picture")
}

fn encode(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn decode(rendition: &Rendition) -> DynamicImage {
    let format = match rendition.kind {
        RenditionKind::Jpeg => ImageFormat::Jpeg,
        RenditionKind::Png => ImageFormat::Png,
    };
    image::load_from_memory_with_format(&rendition.bytes, format).unwrap()
}

fn size(rendition: &Rendition) -> (u32, u32) {
    let image = decode(rendition);
    (image.width(), image.height())
}

/// Whether a pixel has about this colour.
#[track_caller]
fn assert_color(rendition: &Rendition, (x, y): (u32, u32), expected: [u8; 4]) {
    let found = decode(rendition).to_rgba8().get_pixel(x, y).0;
    let is_near = found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) < 40);
    assert!(is_near, "{found:?} at {x},{y} instead of {expected:?}");
}
