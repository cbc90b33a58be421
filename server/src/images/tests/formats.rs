//! JPEG, PNG, GIF and BMP.

use base64::{Engine, engine::general_purpose::STANDARD};
use image::{
    DynamicImage, Frame, GrayAlphaImage, GrayImage, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage,
    codecs::gif::GifEncoder,
};

use super::{
    super::{SourceKind, raster::Header},
    RenditionKind::*,
    *,
};

const RED: [u8; 4] = [255, 0, 0, 255];
const BLUE: [u8; 4] = [0, 0, 255, 255];

/// Red above, blue below.
fn flag(width: u32, height: u32) -> DynamicImage {
    let pixel = |_, y| if y < height / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) };
    RgbImage::from_fn(width, height, pixel).into()
}

#[tokio::test]
async fn jpeg_and_png_are_served_as_they_came() {
    for (format, kind) in [(ImageFormat::Jpeg, Jpeg), (ImageFormat::Png, Png)] {
        let bytes = encode(&flag(600, 300), format);
        let renditions = sound(bytes.clone()).await;
        assert_eq!((&renditions.original.bytes[..], renditions.original.kind), (&bytes[..], kind));
        assert_eq!((size(&renditions.thumbnail), renditions.thumbnail.kind), ((256, 128), kind));
        assert_color(&renditions.thumbnail, (10, 10), RED);
        assert_color(&renditions.thumbnail, (10, 110), BLUE);
        assert_ne!(renditions.original.etag, renditions.thumbnail.etag);
        assert_eq!(renditions.original.etag.len(), 66);
        assert_eq!(
            sound(bytes).await.thumbnail.etag,
            renditions.thumbnail.etag,
            "an entity tag depends on the bytes alone"
        );
    }
}

#[tokio::test]
async fn gif_and_bmp_are_served_as_png() {
    for format in [ImageFormat::Gif, ImageFormat::Bmp] {
        let renditions = sound(encode(&flag(300, 600), format)).await;
        assert_eq!((size(&renditions.original), renditions.original.kind), ((300, 600), Png));
        assert_eq!((size(&renditions.thumbnail), renditions.thumbnail.kind), ((128, 256), Png));
        assert_color(&renditions.original, (10, 10), RED);
        assert_color(&renditions.thumbnail, (10, 250), BLUE);
    }
}

#[tokio::test]
async fn of_an_animation_the_first_picture_is_shown() {
    let mut bytes = Vec::new();
    let frames = [RED, BLUE, BLUE].map(|color| Frame::new(RgbaImage::from_pixel(20, 20, Rgba(color))));
    GifEncoder::new(&mut bytes).encode_frames(frames).unwrap();
    let renditions = sound(bytes).await;
    assert_color(&renditions.original, (5, 5), RED);
    assert_color(&renditions.thumbnail, (5, 5), RED);
}

#[tokio::test]
async fn every_depth_of_colour_is_read() {
    let gray = GrayImage::from_pixel(300, 300, Luma([200]));
    let veil = GrayAlphaImage::from_pixel(300, 300, LumaA([200, 128]));
    let clear = RgbaImage::from_pixel(300, 300, Rgba([0, 0, 255, 128]));
    let images: [(DynamicImage, [u8; 4]); 5] = [
        (gray.clone().into(), [200, 200, 200, 255]),
        (veil.into(), [200, 200, 200, 128]),
        (clear.clone().into(), [0, 0, 255, 128]),
        (DynamicImage::from(gray).to_luma16().into(), [200, 200, 200, 255]),
        (DynamicImage::from(clear).to_rgba16().into(), [0, 0, 255, 128]),
    ];
    for (image, expected) in images {
        let thumbnail = sound(encode(&image, ImageFormat::Png)).await.thumbnail;
        assert_color(&thumbnail, (100, 100), expected);
        assert_eq!(decode(&thumbnail).color().has_alpha(), expected[3] != 255);
    }
    // One bit a pixel, with a palette and a transparent colour.
    let palette = "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQMAAACnuvRZAAAAA1BMVEUAAACnej3aAAAAAXRSTlMAQObYZgAAAAxJREFUeJxjYGBgAAAABAAB\
                   9hc4VQAAAABJRU5ErkJggg==";
    assert_color(&sound(STANDARD.decode(palette).unwrap()).await.thumbnail, (1, 1), [0, 0, 0, 0]);
    // Sixteen by eight pixels of red, as a progressive JPEG, and in the colours of printers.
    let progressive = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1x\
                       eXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/\
                       wgARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAVAQEBAAAAAAAAAAAAAAAAAAADBf/aAAwDAQACEAMQAAABjA1P\
                       /8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABBQI//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwF//8QAFBEBAAAAAAAAAAAA\
                       AAAAAAAAAP/aAAgBAgEBPwF//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQAGPwI//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQAB\
                       PyE//9oADAMBAAIAAwAAABD7/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEB\
                       PxB//8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPxA//9k=";
    let printed = "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QEhcTkBEV0U3OFBtUVdfYmdoZz5NcXlw\
                   ZHhcZWdj/8AAFAgACAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQEC\
                   AwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3\
                   eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBN\
                   AFkASwAAPwD0CvP68/r0Ciiiiv/Z";
    for (jpeg, color) in [(progressive, [200, 30, 40, 255]), (printed, RED)] {
        assert_color(&sound(STANDARD.decode(jpeg).unwrap()).await.thumbnail, (8, 4), color);
    }
}

