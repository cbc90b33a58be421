//! Pictures scaled down to the size of a thumbnail.

use image::{DynamicImage, metadata::Orientation};

/// The longest side of a thumbnail, in pixels (ruling D5).
pub(super) const EDGE: u32 = 256;

/// At most [`EDGE`] pixels a side, its proportions kept, and turned upright. Smaller pictures keep their size.
pub(super) fn thumbnail(image: DynamicImage, orientation: Orientation) -> DynamicImage {
    let mut small = if image.width().max(image.height()) <= EDGE {
        image
    } else if image.color().has_alpha() {
        scale_transparent(image)
    } else {
        image.thumbnail(EDGE, EDGE)
    };
    small.apply_orientation(orientation);
    small
}

/// Colours count by how visible they are: the colour that invisible pixels happen to have must not shine through.
fn scale_transparent(image: DynamicImage) -> DynamicImage {
    let mut pixels = image.into_rgba8();
    for pixel in pixels.pixels_mut() {
        let alpha = u16::from(pixel.0[3]);
        for channel in &mut pixel.0[..3] {
            *channel = u8::try_from((u16::from(*channel) * alpha + 127) / 255).unwrap_or(u8::MAX);
        }
    }
    let mut small = DynamicImage::ImageRgba8(pixels).thumbnail(EDGE, EDGE).into_rgba8();
    for pixel in small.pixels_mut() {
        let alpha = u16::from(pixel.0[3]).max(1);
        for channel in &mut pixel.0[..3] {
            *channel = u8::try_from((u16::from(*channel) * 255 + alpha / 2) / alpha).unwrap_or(u8::MAX);
        }
    }
    DynamicImage::ImageRgba8(small)
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    #[test]
    fn invisible_pixels_lend_no_colour() {
        let pixel = |x: u32, _| if x.is_multiple_of(2) { Rgba([255, 0, 0, 255]) } else { Rgba([0, 255, 0, 0]) };
        let small = thumbnail(RgbaImage::from_fn(1024, 1024, pixel).into(), Orientation::NoTransforms).into_rgba8();
        assert_eq!(small.dimensions(), (EDGE, EDGE));
        let Rgba([red, green, blue, alpha]) = *small.get_pixel(100, 100);
        assert!(red > 250 && green == 0 && blue == 0, "{red} {green} {blue}");
        assert!((120..136).contains(&alpha), "{alpha}");
    }

    #[test]
    fn proportions_and_small_pictures_are_kept() {
        let size = |width, height| {
            let small = thumbnail(DynamicImage::new_rgb8(width, height), Orientation::NoTransforms);
            (small.width(), small.height())
        };
        assert_eq!(size(1000, 500), (256, 128));
        assert_eq!(size(4, 5000), (1, 256));
        assert_eq!(size(20, 30), (20, 30));
        let turned = thumbnail(DynamicImage::new_rgb8(1000, 500), Orientation::Rotate90);
        assert_eq!((turned.width(), turned.height()), (128, 256));
    }
}
