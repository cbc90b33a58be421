//! A system: timers of tokio, what can be sent to other threads, bodies that are sent as they come, files.

use std::{
    io,
    path::PathBuf,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{
    Stream, StreamExt,
    stream::{self},
};
use http_body::{Body, Frame, SizeHint};
use reqwest::multipart::{Form, Part};
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
pub(crate) use tokio::time::{Instant, sleep, sleep_until, timeout, timeout_at};

use crate::{
    Content, Download, Error, FilePart, Options,
    content::{PIECE, Pieces},
    http::Progress,
};

/// What can be sent to another thread, where there are others.
pub trait MaybeSend: Send {}

impl<T: Send + ?Sized> MaybeSend for T {}

/// A future in a box, that can be sent to another thread where there are others.
pub type BoxFuture<'a, T> = futures_util::future::BoxFuture<'a, T>;

pub(crate) type BoxStream<'a, T> = stream::BoxStream<'a, T>;

pub(crate) fn boxed<'a, S: Stream + Send + 'a>(stream: S) -> BoxStream<'a, S::Item> {
    stream.boxed()
}

pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Connections that follow no redirect.
pub(crate) fn connections(options: &Options) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(options.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(&options.user_agent)
}

/// Whether the connection was not made, or broke before an answer came.
pub(crate) fn is_lost(error: &reqwest::Error) -> bool {
    error.is_connect() || error.is_request()
}

/// How long making a connection may take, where it took longer.
pub(crate) fn connecting_limit(error: &reqwest::Error, options: &Options) -> Option<Duration> {
    (error.is_timeout() && error.is_connect()).then_some(options.connect_timeout)
}

/// A body of exactly `length` bytes, where that is known; every piece that is taken from it counts as progress.
pub(crate) async fn body(pieces: Pieces, length: Option<u64>, progress: &Progress) -> Result<reqwest::Body, Error> {
    let pieces = Mutex::new(pieces);
    Ok(reqwest::Body::wrap(Metered { pieces, rest: length, progress: progress.clone() }))
}

/// As browsers do: names in UTF-8, only quotes and line breaks escaped.
pub(crate) fn form() -> Form {
    Form::new().percent_encode_noop()
}

pub(crate) fn part(body: reqwest::Body, length: u64) -> Part {
    Part::stream_with_length(body, length)
}

struct Metered {
    /// Never locked: `reqwest` wants bodies to be `Sync`, which streams are not.
    pieces: Mutex<Pieces>,
    rest: Option<u64>,
    progress: Progress,
}

impl Body for Metered {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let pieces = self.pieces.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Poll::Ready(piece) = pieces.poll_next_unpin(context) else { return Poll::Pending };
        self.progress.note();
        let failure = |kind, message| Poll::Ready(Some(Err(io::Error::new(kind, message))));
        match piece {
            Some(Ok(piece)) => match self.rest.map(|rest| rest.checked_sub(piece.len() as u64)) {
                None => Poll::Ready(Some(Ok(Frame::data(piece)))),
                Some(Some(rest)) => {
                    self.rest = Some(rest);
                    Poll::Ready(Some(Ok(Frame::data(piece))))
                }
                Some(None) => failure(io::ErrorKind::InvalidData, "the body is longer than was declared"),
            },
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None if self.rest.is_some_and(|rest| rest > 0) => {
                failure(io::ErrorKind::UnexpectedEof, "the body is shorter than was declared")
            }
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.rest.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

/// Where there are files.
impl Content {
    /// A file, opened anew for each attempt; its length is read now.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = tokio::fs::metadata(&path).await?.len();
        Ok(Self::repeatable(length, move || boxed(read(path.clone(), length))))
    }
}

/// The first `length` bytes of a file: what is appended in the meantime is not sent.
fn read(path: PathBuf, length: u64) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    stream::try_unfold((None, length), move |(file, rest)| {
        let path = path.clone();
        async move {
            if rest == 0 {
                return Ok(None);
            }
            let mut file = match file {
                Some(file) => file,
                None => tokio::fs::File::open(path).await?.take(length),
            };
            let mut piece = Vec::with_capacity(PIECE);
            let count = file.read_buf(&mut piece).await?;
            Ok((count > 0).then(|| (Bytes::from(piece), (Some(file), rest - count as u64))))
        }
    })
}

/// Where there are files.
impl FilePart {
    /// A file under its own name.
    pub async fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { content: Content::file(path).await?, file_name, media_type: None })
    }
}

/// Where there are files.
impl Download {
    /// Writes the body to `target` as it arrives, and answers how many bytes it had.
    pub async fn copy_to(mut self, target: &mut (impl AsyncWrite + Unpin)) -> io::Result<u64> {
        let mut count = 0;
        while let Some(piece) = self.next().await {
            let piece = piece.map_err(io::Error::other)?;
            target.write_all(&piece).await?;
            count += piece.len() as u64;
        }
        target.flush().await?;
        Ok(count)
    }
}
