//! Copies within a bucket: parts of a multipart upload that the bucket takes from other objects (S3, UploadPartCopy).
//!
//! `object_store` copies whole objects alone; it signs these requests, and they are sent from here.

use std::{ops::Range, sync::Arc, time::Duration};

use http::{HeaderName, HeaderValue, Method, Request};
use object_store::{
    ClientOptions,
    aws::AmazonS3,
    client::{HttpClient, HttpConnector, HttpRequestBody, ReqwestConnector},
    multipart::PartId,
    path::Path,
    signer::{SignedUrlOptions, Signer},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::BlobError;

const SOURCE: HeaderName = HeaderName::from_static("x-amz-copy-source");
const SOURCE_RANGE: HeaderName = HeaderName::from_static("x-amz-copy-source-range");

/// How long a signature is good.
const VALIDITY: Duration = Duration::from_secs(300);

/// What is escaped of a key in a header.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Copies within a bucket. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct Copies {
    bucket: Arc<AmazonS3>,
    name: String,
    http: HttpClient,
}

impl Copies {
    pub(super) fn new(bucket: Arc<AmazonS3>, name: String, options: &ClientOptions) -> Result<Self, BlobError> {
        Ok(Self { bucket, name, http: ReqwestConnector::default().connect(options)? })
    }

    /// Makes a part of a multipart upload, counted from 0, of another object, or of a range of it.
    pub(crate) async fn put_part(
        &self,
        source: &Path,
        range: Option<Range<u64>>,
        (whole, upload, index): (&Path, &str, usize),
    ) -> Result<PartId, BlobError> {
        let place = [("partNumber", (index + 1).to_string()), ("uploadId", upload.to_owned())];
        let source = format!("{}/{}", self.name, utf8_percent_encode(source.as_ref(), ESCAPED));
        let range = range.map(|range| (SOURCE_RANGE, format!("bytes={}-{}", range.start, range.end - 1)));
        let mut options = SignedUrlOptions::new().with_query(place);
        for (name, value) in [(SOURCE, source)].into_iter().chain(range) {
            let value = HeaderValue::try_from(value).map_err(|error| BlobError::broken(error.to_string()))?;
            options = options.with_signed_header(name, value);
        }
        let url = self.bucket.signed_url_opts(Method::PUT, whole, VALIDITY, &options).await?;
        let mut request = Request::put(url.as_str())
            .body(HttpRequestBody::empty())
            .map_err(|error| BlobError::broken(error.to_string()))?;
        *request.headers_mut() = options.signed_headers;
        let response = self.http.execute(request).await.map_err(|error| BlobError::broken(error.to_string()))?;
        let status = response.status();
        let answer = response.into_body().bytes().await.map_err(|error| BlobError::broken(error.to_string()))?;
        // A copy that fails while it runs is answered 200, too.
        let content_id = entity_tag(&String::from_utf8_lossy(&answer)).filter(|_| status.is_success());
        let content_id = content_id.ok_or_else(|| BlobError::broken(format!("a copy was answered {status}")))?;
        Ok(PartId { content_id })
    }
}

/// What a `CopyPartResult` says of the part.
fn entity_tag(answer: &str) -> Option<String> {
    let tag = answer.split_once("<ETag>")?.1.split_once("</ETag>")?.0;
    Some(tag.replace("&quot;", "\"").replace("&#34;", "\""))
}
