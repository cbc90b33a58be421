//! A browser: its timers, one thread, and requests by `fetch`, which takes bodies as a whole and follows redirects.

use std::{io, time::Duration};

use bytes::BytesMut;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt, stream};
use reqwest::multipart::{Form, Part};
pub(crate) use wasmtimer::{
    std::{Instant, SystemTime, UNIX_EPOCH},
    tokio::{sleep, sleep_until, timeout, timeout_at},
};

use crate::{Error, Options, content::Pieces, http::Progress};

/// What can be sent to another thread, where there are others.
pub trait MaybeSend {}

impl<T: ?Sized> MaybeSend for T {}

/// A future in a box, that can be sent to another thread where there are others.
pub type BoxFuture<'a, T> = futures_util::future::LocalBoxFuture<'a, T>;

pub(crate) type BoxStream<'a, T> = stream::LocalBoxStream<'a, T>;

pub(crate) fn boxed<'a, S: Stream + 'a>(stream: S) -> BoxStream<'a, S::Item> {
    stream.boxed_local()
}

pub(crate) fn now() -> DateTime<Utc> {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    DateTime::UNIX_EPOCH + passed
}

pub(crate) fn connections(options: &Options) -> reqwest::ClientBuilder {
    reqwest::Client::builder().user_agent(&options.user_agent)
}

/// Whether no answer came; `fetch` does not say why.
pub(crate) fn is_lost(error: &reqwest::Error) -> bool {
    error.is_request()
}

/// None: a browser has its own.
pub(crate) fn connecting_limit(_: &reqwest::Error, _: &Options) -> Option<Duration> {
    None
}

/// A body of exactly `length` bytes, where that is known, which is put together before any of it is sent.
pub(crate) async fn body(mut pieces: Pieces, length: Option<u64>, progress: &Progress) -> Result<reqwest::Body, Error> {
    let mut whole = BytesMut::new();
    while let Some(piece) = pieces.next().await {
        whole.extend_from_slice(&piece.map_err(Error::Content)?);
        progress.note();
    }
    let failure = |kind, message| Err(Error::Content(io::Error::new(kind, message)));
    match length {
        Some(length) if (whole.len() as u64) < length => {
            failure(io::ErrorKind::UnexpectedEof, "the body is shorter than was declared")
        }
        Some(length) if whole.len() as u64 > length => {
            failure(io::ErrorKind::InvalidData, "the body is longer than was declared")
        }
        _ => Ok(whole.freeze().into()),
    }
}

pub(crate) fn form() -> Form {
    Form::new()
}

pub(crate) fn part(body: reqwest::Body, _: u64) -> Part {
    Part::stream(body)
}
