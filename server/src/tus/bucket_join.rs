//! Putting objects of a bucket together.
//!
//! What is large enough to be a part of a multipart upload the bucket copies by itself. What is not passes through here: of
//! each object less than two parts.

use std::{mem, ops::Range};

use bytes::BytesMut;
use futures_util::stream::{self, StreamExt, TryStreamExt};
use object_store::{ObjectStoreExt, PutPayload, multipart::PartId, path::Path};
use uuid::Uuid;

use super::{
    ByteStorage, Progress, Stored, Writer,
    bucket::{BucketStorage, PART},
};
use crate::blobs::{BlobError, BlobKey, Copies};

/// Bytes that are copied by one request; it is answered when they are, and has to be in time.
const COPY: u64 = 256 * 1024 * 1024;

/// Requests at once.
const AT_ONCE: usize = 4;

/// Bytes of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Slice {
    object: usize,
    range: Range<u64>,
}

impl BucketStorage {
    /// Makes an object of others that have so many bytes.
    pub(super) async fn put_together(&self, parts: &[(BlobKey, u64)], whole: &BlobKey) -> Result<(), BlobError> {
        if let Some(copies) = &self.copies {
            match self.copy(copies, parts, &self.path(whole)).await {
                Ok(true) => return Ok(()),
                Ok(false) => {}
                // Some stores copy no parts, or want all of them to be of one size.
                Err(error) => {
                    tracing::warn!(?error, "a bucket did not put objects together; they are read and written")
                }
            }
        }
        self.rewrite(parts, whole).await
    }

    /// Has the bucket copy; `false` where there is nothing that is large enough.
    async fn copy(&self, copies: &Copies, parts: &[(BlobKey, u64)], whole: &Path) -> Result<bool, BlobError> {
        let objects: Vec<_> = parts.iter().map(|(key, length)| (self.path(key), *length)).collect();
        let pieces = pieces(parts.iter().map(|(_, length)| *length));
        if !pieces.iter().any(|piece| is_copied(piece)) {
            return Ok(false);
        }
        let upload = self.parts.create_multipart(whole).await?;
        let put = |(index, piece): (usize, Vec<Slice>)| {
            let (objects, upload) = (&objects, &upload);
            async move {
                if let [Slice { object, range }] = &piece[..]
                    && is_copied(&piece)
                {
                    let (source, length) = &objects[*object];
                    let range = (*range != (0..*length)).then(|| range.clone());
                    return copies.put_part(source, range, (whole, upload, index)).await;
                }
                let mut content = BytesMut::new();
                for Slice { object, range } in piece {
                    content.extend_from_slice(&self.objects.get_range(&objects[object].0, range).await?);
                }
                let payload = PutPayload::from_bytes(content.freeze());
                Ok(self.parts.put_part(whole, upload, index, payload).await?)
            }
        };
        let put = stream::iter(pieces.into_iter().enumerate()).map(put).buffered(AT_ONCE);
        let made = match put.try_collect::<Vec<PartId>>().await {
            Ok(made) => self.parts.complete_multipart(whole, &upload, made).await.map_err(BlobError::from),
            Err(error) => Err(error),
        };
        if made.is_err() {
            // What is left there goes with the bucket's own rule at the latest.
            let _ = self.parts.abort_multipart(whole, &upload).await;
        }
        made.map(|_| true)
    }

    /// Reads all of them, and writes what they are together.
    async fn rewrite(&self, parts: &[(BlobKey, u64)], whole: &BlobKey) -> Result<(), BlobError> {
        let length = parts.iter().map(|(_, length)| length).sum();
        let stored = Stored {
            blob_key: whole.clone(),
            length,
            progress: Progress::default(),
            recovers: false,
            holder: Uuid::nil(),
        };
        let mut writer = self.open(stored).await?.ok_or_else(|| BlobError::broken("a new object is being written"))?;
        let written = self.write_all(&mut *writer, parts, length).await;
        if written.is_err() {
            // What is left there goes with the bucket's own rule at the latest.
            let _ = self.remove(whole, &writer.durable().state).await;
        }
        written
    }

