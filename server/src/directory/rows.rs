//! Lists of any length, in bounded memory.
//!
//! A list is read in chunks, each with a query of its own that goes on where the last one ended. A query runs to its end
//! in a task of its own, whether or not its reader goes on reading. So a slow reader holds neither a connection nor a
//! snapshot, and what changes while a list is read may or may not be in it.

use std::future::Future;

use futures_util::stream::{self, BoxStream, StreamExt};
use tracing::Instrument;

use super::DirectoryError;

/// Rows that are in memory at once.
pub const CHUNK: u32 = 500;

/// Entries on one page of the Twona API (ruling T19).
pub const PER_PAGE: u32 = 100;

/// A whole list, whose beginning is here already: what fails at the start fails before anything is answered.
pub struct Rows<T> {
    pub first: Vec<T>,
    /// None where `first` is everything.
    pub rest: Option<BoxStream<'static, Result<T, DirectoryError>>>,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// How many items all pages have together.
    pub total: u64,
}

/// Reads a list by `fetch`, which is given the last row before the wanted chunk.
pub(super) async fn read<T, F, R>(fetch: F) -> Result<Rows<T>, DirectoryError>
where
    T: Clone + Send + 'static,
    F: Fn(Option<T>) -> R + Send + 'static,
    R: Future<Output = Result<Vec<T>, DirectoryError>> + Send + 'static,
{
    read_by(CHUNK, fetch).await
}

/// The same in chunks of another size, where rows may be large.
pub(super) async fn read_by<T, F, R>(size: u32, fetch: F) -> Result<Rows<T>, DirectoryError>
where
    T: Clone + Send + 'static,
    F: Fn(Option<T>) -> R + Send + 'static,
    R: Future<Output = Result<Vec<T>, DirectoryError>> + Send + 'static,
{
    let first = fetch(None).await?;
    let Some(last) = last_of_full(&first, size) else { return Ok(Rows { first, rest: None }) };
    let chunks = stream::try_unfold((Some(last), fetch), move |(last, fetch)| async move {
        let Some(last) = last else { return Ok::<_, DirectoryError>(None) };
        let chunk = to_its_end(fetch(Some(last))).await?;
        let last = last_of_full(&chunk, size);
        Ok(Some((chunk, (last, fetch))))
    });
    let rest = chunks.flat_map(|chunk| match chunk {
        Ok(rows) => stream::iter(rows.into_iter().map(Ok).collect::<Vec<_>>()),
        Err(error) => stream::iter(vec![Err(error)]),
    });
    Ok(Rows { first, rest: Some(rest.boxed()) })
}

/// Runs a query that goes on where nobody asks for it any more: dropped or left alone half-way, it would hold a connection.
async fn to_its_end<T: Send + 'static>(query: impl Future<Output = T> + Send + 'static) -> T {
    match tokio::spawn(query.in_current_span()).await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

/// The last row, where another chunk may follow.
fn last_of_full<T: Clone>(chunk: &[T], size: u32) -> Option<T> {
    if chunk.len() < size as usize { None } else { chunk.last().cloned() }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use futures_util::FutureExt;

    use super::*;

    async fn collected(length: u32) -> (usize, Vec<u32>) {
        let rows = read(move |last: Option<u32>| async move {
            let start = last.map_or(0, |last| last + 1);
            Ok((start..length.min(start + CHUNK)).collect())
        })
        .await
        .unwrap();
        let first = rows.first.len();
        let mut all = rows.first;
        if let Some(rest) = rows.rest {
            all.extend(rest.map(Result::unwrap).collect::<Vec<_>>().await);
        }
        (first, all)
    }

    #[tokio::test]
    async fn chunks_add_up_to_the_list() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7] {
            let (first, all) = collected(length).await;
            assert_eq!(first, length.min(CHUNK) as usize);
            assert_eq!(all, (0..length).collect::<Vec<_>>());
        }
    }

    #[tokio::test]
    async fn a_query_ends_though_its_reader_has_stopped() {
        let begun = Arc::new(AtomicU32::new(0));
        let ended = Arc::new(AtomicU32::new(0));
        let counts = (begun.clone(), ended.clone());
        let rows = read(move |_: Option<u32>| {
            let (begun, ended) = counts.clone();
            async move {
                begun.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                ended.fetch_add(1, Ordering::Relaxed);
                Ok((0..CHUNK).collect())
            }
        });
        let mut rest = rows.await.unwrap().rest.expect("another chunk");
        assert!(rest.next().now_or_never().is_none(), "asked for once, and not again");
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert_eq!((begun.load(Ordering::Relaxed), ended.load(Ordering::Relaxed)), (2, 2));
    }
}
