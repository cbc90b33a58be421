//! The two documents as people wrote them, with this server as theirs, and pages to read and try them, without any request
//! to elsewhere.

use axum::{
    Router,
    body::Bytes,
    extract::Request,
    middleware::{Next, from_fn},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderValue,
    header::{
        ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, REFERRER_POLICY, VARY,
        X_FRAME_OPTIONS,
    },
};
use roster_runtime::negotiate::choose;
use serde_json::json;
use url::{Position, Url};
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::site::Site;

const JSON: &str = "application/json";
const YAML: &str = "application/yaml";

const DOCUMENTS: &[(&str, &str, &str)] = &[
    ("/openapi/twona.json", JSON, include_str!("../../../openapi/bundled/twona.json")),
    ("/openapi/twona.yaml", YAML, include_str!("../../../openapi/bundled/twona.yaml")),
    ("/openapi/docutools.json", JSON, include_str!("../../../openapi/bundled/docutools.json")),
    ("/openapi/docutools.yaml", YAML, include_str!("../../../openapi/bundled/docutools.yaml")),
];

/// The server in the documents, in whose place stands the one that serves them.
const WRITTEN_SERVER: &str = "http://127.0.0.1:8080";

/// Only what this server serves; Swagger UI sets styles on elements and draws its icons from data URLs.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Where each API is, and the name of its document.
const APIS: [(&str, &str); 2] = [("v2", "twona"), ("api/v2", "docutools")];

const LINKS: &str = "application/linkset+json";

pub(super) fn routes(site: Option<&Site>, public_url: &Url) -> Router {
    let entry = Router::new()
        .route("/", get(|headers| async move { enter(&headers) }))
        .route("/.well-known/api-catalog", get(|| async { catalog("../") }));
    let documents = DOCUMENTS.iter().fold(entry, |router, (path, media_type, text)| {
        let document = Served::new(text, public_url);
        router.route(path, get(move |headers| async move { document.answer(media_type, &headers) }))
    });
    documents.merge(site.map_or_else(vendored, Site::routes))
}

/// What is at the root: the pages for a person, the documents for a program. Links are relative, for a proxy that has this
/// server below a path of its own.
fn enter(headers: &HeaderMap) -> Response {
    let mut response = match choose(headers, &[LINKS, JSON, "text/html"]) {
        Some("text/html") => Redirect::temporary("docs/").into_response(),
        _ => catalog(""),
    };
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response
}

/// The APIs with their documents and pages (RFC 9727, RFC 9264). `root` leads to the root.
fn catalog(root: &str) -> Response {
    let link = |path: String, media_type| json!({"href": format!("{root}{path}"), "type": media_type});
    let apis = APIS.map(|(anchor, name)| {
        json!({
            "anchor": format!("{root}{anchor}"),
            "service-desc": [
                link(format!("openapi/{name}.json"), JSON),
                link(format!("openapi/{name}.yaml"), YAML),
            ],
            "service-doc": [link("docs/".to_owned(), "text/html")],
        })
    });
    ([(CONTENT_TYPE, LINKS), (CACHE_CONTROL, "no-cache")], json!({"linkset": apis}).to_string()).into_response()
}

/// Swagger UI, which is in the binary.
fn vendored() -> Router {
    type Document<'path> = utoipa_swagger_ui::Url<'path>;
    let urls =
        [Document::new("Twona API v2", "/openapi/twona.json"), Document::new("docutools", "/openapi/docutools.json")];
    // Swagger UI would otherwise ask a public validator about documents of public servers.
    let config = Config::new(urls).validator_url("none").deep_linking(true).display_operation_id(true);
    Router::from(SwaggerUi::new("/docs").config(config)).layer(from_fn(protect))
}

/// A document, in the form for those who know this server under its public name, and for all others.
#[derive(Clone)]
struct Served {
    authority: String,
    public: Bytes,
    /// Its server is where it comes from: pages reach that from under any name.
    relative: Bytes,
}

impl Served {
    fn new(document: &'static str, public_url: &Url) -> Self {
        let with_server = |url: &str| Bytes::from(document.replacen(WRITTEN_SERVER, url, 1));
        Self {
            authority: public_url[Position::BeforeHost..Position::AfterPort].to_owned(),
            public: with_server(&public_url.origin().ascii_serialization()),
            relative: with_server("/"),
        }
    }

    /// For tools on any site to read.
    fn answer(&self, media_type: &'static str, headers: &HeaderMap) -> Response {
        let is_public = headers.get(HOST).is_some_and(|host| host == self.authority.as_str());
        let text = if is_public { &self.public } else { &self.relative };
        let headers = [(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-cache"), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
        (headers, text.clone()).into_response()
    }
}

async fn protect(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    guard(response.headers_mut(), POLICY);
    response
}

/// What keeps a page with scripts to itself: its policy, no frames, no referrer, no other window's reach.
pub(super) fn guard(headers: &mut HeaderMap, policy: &'static str) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
}
