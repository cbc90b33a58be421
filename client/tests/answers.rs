//! The typed methods of both clients, against a server that answers whatever a test needs.

#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Method},
    response::Response,
};
use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use roster_client::{
    Client, Content, Error, FilePart, Nullable, StatusCode, docutools,
    twona::{self, FilesGetResponse, UploadsAppendParameters, UploadsAppendResponse, UploadsDiscoverResponse},
};

/// A request as the server saw it.
#[derive(Clone, Debug)]
struct Seen {
    method: Method,
    uri: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Seen {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

struct Server {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    /// Answers every request by `answer`.
    async fn start(answer: impl Fn(&Seen) -> Response + Clone + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        let router = Router::new().fallback(async move |request: Request| {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, usize::MAX).await.unwrap();
            let request = Seen { method: parts.method, uri: parts.uri.to_string(), headers: parts.headers, body };
            let response = answer(&request);
            log.lock().unwrap().push(request);
            response
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, seen }
    }

    fn twona(&self) -> twona::Client {
        Client::twona(&self.url, "s3cret").unwrap()
    }

    fn docutools(&self) -> docutools::Client {
        Client::docutools(&self.url, "s3cret").unwrap()
    }

    /// The latest request.
    fn last(&self) -> Seen {
        self.seen.lock().unwrap().last().unwrap().clone()
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Response {
    let response = Response::builder().status(status);
    headers.iter().fold(response, |response, (name, value)| response.header(*name, *value)).body(body.into()).unwrap()
}

const JSON: (&str, &str) = ("content-type", "application/json");
const FILE: &str = r#"{"id":"f1","name":"a.txt","extension":"txt","filesize":"1.00kB","size":1024,
    "date":"2024-05-01T10:00:00Z","mimetype":"text/plain","active":true}"#;
const TUS: (&str, &str) = ("tus-resumable", "1.0.0");

#[tokio::test]
async fn a_status_with_two_media_types_is_two_variants() {
    let server = Server::start(|request| match request.header("accept") {
        Some(accept) if accept.starts_with("application/octet-stream") => {
            answer(200, &[("content-type", "application/octet-stream"), ("content-disposition", "attachment")], "bytes")
        }
        _ => answer(200, &[JSON], FILE),
    })
    .await;
    let client = server.twona();
    let FilesGetResponse::OkJson { body, content_disposition: None } =
        client.files_get("f1", &Default::default()).await.unwrap()
    else {
        panic!("the file object is the default");
    };
    assert_eq!((body.size, body.metadata), (1024, None));
    assert_eq!(
        server.last().header("accept"),
        Some("application/json, application/octet-stream, application/problem+json")
    );
    let bytes = twona::FilesGetParameters { accept: Some(twona::FilesGetAccept::OctetStream) };
    let FilesGetResponse::OkOctetStream { body, content_disposition } = client.files_get("f1", &bytes).await.unwrap()
    else {
        panic!("the bytes were asked for");
    };
    assert_eq!(content_disposition.as_deref(), Some("attachment"));
    assert_eq!(body.bytes().await.unwrap(), "bytes");
}

#[tokio::test]
async fn a_documented_redirect_is_a_variant() {
    let server = Server::start(|_| answer(301, &[("location", "/v2/files/f2")], "")).await;
    let metadata = twona::FileMetadata::new([("a".to_owned(), twona::MetadataValue::Boolean(true))].into());
    let twona::FilesSetMetadataResponse::MovedPermanently { location, .. } =
        server.twona().files_set_metadata("f1", &metadata).await.unwrap()
    else {
        panic!("the file has moved");
    };
    assert_eq!(location, "/v2/files/f2");
    assert_eq!((server.last().method, server.last().body), (Method::PUT, r#"{"metadata":{"a":true}}"#.into()));
}

#[tokio::test]
async fn headers_of_uploads_are_typed_both_ways() {
    let server = Server::start(|request| {
        let expires = ("upload-expires", "Tue, 02 Jul 2019 08:22:49 GMT");
        match request.method {
            Method::OPTIONS => answer(
                204,
                &[
                    ("tus-version", "1.0.0"),
                    ("tus-extension", "creation,expiration"),
                    ("tus-max-size", "5368709120"),
                    ("tus-checksum-algorithm", "sha1"),
                ],
                "",
            ),
            _ => answer(204, &[TUS, expires, ("upload-offset", "7"), ("twona-file-id", "f1")], ""),
        }
    })
    .await;
    let client = server.twona();
    let pieces = stream::iter(["abc", "defg"].map(|piece| Ok(Bytes::from_static(piece.as_bytes()))));
    let parameters = UploadsAppendParameters::new(0);
    let UploadsAppendResponse::NoContent { upload_offset, twona_file_id, .. } =
        client.uploads_append("f1", &parameters, Content::stream(pieces, 7)).await.unwrap();
    assert_eq!((upload_offset, twona_file_id.as_str()), (7, "f1"));
    let seen = server.last();
    assert_eq!(seen.header("content-type"), Some("application/offset+octet-stream"));
    assert_eq!((seen.header("content-length"), seen.header("upload-offset")), (Some("7"), Some("0")));
    assert_eq!((seen.header("access-token"), &seen.body[..]), (Some("s3cret"), &b"abcdefg"[..]));

    let UploadsDiscoverResponse::NoContent { tus_max_size, .. } = client.uploads_discover().await.unwrap();
    assert_eq!(tus_max_size, 5_368_709_120);
    let seen = server.last();
    assert_eq!((seen.method.clone(), seen.header("access-token")), (Method::OPTIONS, None));
}

#[tokio::test]
async fn a_head_answer_has_its_status_even_without_a_problem() {
    let server = Server::start(|_| answer(404, &[("content-type", "application/problem+json")], "")).await;
    let error = server.twona().uploads_check("f1", &Default::default()).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(error.problem().is_none());
}

#[tokio::test]
async fn what_is_not_set_is_not_written() {
    let server = Server::start(|_| {
        let dates = r#""date_created":"2024-05-01T10:00:00Z","date_updated":"2024-05-01T10:00:00Z""#;
        answer(200, &[JSON], format!(r#"{{"active":true,{dates},"id":7,"name":"a"}}"#))
    })
    .await;
    let client = server.twona();
    let create = twona::GroupCreateOrActivate { name: Some("a".to_owned()), ..Default::default() };
    let group = client.groups_create_or_activate(&create).await.unwrap().into_body();
    assert_eq!((group.id, server.last().body), (7, r#"{"name":"a"}"#.into()));
    let activate = twona::GroupCreateOrActivate { id: Some(7), ..Default::default() };
    client.groups_create_or_activate(&activate).await.unwrap();
    assert_eq!(server.last().body, r#"{"id":7}"#);
}

#[tokio::test]
async fn an_update_tells_null_from_absent() {
    let server = Server::start(|_| answer(500, &[], "")).await;
    let update = twona::UserUpdate {
        telephone: Some(Nullable::Null),
        position: Some("Surveyor".into()),
        ..twona::UserUpdate::default()
    };
    let error = server.twona().users_update("u1", &update).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::INTERNAL_SERVER_ERROR));
    assert_eq!(server.last().body, r#"{"telephone":null,"position":"Surveyor"}"#);
}

#[tokio::test]
async fn images_come_with_their_tag_or_not_at_all() {
    let server = Server::start(|request| match (&request.method, request.header("if-none-match")) {
        (&Method::PUT, _) => answer(200, &[], ""),
        (_, Some("\"a\"")) => answer(304, &[("etag", "\"a\"")], ""),
        (_, Some(_)) => answer(204, &[], ""),
        _ => answer(200, &[("content-type", "image/png"), ("etag", "\"a\"")], "png"),
    })
    .await;
    let client = server.docutools();
    let id = uuid::Uuid::nil();
    let get = async |tag: Option<&str>| {
        let parameters = docutools::AvatarsGetParameters { if_none_match: tag.map(str::to_owned), accept: None };
        client.avatars_get(id, &parameters).await.unwrap()
    };
    let docutools::AvatarsGetResponse::OkPng { etag, body } = get(None).await else { panic!("there is an avatar") };
    assert_eq!((etag.as_str(), body.length()), ("\"a\"", Some(3)));
    assert!(matches!(get(Some("\"a\"")).await, docutools::AvatarsGetResponse::NotModified { .. }));
    assert!(matches!(get(Some("\"b\"")).await, docutools::AvatarsGetResponse::NoContent));

    let avatar = FilePart::new(vec![1, 2, 3]).with_file_name("me.png").with_media_type("image/png");
    client.avatars_replace(id, docutools::AvatarsReplaceMultipart { avatar }).await.unwrap();
    let body = String::from_utf8_lossy(&server.last().body).into_owned();
    assert!(body.contains("name=\"avatar\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n"), "{body}");
    assert_eq!(server.last().header("authorization"), Some("Bearer s3cret"));
}

#[tokio::test]
async fn text_and_problems_of_undocumented_statuses_are_read() {
    let server = Server::start(|request| match request.uri.contains("00000000") {
        true => answer(200, &[("content-type", "text/x-vcard"), ("content-disposition", "attachment")], "BEGIN:VCARD"),
        false => answer(
            418,
            &[("content-type", "application/problem+json"), ("x-trace", "7")],
            r#"{"title":"Teapot","status":418,"code":"teapot"}"#,
        ),
    })
    .await;
    let client = server.docutools();
    let card = client.users_vcard(uuid::Uuid::nil()).await.unwrap().into_body();
    assert_eq!(card, "BEGIN:VCARD");
    let error = client.users_vcard(uuid::Uuid::max()).await.unwrap_err();
    let Error::Problem { status, problem, headers, .. } = error else { panic!("{error:?}") };
    assert_eq!((status.as_u16(), problem.code.as_deref()), (418, Some("teapot")));
    assert_eq!(headers["x-trace"], "7");
}

#[tokio::test]
async fn pages_end_where_the_server_says() {
    let user = |id: i32| {
        let rest = r#""name":"","position":null,"date_created":"2024-05-01T10:00:00Z""#;
        format!(r#"{{"id":"{id}","email":"{id}@example.com",{rest}}}"#)
    };
    let server = Server::start(move |request| {
        let page: i32 = request.uri.rsplit('=').next().unwrap().parse().unwrap();
        let link = match page {
            ..3 => format!(r#"</v2/users?page={}>; rel="next""#, page + 1),
            _ => r#"</v2/users?page=1>; rel="first""#.to_owned(),
        };
        let body = format!("[{},{}]", user(2 * page - 1), user(2 * page));
        answer(200, &[JSON, ("link", &link), ("x-total-count", "6")], body)
    })
    .await;
    let client = server.twona();
    let users: Vec<_> = client.users_list_pages(&Default::default()).items().try_collect().await.unwrap();
    let ids: Vec<_> = users.iter().map(|user| user.id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "3", "4", "5", "6"]);
    assert_eq!(server.seen.lock().unwrap().len(), 3);
}

#[cfg(feature = "raw")]
#[tokio::test]
async fn the_raw_client_has_the_credential_and_the_media_types() {
    let server = Server::start(|request| match request.method {
        Method::PATCH => answer(204, &[], ""),
        _ => answer(
            404,
            &[("content-type", "application/problem+json")],
            r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"x","code":"not_found"}"#,
        ),
    })
    .await;
    let raw = server.twona().raw().unwrap();
    let error = raw.users_get().user_id("u1").send().await.unwrap_err();
    let twona::raw::Error::ErrorResponse(problem) = error else { panic!("{error:?}") };
    assert_eq!(problem.into_inner().code, "not_found");
    let seen = server.last();
    assert_eq!((seen.header("access-token"), seen.header("api-version")), (Some("s3cret"), None));
    raw.uploads_append().file_id("f1").upload_offset(0).body("abc").send().await.unwrap();
    assert_eq!(server.last().header("content-type"), Some("application/offset+octet-stream"));
    assert!(!format!("{raw:?}").contains("s3cret"));
}
