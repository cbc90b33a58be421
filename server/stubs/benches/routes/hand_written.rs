//! The same three routes as one would write them with axum and serde: extractors, and checks of every constraint that
//! the documents have. Answers are the same; refusals have the same status, and name only the first fault.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Body,
    extract::{
        DefaultBodyLimit, FromRequestParts, Path, Query, State,
        rejection::{JsonRejection, QueryRejection},
    },
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, WWW_AUTHENTICATE},
        request::Parts,
    },
    response::{IntoResponse, Response},
    routing::{get, patch, put},
};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use roster_stubs::docutools::{UserPage, UsersListFilter, UsersListSort, UsersListSortDirection};
use serde::{Deserialize, Deserializer, Serialize};

use crate::service::{Caller, EXPIRES, Service};

const MAXIMUM_JSON: usize = 1024 * 1024;
const MAXIMUM_PART: u64 = 10 * 1024 * 1024;

pub(crate) fn router(service: &Arc<Service>) -> Router {
    Router::new()
        .route("/v2/users/{user_id}", put(update_user).layer(DefaultBodyLimit::max(MAXIMUM_JSON)))
        .route("/v2/files/{file_id}", patch(append_part))
        .route("/api/v2/users", get(list_users))
        .with_state(Arc::clone(service))
}

/// What is answered instead of a result.
struct Refusal {
    status: StatusCode,
    detail: &'static str,
}

impl Refusal {
    const FORBIDDEN: Self = Self::new(StatusCode::FORBIDDEN, "This needs another authority.");
    const UNAUTHORIZED: Self = Self::new(StatusCode::UNAUTHORIZED, "The request has no valid credential.");
    const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "There is no such entity.");

    const fn new(status: StatusCode, detail: &'static str) -> Self {
        Self { status, detail }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = serde_json::json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
        });
        let mut response = (self.status, body.to_string()).into_response();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Who has the token of the header `access-token`, else of the session's cookie.
struct TokenCaller(Arc<Caller>);

impl FromRequestParts<Arc<Service>> for TokenCaller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Refusal> {
        let by_header = parts.headers.get("access-token").and_then(|value| value.to_str().ok());
        let token = by_header.or_else(|| {
            let cookies = parts.headers.get(COOKIE)?.to_str().ok()?;
            cookies.split(';').find_map(|pair| pair.trim().strip_prefix("roster_session="))
        });
        token.and_then(|token| service.caller(token)).map(Self).ok_or(Refusal::UNAUTHORIZED)
    }
}

/// Who has the bearer token.
struct BearerCaller(Arc<Caller>);

impl FromRequestParts<Arc<Service>> for BearerCaller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Refusal> {
        let text = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = text
            .and_then(|text| text.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim());
        token.and_then(|token| service.caller(token)).map(Self).ok_or(Refusal::UNAUTHORIZED)
    }
}

fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// At most so many characters, and no U+0000.
fn is_text(text: &str, maximum: usize) -> bool {
    text.chars().count() <= maximum && !text.contains('\0')
}

#[derive(Deserialize)]
struct UserUpdate {
    #[serde(default, deserialize_with = "present")]
    name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    telephone: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    position: Option<Option<String>>,
}

/// A property that is there; one that is not has its default.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl UserUpdate {
    fn check(&self) -> Result<(), Refusal> {
        let invalid = |detail| Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail));
        if let Some(name) = &self.name
            && (!is_text(name, 128) || name.trim().is_empty())
        {
            return invalid("The name must have 1 to 128 characters, and not only white space.");
        }
        if let Some(Some(telephone)) = &self.telephone
            && !is_text(telephone, 32)
        {
            return invalid("The telephone number must have at most 32 characters.");
        }
        if let Some(Some(position)) = &self.position
            && !is_text(position, 128)
        {
            return invalid("The position must have at most 128 characters.");
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct User {
    date_created: DateTime<Utc>,
    email: String,
    id: String,
    name: String,
    position: Option<String>,
}

async fn update_user(
    State(service): State<Arc<Service>>,
    TokenCaller(caller): TokenCaller,
    Path(user_id): Path<String>,
    body: Result<Json<UserUpdate>, JsonRejection>,
) -> Result<(StatusCode, Json<User>), Refusal> {
    if !caller.has_authority("admin") {
        return Err(Refusal::FORBIDDEN);
    }
    let Json(update) = body.map_err(|rejection| match rejection {
        JsonRejection::MissingJsonContentType(_) => {
            Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body has to be application/json.")
        }
        JsonRejection::BytesRejection(rejection) => Refusal::new(rejection.status(), "The body cannot be read."),
        _ => Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "The body is not as documented."),
    })?;
    if !is_id(&user_id) {
        return Err(Refusal::NOT_FOUND);
    }
    update.check()?;
    let user = User {
        date_created: service.created,
        email: caller.email.clone(),
        id: user_id,
        name: update.name.unwrap_or_default(),
        position: update.position.flatten(),
    };
    Ok((StatusCode::CREATED, Json(user)))
}

