//! Small files that would become large pictures. All are refused by what their headers say.

use image::ImageFormat;

use super::{super::SourceKind, super::raster::Header, *};

/// A PNG that says it has this many pixels, of one bit each, with next to nothing inside.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encode(&DynamicImage::new_luma8(1, 1), ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes[24] = 1;
    let checksum = crc32fast::hash(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&checksum.to_be_bytes());
    bytes
}

fn gif(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = encode(&DynamicImage::new_rgb8(2, 2), ImageFormat::Gif);
    bytes[6..8].copy_from_slice(&width.to_le_bytes());
    bytes[8..10].copy_from_slice(&height.to_le_bytes());
    bytes
}

fn bmp(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = encode(&DynamicImage::new_rgb8(2, 2), ImageFormat::Bmp);
    bytes[18..22].copy_from_slice(&width.to_le_bytes());
    bytes[22..26].copy_from_slice(&height.to_le_bytes());
    bytes
}

/// Of a baseline JPEG, the height and the width in the header of its frame.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = encode(&DynamicImage::new_rgb8(8, 8), ImageFormat::Jpeg);
    let frame = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    bytes[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    bytes[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

#[test]
fn headers_are_enough_to_refuse_too_many_pixels() {
    let bombs = [
        (SourceKind::Png, png(40_000, 40_000), (40_000, 40_000)),
        (SourceKind::Png, png(7_072, 7_071), (7_072, 7_071)),
        (SourceKind::Gif, gif(65_535, 65_535), (65_535, 65_535)),
        (SourceKind::Bmp, bmp(65_000, 65_000), (65_000, 65_000)),
        (SourceKind::Jpeg, jpeg(65_500, 65_500), (65_500, 65_500)),
    ];
    for (kind, bytes, (width, height)) in bombs {
        let error = Header::read(kind, &bytes).err();
        assert_eq!(error, Some(ImageError::TooManyPixels { width, height }), "{kind}");
    }
    // Just few enough.
    assert!(Header::read(SourceKind::Png, &png(7_071, 7_071)).is_ok());
}

#[tokio::test]
async fn absurd_headers_are_refused() {
    let absurd = [
        png(u32::MAX, u32::MAX),
        png(2_147_483_647, 1),
        png(0, 10),
        png(65_536, 1),
        gif(0, 0),
        bmp(i32::MAX, i32::MAX),
        bmp(-5, 5),
        bmp(2, i32::MIN),
        bmp(1, i32::MAX),
        bmp(0, 0),
        jpeg(0, 0),
    ];
    for bytes in absurd {
        assert!(render(bytes.clone()).await.is_err(), "{bytes:?}");
    }
}

#[tokio::test]
async fn a_frame_beyond_its_picture_takes_no_memory() {
    let mut bytes = gif(10, 10);
    let descriptor = bytes.iter().rposition(|byte| *byte == b',').unwrap();
    let descriptor = bytes[..=descriptor].iter().position(|byte| *byte == b',').unwrap();
    bytes[descriptor + 5..descriptor + 9].copy_from_slice(&[0xff; 4]);
    let error = render(bytes).await.unwrap_err();
    assert!(matches!(error, ImageError::Refused(_) | ImageError::Broken), "{error}");
}

#[tokio::test]
async fn many_pictures_at_once_share_the_memory() {
    let images = Images::new();
    let picture = encode(&DynamicImage::new_rgb8(3_000, 3_000), ImageFormat::Png);
    let header = Header::read(SourceKind::Png, &picture).unwrap();
    assert!(header.memory() >= (7 * 3_000 * 3_000) >> 20, "{}", header.memory());
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (images, picture) = (images.clone(), picture.clone());
            tokio::spawn(async move { images.render(picture.into(), None).await.map(drop) })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), Ok(()));
    }
    assert_eq!(images.memory.available_permits(), super::super::MEMORY as usize, "all memory is given back");
}
