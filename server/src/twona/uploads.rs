//! Uploads by the tus protocol: request, append, check, terminate, discover.

use axum::{
    body::Bytes,
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use chrono::{DateTime, Utc};
use futures_util::stream::{self, Stream, StreamExt};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header::TRAILER, request::Parts};
use roster_runtime::{Call, Problem, Raw, Violation};
use roster_stubs::twona::{
    TusProtocolVersion, UploadsApi, UploadsAppendParameters, UploadsAppendResponse, UploadsCheckOkCacheControl,
    UploadsCheckOkUploadDeferLength, UploadsCheckParameters, UploadsCheckResponse, UploadsCreateParameters,
    UploadsCreateResponse, UploadsDiscoverResponse, UploadsTerminateParameters, UploadsTerminateResponse,
};

use crate::{
    api_error::refuse,
    directory::{PartAnnouncement, UploadTicket},
    model::principal::Principal,
    service::Service,
    tus::{self, Algorithm, BodyError, Trailer},
};

/// Where uploads are requested; below it, each has its path.
const FILES: &str = "/v2/files";

const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const VERSION: HeaderValue = HeaderValue::from_static(tus::VERSION);

impl UploadsApi for Service {
    async fn uploads_create(
        &self,
        call: Call<Principal>,
        parameters: UploadsCreateParameters,
        body: Option<Raw>,
    ) -> Result<UploadsCreateResponse, Problem> {
        let principal = &call.principal;
        let is_partial = match parameters.upload_concat.as_deref() {
            None => false,
            Some(tus::PARTIAL) => true,
            Some(_) => return self.join_uploads(&call, parameters, body).await,
        };
        let length = match (parameters.upload_length, parameters.upload_defer_length) {
            (Some(length), None) => Some(unsigned(length)),
            (None, Some(_)) => None,
            (Some(_), Some(_)) => return Err(refuse_header("Upload-Defer-Length", "contradicts Upload-Length")),
            (None, None) => return Err(refuse_header("Upload-Length", "is required, unless Upload-Defer-Length is 1")),
        };
        let metadata = match parameters.upload_metadata {
            None if !is_partial => return Err(refuse_header("Upload-Metadata", "is required")),
            metadata => metadata.unwrap_or_default(),
        };
        let first = match body {
            None => None,
            Some(body) => {
                let announcement = announcement(&call, 0, None, parameters.upload_checksum, &body)?;
                begun(body, announcement.trailer.clone()).await.map(|bytes| (announcement, bytes))
            }
        };
        let ticket = match first {
            None => self.directory.create_upload(principal, length, &metadata, is_partial).await,
            Some((announcement, bytes)) => {
                self.directory.create_upload_with(principal, length, metadata, is_partial, announcement, bytes).await
            }
        };
        Ok(created(ticket.map_err(refuse(&call))?))
    }

    async fn uploads_append(
        &self,
        call: Call<Principal>,
        parameters: UploadsAppendParameters,
        body: Raw,
    ) -> Result<UploadsAppendResponse, Problem> {
        let (offset, length) = (unsigned(parameters.upload_offset), parameters.upload_length.map(unsigned));
        let announcement = announcement(&call, offset, length, parameters.upload_checksum, &body)?;
        let (id, bytes) = (parameters.file_id, part(body, announcement.trailer.clone()));
        let status = self.directory.append_to_upload(&call.principal, &id, announcement, bytes).await;
        let status = status.map_err(refuse(&call))?;
        Ok(UploadsAppendResponse::NoContent {
            upload_offset: signed(status.offset),
            upload_expires: status.expires.map(http_date).unwrap_or_default(),
            twona_file_id: id,
            tus_resumable: TusProtocolVersion::Value100,
        })
    }

    async fn uploads_check(
        &self,
        call: Call<Principal>,
        parameters: UploadsCheckParameters,
    ) -> Result<UploadsCheckResponse, Problem> {
        let status = self.directory.upload(&call.principal, &parameters.file_id).await.map_err(refuse(&call))?;
        Ok(UploadsCheckResponse::Ok {
            upload_length: status.length.map(signed),
            upload_defer_length: status.length.is_none().then_some(UploadsCheckOkUploadDeferLength::Value1),
            upload_offset: signed(status.offset),
            upload_concat: Some(status.concat).filter(|concat| !concat.is_empty()),
            upload_metadata: Some(status.metadata).filter(|metadata| !metadata.is_empty()),
            upload_expires: status.expires.map(http_date),
            twona_file_id: parameters.file_id,
            cache_control: UploadsCheckOkCacheControl::NoStore,
            tus_resumable: TusProtocolVersion::Value100,
        })
    }

