//! Small files that would become large pictures. All are refused by what their headers say.

use image::ImageFormat;

use super::{
    super::{MEMORY, SourceKind, raster::Header},
    *,
};

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

/// A GIF with this frame in front of its others.
fn gif_of_frame(canvas: (u16, u16), frame: (u16, u16)) -> Vec<u8> {
    let mut bytes = gif(canvas.0, canvas.1);
    let colors = 13 + if bytes[10] & 0x80 != 0 { 3 << ((bytes[10] & 7) + 1) } else { 0 };
    let descriptor = colors + bytes[colors..].iter().position(|byte| *byte == b',').unwrap();
    bytes[descriptor + 5..descriptor + 7].copy_from_slice(&frame.0.to_le_bytes());
    bytes[descriptor + 7..descriptor + 9].copy_from_slice(&frame.1.to_le_bytes());
    bytes
}

#[tokio::test]
async fn a_frame_beyond_its_picture_takes_no_memory() {
    for (canvas, frame) in [((1, 1), (7_000, 7_000)), ((1_000, 1_000), (5_000, 2_000)), ((10, 10), (0xffff, 0xffff))] {
        let error = render(gif_of_frame(canvas, frame)).await.unwrap_err();
        assert_eq!(error, ImageError::Refused("needs too much memory"), "{canvas:?} {frame:?}");
    }
    // Little enough, and not whole.
    assert_eq!(render(gif_of_frame((10, 10), (100, 100))).await.unwrap_err(), ImageError::Broken);
}

#[test]
fn what_decoders_take_beside_a_picture_is_counted() {
    let memory = |kind, bytes: &[u8]| Header::read(kind, bytes).map(|header| header.memory());
    // Two thousand by two thousand pixels, of four bytes and as many for a frame; of three bytes and coefficients.
    assert_eq!(memory(SourceKind::Gif, &gif(2_000, 2_000)), Ok(16 + 31));
    let baseline = jpeg(2_000, 2_000);
    assert_eq!(memory(SourceKind::Jpeg, &baseline), Ok(16 + 12));
    let marker = |bytes: &[u8], kind: u8| bytes.windows(2).position(|pair| pair == [0xff, kind]).unwrap();
    let mut progressive = baseline.clone();
    progressive[marker(&baseline, 0xc0) + 1] = 0xc2;
    assert_eq!(memory(SourceKind::Jpeg, &progressive), Ok(16 + 43));
    let mut scans = baseline.clone();
    let scan = marker(&baseline, 0xda);
    scans.splice(scan + 3..scan + 11, [8, 1, 1, 0, 0, 63, 0]);
    assert_eq!(memory(SourceKind::Jpeg, &scans).unwrap_or(16 + 43), 16 + 43);
    let deep = encode(&DynamicImage::new_rgba16(1_000, 1_000), ImageFormat::Png);
    assert_eq!(memory(SourceKind::Png, &deep), Ok(16 + 12));
    let mut too_deep = jpeg(7_000, 7_000);
    too_deep[marker(&baseline, 0xc0) + 1] = 0xc2;
    assert_eq!(memory(SourceKind::Jpeg, &too_deep), Err(ImageError::Refused("needs too much memory")));
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
    assert_eq!(images.memory.available_permits(), MEMORY as usize, "all memory is given back");
}

#[tokio::test]
async fn what_nobody_waits_for_is_not_begun() {
    let images = Images::new();
    let picture = encode(&DynamicImage::new_rgb8(30, 30), ImageFormat::Png);
    let all = images.memory.clone().acquire_many_owned(MEMORY).await.unwrap();
    let waiting = images.render(picture.clone().into(), None);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(10), waiting).await.is_err());
    drop(all);
    assert_eq!(images.memory.available_permits(), MEMORY as usize);
    let renditions = images.render(picture.into(), None).await.unwrap();
    assert_eq!(images.memory.available_permits(), MEMORY as usize - 1, "what was made is counted until it is stored");
    drop(renditions);
    assert_eq!(images.memory.available_permits(), MEMORY as usize);
}
