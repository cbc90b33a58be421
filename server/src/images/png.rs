//! What a PNG that is served as it came must not hold: compressed chunks that unfold to far more than the picture. The
//! picture itself has been decoded under its own limits; texts and profiles are unfolded by whoever looks at it.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::ZlibDecoder;

/// The most bytes to which all texts and profiles together may unfold.
const MAXIMUM_UNFOLDED: u64 = 1 << 20;

const SIGNATURE: usize = 8;
/// Length and type before a chunk's data, and the checksum behind it.
const AROUND: usize = 12;

/// The picture without texts and profiles that unfold to more; the same bytes, where there are none.
pub(super) fn without_bombs(picture: Bytes) -> Bytes {
    let mut kept = Vec::new();
    let mut left = MAXIMUM_UNFOLDED;
    let mut is_whole = true;
    let mut rest = &picture[..];
    let mut position = SIGNATURE.min(rest.len());
    while let Some(chunk) = Chunk::at(&rest[position..]) {
        let unfolded = chunk.compressed().map_or(0, |compressed| unfolded(compressed, left + 1));
        match left.checked_sub(unfolded) {
            Some(less) => {
                left = less;
                position += chunk.length();
            }
            None => {
                // Whoever sends one such chunk gets none of the others unfolded.
                left = 0;
                is_whole = false;
                kept.extend_from_slice(&rest[..position]);
                rest = &rest[position + chunk.length()..];
                position = 0;
            }
        }
    }
    if is_whole {
        return picture;
    }
    kept.extend_from_slice(rest);
    kept.into()
}

struct Chunk<'a> {
    kind: &'a [u8],
    data: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// None where no whole chunk begins.
    fn at(bytes: &'a [u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let whole = rest.get(..length.checked_add(AROUND - 4)?)?;
        Some(Self { kind: &whole[..4], data: &whole[4..4 + length] })
    }

    fn length(&self) -> usize {
        self.data.len() + AROUND
    }

    /// What is compressed in it, if it is a text or a profile (PNG, third edition, sections 11.3.2.3 and 11.3.3).
    fn compressed(&self) -> Option<&'a [u8]> {
        let after_text = |data: &'a [u8]| data.iter().position(|byte| *byte == 0).map(|end| &data[end + 1..]);
        match self.kind {
            b"zTXt" | b"iCCP" => after_text(self.data)?.get(1..),
            b"iTXt" => match after_text(self.data)? {
                [1, _, rest @ ..] => after_text(after_text(rest)?),
                _ => None,
            },
            _ => None,
        }
    }
}

/// How many bytes something unfolds to, as far as `most`.
fn unfolded(compressed: &[u8], most: u64) -> u64 {
    let mut count = Count(0);
    // What breaks off has unfolded to what came before.
    let _ = io::copy(&mut ZlibDecoder::new(compressed).take(most), &mut count);
    count.0
}

struct Count(u64);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::ZlibEncoder};

    use super::*;

    fn compressed(size: usize) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b'a'; size]).unwrap();
        encoder.finish().unwrap()
    }

    fn chunk(kind: &str, data: &[u8]) -> Vec<u8> {
        let mut chunk = (data.len() as u32).to_be_bytes().to_vec();
        chunk.extend_from_slice(kind.as_bytes());
        chunk.extend_from_slice(data);
        chunk.extend_from_slice(&[0; 4]);
        chunk
    }

    fn picture(chunks: &[Vec<u8>]) -> Bytes {
        [&b"\x89PNG\r\n\x1a\n"[..], &chunks.concat()].concat().into()
    }

    #[test]
    fn texts_and_profiles_that_unfold_too_far_are_left_out() {
        let (head, end) = (chunk("IHDR", &[0; 13]), chunk("IEND", &[]));
        let text = |kind: &str, before: &[u8], size| chunk(kind, &[before, &compressed(size)].concat());
        let small = text("zTXt", b"Comment\0\0", 1000);
        let tame = picture(&[head.clone(), small.clone(), chunk("tEXt", b"a\0b"), end.clone()]);
        assert_eq!(without_bombs(tame.clone()), tame);
        for bomb in [
            text("zTXt", b"Comment\0\0", 2 << 20),
            text("iTXt", b"Comment\0\x01\0en\0\0", 2 << 20),
            text("iCCP", b"Profile\0\0", 2 << 20),
        ] {
            let with = picture(&[head.clone(), small.clone(), bomb.clone(), bomb, end.clone()]);
            assert_eq!(without_bombs(with), picture(&[head.clone(), small.clone(), end.clone()]));
        }
        let many = picture(&[vec![head.clone()], vec![text("zTXt", b"C\0\0", 600_000); 3], vec![end.clone()]].concat());
        let kept = without_bombs(many);
        assert_eq!(kept, picture(&[head.clone(), text("zTXt", b"C\0\0", 600_000), end]));
        for broken in [&b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffzTXt"[..], b"\x89PNG", b""] {
            assert_eq!(without_bombs(Bytes::copy_from_slice(broken)), broken);
        }
    }
}