#[derive(Deserialize)]
struct UserList {
    #[serde(default)]
    page: i32,
    #[serde(rename = "pageSize", default = "default_page_size")]
    page_size: i32,
    #[serde(default = "default_filter")]
    filter: UsersListFilter,
    #[serde(default = "default_sort")]
    sort: UsersListSort,
    #[serde(rename = "sortDirection", alias = "sortDirectin", default = "default_direction")]
    sort_direction: UsersListSortDirection,
    search: Option<String>,
}

fn default_page_size() -> i32 {
    10
}

fn default_filter() -> UsersListFilter {
    UsersListFilter::Any
}

fn default_sort() -> UsersListSort {
    UsersListSort::Name
}

fn default_direction() -> UsersListSortDirection {
    UsersListSortDirection::Asc
}

async fn list_users(
    State(service): State<Arc<Service>>,
    BearerCaller(caller): BearerCaller,
    query: Result<Query<UserList>, QueryRejection>,
) -> Result<Json<UserPage>, Refusal> {
    if !caller.has_authority("admin") && !caller.has_authority("project_creator") {
        return Err(Refusal::FORBIDDEN);
    }
    let invalid = |detail| Refusal::new(StatusCode::BAD_REQUEST, detail);
    let Query(list) = query.map_err(|_| invalid("The query is not as documented."))?;
    if list.page < 0 {
        return Err(invalid("The page must be at least 0."));
    }
    if !(1..=1000).contains(&list.page_size) {
        return Err(invalid("The page size must be from 1 to 1000."));
    }
    if list.search.as_deref().is_some_and(|search| !is_text(search, 256)) {
        return Err(invalid("The search must have at most 256 characters."));
    }
    std::hint::black_box((list.filter, list.sort, list.sort_direction, &list.search));
    Ok(Json(service.page(list.page, list.page_size)))
}

fn is_checksum(text: &str) -> bool {
    let Some((algorithm, digest)) = text.split_once(' ') else { return false };
    let body = digest.trim_end_matches('=');
    text.len() <= 128
        && matches!(algorithm, "sha1" | "sha256")
        && !body.is_empty()
        && digest.len() - body.len() <= 2
        && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

async fn append_part(
    _: TokenCaller,
    Path(file_id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().map(str::trim));
    let media_type = header("content-type").and_then(Result::ok).unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/offset+octet-stream") {
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body has to be a part of an upload."));
    }
    if !is_id(&file_id) {
        return Err(Refusal::NOT_FOUND);
    }
    if header("tus-resumable").is_some_and(|version| version.ok() != Some("1.0.0")) {
        return Err(Refusal::new(StatusCode::PRECONDITION_FAILED, "The protocol's version is not supported."));
    }
    let offset = header("upload-offset").and_then(Result::ok).and_then(|text| text.parse::<i64>().ok());
    let Some(mut offset) = offset.filter(|offset| *offset >= 0) else {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "The offset must be an integer of at least 0."));
    };
    if header("upload-checksum").is_some_and(|checksum| !checksum.is_ok_and(is_checksum)) {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "The checksum is not as documented."));
    }
    let too_large = || Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "The part is too large.");
    let declared = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|declared| declared > MAXIMUM_PART) {
        return Err(too_large());
    }
    let mut chunks = body.into_data_stream();
    let mut received = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refusal::new(StatusCode::BAD_REQUEST, "The body ended early."))?;
        received += chunk.len() as u64;
        if received > MAXIMUM_PART {
            return Err(too_large());
        }
        offset += chunk.len() as i64;
    }
    let headers = [
        ("upload-offset", offset.to_string()),
        ("upload-expires", EXPIRES.to_owned()),
        ("twona-file-id", file_id),
        ("tus-resumable", "1.0.0".to_owned()),
    ];
    Ok((StatusCode::NO_CONTENT, headers).into_response())
}
