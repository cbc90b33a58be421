//! Uploads by the tus protocol: in parts, with resumption, for files of any size.
//!
//! ```no_run
//! # async fn example(client: roster_client::twona::Client) -> Result<(), Box<dyn std::error::Error>> {
//! use roster_client::upload::Source;
//!
//! let plan = Source::file("site-plan.pdf").await?;
//! let uploaded = client
//!     .upload("site-plan.pdf", plan)
//!     .with_media_type("application/pdf")
//!     .on_progress(|sent, total| println!("{sent} of {total} bytes"))
//!     .send()
//!     .await?;
//! println!("the file {} is kept until metadata is set on it, or it expires", uploaded.file_id);
//! # Ok(())
//! # }
//! ```
//!
//! # When the connection breaks
//!
//! The server is asked how much it has, and the upload goes on there, after pauses that grow; an upload fails when the
//! attempts of its [`RetryPolicy`] brought no byte forward. What fails for another reason (401, 413 …) fails at once.
//!
//! # Going on later
//!
//! [`Upload::create`] tells the upload's location before any content is sent. Kept somewhere, it lets another process go
//! on: [`Upload::resume`]. Dropping the future of [`Upload::send`] stops it; the server keeps what it has until the upload
//! expires, unless [`terminate_upload`](crate::twona::Client::terminate_upload) removes it.

mod source;

use std::{fmt, sync::Arc, time::Duration};

use ::base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use http::{Method, StatusCode};
use sha2::{Digest, Sha256};

pub use self::source::Source;
use crate::{
    Content, Error, RetryPolicy,
    twona::{
        Client, UploadsAppendParameters, UploadsAppendResponse, UploadsCheckResponse, UploadsCreateParameters,
        UploadsCreateResponse, UploadsTerminateResponse,
    },
};
use roster_client_runtime::Failure;

/// What the server takes as a part that is not the last.
const SMALLEST_PART: u64 = 5 * 1024 * 1024;
const LARGEST_PART: u64 = 10 * 1024 * 1024;
const USUAL_PART: u64 = 8 * 1024 * 1024;

/// What is handed to the connection at once, and so how fine the progress is.
const PIECE: usize = 64 * 1024;

/// An upload that waits to be sent. One part of it is in memory at a time.
pub struct Upload {
    client: Client,
    source: Source,
    name: String,
    media_type: String,
    metadata: Vec<(String, String)>,
    part_size: u64,
    has_checksums: bool,
    retry: RetryPolicy,
    progress: Arc<dyn Fn(u64, u64) + Send + Sync>,
    location: Option<String>,
    /// How much the server has, where it is known.
    offset: Option<u64>,
}

/// A finished upload, which is a file now: temporary, until metadata is set on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// For [`Client::files_get`] and the like.
    pub file_id: String,
    /// As the server told it when the upload was created.
    pub location: String,
}

impl Client {
    /// An upload of `source` under a file name with its extension; nothing is sent yet.
    pub fn upload(&self, name: impl Into<String>, source: impl Into<Source>) -> Upload {
        Upload {
            client: self.clone(),
            source: source.into(),
            name: name.into(),
            media_type: "application/octet-stream".to_owned(),
            metadata: Vec::new(),
            part_size: USUAL_PART,
            has_checksums: false,
            retry: RetryPolicy { attempts: 10, ..RetryPolicy::default() },
            progress: Arc::new(|_, _| {}),
            location: None,
            offset: None,
        }
    }

    /// Removes an unfinished upload, or a temporary file, by its location.
    pub async fn terminate_upload(&self, location: &str) -> Result<(), Error> {
        let UploadsTerminateResponse::NoContent { .. } =
            self.uploads_terminate(file_id(location)?, &Default::default()).await?;
        Ok(())
    }
}

/// Sends several uploads, `at_once` of them at a time. The results come in the order of the uploads; dropping the stream
/// stops all of them.
pub fn parallel(
    uploads: impl IntoIterator<Item = Upload>,
    at_once: usize,
) -> impl Stream<Item = Result<Uploaded, Error>> {
    let sent: Vec<_> = uploads.into_iter().map(Upload::send).collect();
    stream::iter(sent).buffered(at_once.max(1))
}