    async fn uploads_terminate(
        &self,
        call: Call<Principal>,
        parameters: UploadsTerminateParameters,
    ) -> Result<UploadsTerminateResponse, Problem> {
        self.directory.terminate_upload(&call.principal, &parameters.file_id).await.map_err(refuse(&call))?;
        Ok(UploadsTerminateResponse::NoContent { tus_resumable: TusProtocolVersion::Value100 })
    }

    async fn uploads_discover(&self, _: Call<()>) -> Result<UploadsDiscoverResponse, Problem> {
        Ok(UploadsDiscoverResponse::NoContent {
            tus_version: tus::VERSION.to_owned(),
            tus_extension: tus::EXTENSIONS.to_owned(),
            tus_max_size: signed(tus::MAXIMUM_LENGTH),
            tus_checksum_algorithm: Algorithm::names(),
        })
    }
}

impl Service {
    /// Puts a file together. What the partial uploads are is known of each of them.
    async fn join_uploads(
        &self,
        call: &Call<Principal>,
        parameters: UploadsCreateParameters,
        body: Option<Raw>,
    ) -> Result<UploadsCreateResponse, Problem> {
        let UploadsCreateParameters {
            upload_length,
            upload_defer_length,
            upload_concat,
            upload_metadata,
            upload_checksum,
            ..
        } = parameters;
        for (name, is_there) in [
            ("Upload-Length", upload_length.is_some()),
            ("Upload-Defer-Length", upload_defer_length.is_some()),
            ("Upload-Checksum", upload_checksum.is_some()),
        ] {
            if is_there {
                return Err(refuse_header(name, "contradicts Upload-Concat"));
            }
        }
        let has_content = match body {
            Some(body) => begun(body, None).await.is_some(),
            None => false,
        };
        if has_content {
            return Err(refuse_header("Upload-Concat", "contradicts a body"));
        }
        let concat = upload_concat.unwrap_or_default();
        let metadata = upload_metadata.ok_or_else(|| refuse_header("Upload-Metadata", "is required"))?;
        let ids = named_uploads(&concat)
            .ok_or_else(|| refuse_header("Upload-Concat", "must name each upload once, as its Location did"))?;
        let ticket = self.directory.join_uploads(&call.principal, ids, concat, metadata).await;
        Ok(created(ticket.map_err(refuse(call))?))
    }
}

/// The ids in a header `final;…`; none where something else is named, or one twice.
fn named_uploads(concat: &str) -> Option<Vec<String>> {
    let mut ids: Vec<String> = Vec::new();
    for location in concat.split_once(';')?.1.split_ascii_whitespace() {
        let id = location.rsplit_once(FILES)?.1.strip_prefix('/')?;
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) || ids.iter().any(|known| known == id)
        {
            return None;
        }
        ids.push(id.to_owned());
    }
    Some(ids)
}

fn created(ticket: UploadTicket) -> UploadsCreateResponse {
    UploadsCreateResponse::Created {
        location: format!("{FILES}/{}", ticket.id),
        upload_offset: signed(ticket.offset),
        upload_expires: http_date(ticket.expires),
        tus_resumable: TusProtocolVersion::Value100,
    }
}

/// The bytes of a body; none where there is not one: some clients declare the type of a body that they do not send.
async fn begun(
    body: Raw,
    trailer: Option<Trailer>,
) -> Option<impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static> {
    let mut bytes = Box::pin(part(body, trailer).peekable());
    bytes.as_mut().peek().await.is_some().then_some(bytes)
}

