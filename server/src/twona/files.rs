//! Files: list, get, download, set metadata.

use http::{
    HeaderMap, StatusCode,
    header::{ACCEPT, CONTENT_RANGE, CONTENT_TYPE, IF_RANGE},
};
use roster_runtime::{Body, Call, JsonArray, Problem, essence};
use roster_stubs::twona::{
    AcceptRanges, FileMetadata, FilesApi, FilesDownloadParameters, FilesDownloadResponse, FilesGetParameters,
    FilesGetResponse, FilesListParameters, FilesListResponse, FilesSetMetadataParameters, FilesSetMetadataResponse,
    MetadataValue, StoredFile,
};

use super::{file_size, search};
use crate::{
    api_error::refuse,
    directory::{FileEntry, FileListing},
    disposition::attachment,
    entity_tags::none_match_names,
    lists,
    model::{self, principal::Principal},
    ranges::{self, Wanted},
    service::Service,
};

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";

impl FilesApi for Service {
    async fn files_list(
        &self,
        call: Call<Principal>,
        parameters: FilesListParameters,
    ) -> Result<FilesListResponse, Problem> {
        let (filter, order) = search::parse(parameters.q, parameters.sort_by).map_err(refuse(&call))?;
        let listing = FileListing { filter, order };
        let Some(page) = parameters.page else {
            let rows = self.directory.files(&call.principal, listing).await.map_err(refuse(&call))?;
            let body = lists::array(rows, call.operation, file_object);
            return Ok(FilesListResponse::Ok { body, link: None, x_total_count: None });
        };
        let page = u32::try_from(page).unwrap_or(1);
        let files = self.directory.files_page(&call.principal, listing, page).await.map_err(refuse(&call))?;
        Ok(FilesListResponse::Ok {
            link: Some(lists::page_links(&call.parts.uri, page, files.total)),
            x_total_count: Some(i64::try_from(files.total).unwrap_or(i64::MAX)),
            body: JsonArray::Items(files.items.into_iter().map(file_object).collect()),
        })
    }

    async fn files_get(
        &self,
        call: Call<Principal>,
        parameters: FilesGetParameters,
    ) -> Result<FilesGetResponse, Problem> {
        let wants_bytes = wants_bytes(&call)?;
        match self.directory.file(&call.principal, &parameters.file_id).await.map_err(refuse(&call))? {
            FileEntry::MovedTo(id) => Ok(FilesGetResponse::MovedPermanently { location: location(&id) }),
            FileEntry::Here(file) if wants_bytes => Ok(FilesGetResponse::OkOctetStream {
                content_disposition: Some(attachment(&file.content.name)),
                body: self.content(&call, &file).await?,
            }),
            FileEntry::Here(file) => {
                Ok(FilesGetResponse::OkJson { body: file_object(*file), content_disposition: None })
            }
        }
    }

    async fn files_set_metadata(
        &self,
        call: Call<Principal>,
        parameters: FilesSetMetadataParameters,
        body: FileMetadata,
    ) -> Result<FilesSetMetadataResponse, Problem> {
        let metadata = body.metadata.into_iter().map(|(key, value)| (key, stored_value(value))).collect();
        let entry = self.directory.set_metadata(&call.principal, &parameters.file_id, metadata).await;
        Ok(match entry.map_err(refuse(&call))? {
            FileEntry::MovedTo(id) => FilesSetMetadataResponse::MovedPermanently { location: location(&id) },
            FileEntry::Here(file) => FilesSetMetadataResponse::Ok(file_object(*file)),
        })
    }