    async fn write_all(&self, writer: &mut dyn Writer, parts: &[(BlobKey, u64)], length: u64) -> Result<(), BlobError> {
        for (part, _) in parts {
            let mut content = self.objects.get(&self.path(part)).await?.into_stream();
            while let Some(chunk) = content.try_next().await? {
                writer.write(chunk).await?;
            }
        }
        writer.flush().await?;
        let joined = writer.durable().offset;
        if joined != length {
            return Err(BlobError::broken(format!("parts of {length} bytes have {joined}")));
        }
        writer.finish().await
    }
}

/// Whether the bucket copies a piece; else it is read, and written.
fn is_copied(piece: &[Slice]) -> bool {
    matches!(piece, [Slice { range, .. }] if range.end - range.start >= PART as u64)
}

/// What objects of these lengths are one behind the other, as parts of a multipart upload: each but the last is large enough
/// to be one.
fn pieces(lengths: impl Iterator<Item = u64>) -> Vec<Vec<Slice>> {
    let part = PART as u64;
    let mut pieces = Vec::new();
    let mut gathered = Vec::new();
    let mut missing = 0;
    for (object, length) in lengths.enumerate() {
        let slice = |range| Slice { object, range };
        let mut begin = length.min(missing);
        if begin > 0 {
            gathered.push(slice(0..begin));
            missing -= begin;
            if missing == 0 {
                pieces.push(mem::take(&mut gathered));
            }
        }
        while length - begin >= part {
            let end = if length - begin < COPY + part { length } else { begin + COPY };
            pieces.push(vec![slice(begin..end)]);
            begin = end;
        }
        if begin < length {
            gathered.push(slice(begin..length));
            missing = part - (length - begin);
        }
    }
    if !gathered.is_empty() {
        pieces.push(gathered);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn pieces_are_everything_in_order_and_large_enough() {
        for lengths in [
            vec![],
            vec![0],
            vec![1, 2, 3],
            vec![5 * MIB],
            vec![7 * MIB, 8 * MIB],
            vec![3, 9 * MIB, 0, 4 * MIB, MIB],
            vec![3 * MIB, 2 * MIB, 6 * MIB],
            vec![9 * MIB, 3, 2, 1, 5 * MIB],
            vec![1024 * MIB + 1, 256 * MIB, 257 * MIB],
            vec![COPY + 5 * MIB - 1, COPY + 5 * MIB],
        ] {
            let pieces = pieces(lengths.iter().copied());
            let size = |piece: &[Slice]| piece.iter().map(|slice| slice.range.end - slice.range.start).sum::<u64>();
            if let [first @ .., _] = &pieces[..] {
                assert!(first.iter().all(|piece| size(piece) >= 5 * MIB), "{pieces:?}");
            }
            assert!(pieces.iter().all(|piece| size(piece) < COPY + 5 * MIB), "{pieces:?}");
            assert!(pieces.iter().all(|piece| is_copied(piece) || size(piece) <= 5 * MIB), "{pieces:?}");
            let (mut object, mut end) = (0, 0);
            for slice in pieces.iter().flatten() {
                while slice.object > object {
                    assert_eq!(end, lengths[object], "{pieces:?}");
                    (object, end) = (object + 1, 0);
                }
                assert_eq!(slice.range.start, end, "{pieces:?}");
                end = slice.range.end;
            }
            assert_eq!(pieces.iter().map(|piece| size(piece)).sum::<u64>(), lengths.iter().sum::<u64>());
        }
    }

    #[test]
    fn large_objects_are_copied_whole() {
        let copied = |lengths: &[u64]| {
            let pieces = pieces(lengths.iter().copied());
            (pieces.len(), pieces.iter().filter(|piece| is_copied(piece)).count())
        };
        assert_eq!(copied(&[7 * MIB, 8 * MIB, 9 * MIB]), (3, 3));
        assert_eq!(copied(&[1024 * MIB]), (4, 4));
        // Its first bytes go to the small one before it.
        assert_eq!(copied(&[3, 20 * MIB, 20 * MIB]), (3, 2));
        assert_eq!(copied(&[3, 4, 5]), (1, 0));
    }
}