/// What a request stands for by the protocol, before it is routed: `OPTIONS` on an upload is on all of them, and a POST is
/// of the method that it names (ruling T39). One that names none keeps the header, and is refused in [`speak_tus`].
pub(crate) fn interpret(parts: &mut Parts) {
    let Some(below) = parts.uri.path().strip_prefix(FILES) else { return };
    let is_upload = below.strip_prefix('/').is_some_and(|id| !id.is_empty() && !id.contains('/'));
    if !is_upload && !below.is_empty() {
        return;
    }
    if parts.method == Method::POST
        && let Some(method) = named_method(&parts.headers)
    {
        parts.headers.remove(METHOD_OVERRIDE);
        parts.method = method;
    }
    if parts.method == Method::OPTIONS && is_upload {
        parts.uri = Uri::from_static(FILES);
    }
}

/// The method that the header names, once or always the same.
fn named_method(headers: &HeaderMap) -> Option<Method> {
    let mut values = headers.get_all(METHOD_OVERRIDE).iter();
    let named = values.next()?;
    let method = Method::from_bytes(named.as_bytes()).ok()?;
    values.all(|value| value == named).then_some(method)
}

/// What the protocol wants of every answer to it, refusals included: the version, and with 412 the supported ones.
pub(super) async fn speak_tus(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let is_files = path == Some(FILES) || path == Some("/v2/files/{file_id}");
    if is_files && request.method() == Method::POST && request.headers().contains_key(METHOD_OVERRIDE) {
        let problem = refuse_header("X-HTTP-Method-Override", "must name one method");
        return problem.with_header(TUS_RESUMABLE, VERSION).into_response();
    }
    let is_upload = match path {
        Some(FILES) => matches!(request.method().as_str(), "POST" | "OPTIONS"),
        Some("/v2/files/{file_id}") => matches!(request.method().as_str(), "HEAD" | "PATCH" | "DELETE"),
        _ => false,
    };
    let mut response = next.run(request).await;
    if is_upload {
        if response.status() == StatusCode::PRECONDITION_FAILED {
            response = version_unsupported().into_response();
        }
        response.headers_mut().insert(TUS_RESUMABLE, VERSION);
    }
    response
}

fn version_unsupported() -> Problem {
    let detail = format!("The server speaks version {} of the tus protocol.", tus::VERSION);
    Problem::new(StatusCode::PRECONDITION_FAILED, "tus_version_unsupported", detail)
        .with_error(Violation::at_parameter("Tus-Resumable", format!("is not {}", tus::VERSION)))
        .with_header(TUS_VERSION, VERSION)
}

fn refuse_header(name: &'static str, detail: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "invalid_parameter", format!("The header {name} {detail}."))
        .with_error(Violation::at_parameter(name, detail))
}

fn announcement(
    call: &Call<Principal>,
    offset: u64,
    upload_length: Option<u64>,
    checksum: Option<String>,
    body: &Raw,
) -> Result<PartAnnouncement, Problem> {
    let trailers = call.parts.headers.get_all(TRAILER).iter().filter_map(|value| value.to_str().ok());
    let mut trailers = trailers.flat_map(|value| value.split(',')).map(str::trim);
    let trailer = trailers.any(|name| name.eq_ignore_ascii_case(UPLOAD_CHECKSUM.as_str())).then(Trailer::default);
    if checksum.is_some() && trailer.is_some() {
        return Err(refuse_header("Upload-Checksum", "contradicts the trailer of this name"));
    }
    Ok(PartAnnouncement { offset, length: body.declared_length(), upload_length, checksum, trailer })
}

/// The bytes of a part. What is behind them is in `trailer` once they have ended.
fn part(body: Raw, trailer: Option<Trailer>) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + 'static {
    stream::unfold((body, trailer), |(mut body, trailer)| async move {
        let Some(chunk) = body.next().await else {
            let told = body.trailers().and_then(|trailers| trailers.get(UPLOAD_CHECKSUM)?.to_str().ok());
            if let (Some(trailer), Some(told)) = (trailer, told) {
                trailer.get_or_init(|| told.to_owned());
            }
            return None;
        };
        let chunk = chunk.map_err(|problem| match problem.status {
            StatusCode::PAYLOAD_TOO_LARGE => BodyError::TooLarge,
            _ => BodyError::Broken,
        });
        Some((chunk, (body, trailer)))
    })
}

/// The document allows no negative sizes.
fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn http_date(moment: DateTime<Utc>) -> String {
    httpdate::fmt_http_date(moment.into())
}