impl Upload {
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = media_type.into();
        self
    }

    /// Something else that the server is to keep with the upload; `key` has neither spaces nor commas.
    #[must_use]
    pub fn with_metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.push((key.into(), value.into()));
        self
    }

    /// Bytes in one request, from 5 to 10 MiB; 8 MiB unless set.
    #[must_use]
    pub fn with_part_size(mut self, bytes: u64) -> Self {
        self.part_size = bytes;
        self
    }

    /// Sends the SHA-256 of each part, which the server verifies. A part whose connection breaks is then sent again from
    /// its beginning: the server cannot verify a half of it.
    #[must_use]
    pub fn with_checksums(mut self) -> Self {
        self.has_checksums = true;
        self
    }

    /// When to give up: after so many attempts that brought nothing forward. 10 unless set.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// Calls back with the bytes that were handed to the connection, and their number in all. After a broken connection
    /// it goes on where the server does, which may be further back.
    #[must_use]
    pub fn on_progress(mut self, callback: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Arc::new(callback);
        self
    }

    /// Goes on with an upload that was created before, by its location; the source must be the same.
    #[must_use]
    pub fn resume(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self.offset = None;
        self
    }

    /// Announces the upload, and answers its location; once it is announced, it only answers.
    pub async fn create(&mut self) -> Result<&str, Error> {
        if self.location.is_none() {
            let length = i64::try_from(self.source.length())
                .map_err(|_| Error::invalid_argument("source", "is longer than any upload can be"))?;
            let parameters = UploadsCreateParameters {
                upload_length: Some(length),
                upload_metadata: Some(self.announcement()?),
                ..Default::default()
            };
            let UploadsCreateResponse::Created { location, .. } = self.client.uploads_create(&parameters).await?;
            self.location = Some(location);
            self.offset = Some(0);
        }
        Ok(self.location.as_deref().expect("it was set above, unless it was before"))
    }

    /// Sends what the server does not have yet, however often the connection breaks.
    pub async fn send(mut self) -> Result<Uploaded, Error> {
        if !(SMALLEST_PART..=LARGEST_PART).contains(&self.part_size) {
            return Err(Error::invalid_argument("part_size", "must be from 5 to 10 MiB"));
        }
        let location = self.create().await?.to_owned();
        let file_id = file_id(&location)?.to_owned();
        let (mut furthest, mut failures) = (0, 0);
        loop {
            let error = match self.advance(&file_id).await {
                Ok(true) => return Ok(Uploaded { file_id, location }),
                Ok(false) => None,
                Err(error) => Some(error),
            };
            if let Some(offset) = self.offset.filter(|offset| *offset > furthest) {
                (furthest, failures) = (offset, 0);
            }
            if let Some(error) = error {
                let Some(pause) = self.pause(&error, failures) else { return Err(error) };
                failures += 1;
                self.offset = None;
                tokio::time::sleep(pause).await;
            }
        }
    }

    /// Finds out where the upload stands, or else sends one part; true: there is nothing left to do.
    async fn advance(&mut self, file_id: &str) -> Result<bool, Error> {
        let total = self.source.length();
        let Some(offset) = self.offset else {
            let offset = self.ask(file_id).await?;
            (self.progress)(offset, total);
            self.offset = Some(offset);
            return Ok(offset == total);
        };
        if offset == total {
            return Ok(true);
        }
        let size = self.part_size.min(total - offset);
        let part = self.source.read(offset, size).await.map_err(Error::Content)?;
        let mut parameters = UploadsAppendParameters::new(offset.cast_signed());
        if self.has_checksums {
            parameters.upload_checksum = Some(format!("sha256 {}", STANDARD.encode(Sha256::digest(&part))));
        }
        let content = Content::stream(watched(part, offset, total, self.progress.clone()), size);
        let UploadsAppendResponse::NoContent { upload_offset, .. } =
            self.client.uploads_append(file_id, &parameters, content).await?;
        self.offset = Some(upload_offset.cast_unsigned());
        Ok(upload_offset.cast_unsigned() == total)
    }

    /// How much of the upload the server has.
    async fn ask(&self, file_id: &str) -> Result<u64, Error> {
        let UploadsCheckResponse::Ok { upload_length, upload_offset, .. } =
            self.client.uploads_check(file_id, &Default::default()).await?;
        // One of ours has a length.
        let length = upload_length.map_or(0, i64::cast_unsigned);
        let offset = upload_offset.cast_unsigned();
        if length != self.source.length() || offset > length {
            let detail = format!("has {} bytes, and the upload {length}", self.source.length());
            return Err(Error::invalid_argument("source", detail));
        }
        Ok(offset)
    }

    /// How long to wait before asking the server again; none where that would not help.
    fn pause(&self, error: &Error, failures: u32) -> Option<Duration> {
        // Once the server has told its offset, a part is as safe to repeat as a PUT.
        let pause = |failure| self.retry.pause(&Method::PUT, failure, failures);
        match error {
            Error::Transport(_) | Error::TimedOut { .. } => pause(Failure::Connection),
            // Another connection, perhaps a broken one of ours, holds the upload; or a part was damaged on its way.
            _ if error.status() == Some(StatusCode::CONFLICT) || error.status().is_some_and(|status| status == 460) => {
                pause(Failure::Connection)
            }
            _ => pause(Failure::Answer(error.status()?, error.headers()?)),
        }
    }

    /// `Upload-Metadata`.
    fn announcement(&self) -> Result<String, Error> {
        let own = [("filename", &self.name), ("filetype", &self.media_type)];
        let more = self.metadata.iter().map(|(key, value)| (key.as_str(), value));
        let mut pairs = Vec::new();
        for (key, value) in own.into_iter().chain(more) {
            if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b',') {
                return Err(Error::invalid_argument("metadata", format!("`{key}` cannot be a key")));
            }
            pairs.push(format!("{key} {}", STANDARD.encode(value)));
        }
        Ok(pairs.join(","))
    }
}

/// A part in small pieces, each of which is reported when it is taken.
fn watched(
    part: Bytes,
    offset: u64,
    total: u64,
    progress: Arc<dyn Fn(u64, u64) + Send + Sync>,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send + 'static {
    stream::iter((0..part.len()).step_by(PIECE)).map(move |start| {
        let end = part.len().min(start + PIECE);
        progress(offset + end as u64, total);
        Ok(part.slice(start..end))
    })
}

/// The identifier is the last segment of a location.
fn file_id(location: &str) -> Result<&str, Error> {
    let path = location.split(['?', '#']).next().unwrap_or_default();
    let id = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_id { Ok(id) } else { Err(Error::invalid_argument("location", format!("`{location}` names no upload"))) }
}

impl fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Upload")
            .field("name", &self.name)
            .field("source", &self.source)
            .field("location", &self.location)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