    async fn files_download(
        &self,
        call: Call<Principal>,
        parameters: FilesDownloadParameters,
    ) -> Result<FilesDownloadResponse, Problem> {
        let file = match self.directory.file(&call.principal, &parameters.file_id).await.map_err(refuse(&call))? {
            FileEntry::Here(file) => file,
            FileEntry::MovedTo(id) => {
                return Ok(FilesDownloadResponse::MovedPermanently { location: format!("{}/content", location(&id)) });
            }
        };
        let etag = file.content.etag.clone();
        if none_match_names(parameters.if_none_match.as_deref(), &etag) {
            return Ok(FilesDownloadResponse::NotModified { etag });
        }
        let length = file.content.size;
        let range = parameters.range.filter(|_| holds(&call.parts.headers, &etag));
        let content_disposition = attachment(&file.content.name);
        let accept_ranges = AcceptRanges::Bytes;
        match ranges::wanted(range.as_deref(), length) {
            Wanted::Whole => {
                let body = self.content(&call, &file).await?;
                Ok(FilesDownloadResponse::Ok { body, etag, content_disposition, accept_ranges })
            }
            Wanted::Part(part) => {
                let bytes = self.directory.read_file(&file, Some(part.clone())).await.map_err(refuse(&call))?;
                Ok(FilesDownloadResponse::PartialContent {
                    body: Body::from_stream(bytes).with_length(part.end - part.start),
                    etag,
                    content_disposition,
                    accept_ranges,
                    content_range: format!("bytes {}-{}/{length}", part.start, part.end - 1),
                })
            }
            Wanted::Nothing => {
                let detail = format!("The content has {length} bytes.");
                let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", detail);
                Err(problem.with_header(CONTENT_RANGE, format!("bytes */{length}")))
            }
        }
    }
}

impl Service {
    /// The whole content of a file, as it is read.
    async fn content(&self, call: &Call<Principal>, file: &model::File) -> Result<Body, Problem> {
        let bytes = self.directory.read_file(file, None).await.map_err(refuse(call))?;
        Ok(Body::from_stream(bytes).with_length(file.content.size))
    }
}

/// `Accept` decides, which the runtime has held against the document; where it says nothing, `Content-Type` does, as the
/// vendor has it (ruling T12).
fn wants_bytes(call: &Call<Principal>) -> Result<bool, Problem> {
    let headers = &call.parts.headers;
    let content_type = headers.get(CONTENT_TYPE).filter(|_| accepts_anything(headers));
    let Some(content_type) = content_type else { return Ok(call.accepts(&[JSON, BYTES]) == Some(BYTES)) };
    let essence = essence(content_type.to_str().unwrap_or_default());
    if essence.eq_ignore_ascii_case(BYTES) {
        return Ok(true);
    }
    if essence.eq_ignore_ascii_case(JSON) {
        return Ok(false);
    }
    let detail = format!("This is available as {JSON} and {BYTES}.");
    Err(Problem::new(StatusCode::NOT_ACCEPTABLE, "not_acceptable", detail))
}

/// There is no `Accept`, or it leaves the choice to the server.
fn accepts_anything(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().all(|value| value.to_str().is_ok_and(|value| value.trim() == "*/*"))
}

/// Whether `If-Range`, where it is there, names the content as it is (RFC 9110, section 13.1.5).
fn holds(headers: &HeaderMap, etag: &str) -> bool {
    headers.get(IF_RANGE).is_none_or(|value| value == etag)
}

fn location(id: &str) -> String {
    format!("/v2/files/{id}")
}

fn file_object(file: model::File) -> StoredFile {
    let model::FileContent { name, extension, media_type, size, .. } = file.content;
    // Setting metadata is what makes a file persistent (ruling T13).
    let metadata =
        file.expires.is_none().then(|| file.metadata.into_iter().map(|(key, value)| (key, shown_value(value))));
    StoredFile {
        id: file.public_id,
        name,
        extension,
        filesize: file_size::for_people(size),
        size: i64::try_from(size).unwrap_or(i64::MAX),
        date: file.created,
        metadata: metadata.map(Iterator::collect),
        mimetype: media_type,
        active: true,
    }
}

fn stored_value(value: MetadataValue) -> model::MetadataValue {
    match value {
        MetadataValue::String(text) => model::MetadataValue::Text(text),
        MetadataValue::Number(number) => model::MetadataValue::Number(number),
        MetadataValue::Boolean(value) => model::MetadataValue::Boolean(value),
    }
}

fn shown_value(value: model::MetadataValue) -> MetadataValue {
    match value {
        model::MetadataValue::Text(text) => MetadataValue::String(text),
        model::MetadataValue::Number(number) => MetadataValue::Number(number),
        model::MetadataValue::Boolean(value) => MetadataValue::Boolean(value),
    }
}