#[tokio::test]
async fn thumbnails_are_upright_and_say_nothing_of_their_origin() {
    let jpeg = encode(&flag(40, 20), ImageFormat::Jpeg);
    for (orientation, size_upright, red) in [
        (1u8, (40, 20), (20, 4)),
        (3, (40, 20), (20, 16)),
        (6, (20, 40), (16, 20)),
        (8, (20, 40), (4, 20)),
        (9, (40, 20), (20, 4)),
    ] {
        // One entry of EXIF: the orientation, and behind it what nobody else should learn.
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"at home");
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let photograph = [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat();
        let Renditions { original, thumbnail, .. } = sound(photograph.clone()).await;
        assert_eq!(original.bytes, photograph);
        assert_eq!((orientation, size(&thumbnail)), (orientation, size_upright));
        assert_color(&thumbnail, red, RED);
        assert!(!thumbnail.bytes.windows(7).any(|window| window == b"at home"));
        assert!(!thumbnail.bytes.windows(4).any(|window| window == b"Exif"));
    }
}

#[tokio::test]
async fn announcements_have_to_agree_with_the_bytes() {
    let images = Images::new();
    let png = encode(&flag(4, 4), ImageFormat::Png);
    let announced = async |bytes: &[u8], media_type| images.render(bytes.to_vec().into(), media_type).await.map(drop);
    assert_eq!(announced(&png, Some("image/png")).await, Ok(()));
    assert_eq!(announced(&png, None).await, Ok(()));
    assert_eq!(announced(&png, Some("application/octet-stream")).await, Ok(()));
    let error = announced(&png, Some("image/jpeg")).await.unwrap_err();
    assert_eq!(error.to_string(), "is announced as image/jpeg and is a PNG");
    assert!(announced(&png, Some("image/svg+xml")).await.is_err());
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#;
    assert_eq!(announced(svg, Some("image/svg")).await, Ok(()));
    assert_eq!(announced(svg, Some("image/svg+xml")).await, Ok(()));
    assert!(announced(svg, Some("image/png")).await.is_err());
}

#[tokio::test]
async fn what_is_no_picture_is_refused() {
    for bytes in [
        &b""[..],
        b"hello",
        b"<html><body>svg</body></html>",
        b"%PDF-1.7",
        b"RIFF\x04\0\0\0WEBPVP8 ",
        b"\0\0\x01\0\x01\0",
    ] {
        assert_eq!(render(bytes).await.unwrap_err(), ImageError::Unknown, "{bytes:?}");
    }
    // Something else that has a drawing inside.
    let page = r#"<html xmlns="http://www.w3.org/1999/xhtml"><svg xmlns="http://www.w3.org/2000/svg"/></html>"#;
    assert_eq!(render(page).await.unwrap_err(), ImageError::Unknown);
}

#[tokio::test]
async fn a_picture_that_ends_early_is_broken() {
    let noise = |x: u32, y: u32| Rgb([(x * 7 + y * 13) as u8, (x * y) as u8, (x ^ y) as u8]);
    let image: DynamicImage = RgbImage::from_fn(64, 64, noise).into();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::Bmp] {
        let bytes = encode(&image, format);
        for part in [1, 3, 5, 7, 9] {
            let cut = bytes.len() * part / 10;
            let error = render(&bytes[..cut]).await.expect_err("half a picture");
            assert!(matches!(error, ImageError::Broken | ImageError::Unknown), "{format:?} cut at {cut}: {error}");
        }
    }
    for header in [&b"\x89PNG\r\n\x1a\n"[..], b"\xff\xd8\xff", b"GIF89a", b"BM"] {
        assert!(render(header).await.is_err(), "{header:?}");
    }
}

#[test]
fn bytes_that_are_turned_at_random_never_do_more_than_fail() {
    let images =
        [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::Bmp].map(|f| encode(&flag(24, 24), f));
    for bytes in &images {
        let mut seed = 12345u32;
        for _ in 0..300 {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
            let mut spoiled = bytes.clone();
            let place = (seed >> 8) as usize % spoiled.len();
            spoiled[place] ^= (seed >> 24) as u8 | 1;
            // A picture or an error; a decoder that panics is an error to callers, and fails this test.
            let kind = SourceKind::of(&spoiled);
            let _ = kind.and_then(|kind| Header::read(kind, &spoiled).ok()?.render(spoiled.into()).ok());
        }
    }
}
