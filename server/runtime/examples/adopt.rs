//! Generated routes in an application that is there already, a piece at a time: two tags of one document in two places, beside
//! a route written by hand, with layers, an extractor and an error body of the application's own.
//!
//! `cargo run -p roster-runtime --example adopt`, and
//! `curl -H 'authorization: Bearer ada' -H 'x-tenant: acme' http://127.0.0.1:8000/directory/api/v2/members`.

#![cfg_attr(test, allow(clippy::unwrap_used))]

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{FromRequestParts, Request, State},
    middleware::{Next, from_fn, map_response},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get},
};
use http::{StatusCode, request::Parts};
use roster_runtime::{Authenticator, Call, Credential, OperationInfo, Problem, Routes, operation::SecurityScheme};
use roster_stubs::docutools::{
    DOCUMENT, MembersApi, MembersListParameters, MembersListResponse, UserPage, UsersApi, members, users,
};
use serde_json::json;
use tracing::Instrument as _;

/// Of two of the document's tags; what it does not write is answered 501.
struct People;

impl Authenticator for People {
    type Principal = String;

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        credential: Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        Ok(match credential {
            Credential::Bearer(token) if !token.is_empty() => Some(token.to_owned()),
            _ => None,
        })
    }

    fn has_authority(&self, _: &String, _: &str) -> bool {
        true
    }
}

impl UsersApi for People {}

impl MembersApi for People {
    async fn members_list(
        &self,
        mut call: Call<String>,
        parameters: MembersListParameters,
    ) -> Result<MembersListResponse, Problem> {
        // An extractor of the application's own, beside what the document describes.
        let Tenant(tenant) = call.extract().await?;
        tracing::info!(tenant, page = parameters.page, caller = call.principal, "members are listed");
        Ok(MembersListResponse::Ok(UserPage {
            content: Vec::new(),
            number: parameters.page,
            size: parameters.page_size,
            number_of_elements: 0,
            total_elements: 0,
            total_pages: 0,
            first: parameters.page == 0,
            last: true,
            empty: true,
        }))
    }
}

/// Whose data a request is about.
struct Tenant(String);

impl<S: Sync> FromRequestParts<S> for Tenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let tenant = parts.headers.get("x-tenant").and_then(|value| value.to_str().ok());
        tenant.map(|tenant| Self(tenant.to_owned())).ok_or_else(|| {
            Problem::new(StatusCode::BAD_REQUEST, "unknown_tenant", "The header X-Tenant says whose members are meant.")
        })
    }
}

/// What routes written by hand share.
#[derive(Clone)]
struct Greeting(&'static str);

async fn hello(State(Greeting(greeting)): State<Greeting>) -> &'static str {
    greeting
}

/// Both kinds of routes, with what holds for all of them.
fn application() -> Router {
    let people = Arc::new(People);
    let routes = || Routes::new(&DOCUMENT, Arc::clone(&people)).with_layers(layers);
    Router::new()
        .route("/hello", get(hello))
        .with_state(Greeting("Hello."))
        .nest("/people", users::add_routes(routes()).into_router().into())
        .nest("/directory", members::add_routes(routes()).into_router().into())
        .layer(map_response(own_error))
}

/// What is around each operation. A layer around one operation alone asks for its id.
fn layers(operation: &'static OperationInfo, route: MethodRouter) -> MethodRouter {
    let route = match operation.id {
        "members_list" => route.layer(from_fn(slowly)),
        _ => route,
    };
    route.layer(from_fn(traced))
}

async fn slowly(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert("x-cost", 5.into());
    response
}

/// A span by the name of the operation: `tracing-opentelemetry` takes it from `otel.name`.
async fn traced(request: Request, next: Next) -> Response {
    let operation = request.extensions().get::<&'static OperationInfo>().map_or("unknown", |operation| operation.id);
    let span = tracing::info_span!("request", otel.name = operation, otel.kind = "server");
    next.run(request).instrument(span).await
}

/// Errors as this application writes them, with status and headers of the problem.
async fn own_error(mut response: Response) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let faults: Vec<&str> = problem.errors.iter().map(|violation| violation.detail.as_str()).collect();
    let mut own = (problem.status, Json(json!({"error": problem.code, "faults": faults}))).into_response();
    for (name, value) in response.headers() {
        if name != http::header::CONTENT_TYPE && name != http::header::CONTENT_LENGTH {
            own.headers_mut().append(name, value.clone());
        }
    }
    own
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    tracing_subscriber::fmt().init();
    axum::serve(tokio::net::TcpListener::bind("127.0.0.1:8000").await?, application()).await
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, OnceLock};

    use axum::body::Body;
    use http_body_util::BodyExt as _;
    use serde_json::Value;
    use tower::ServiceExt as _;
    use tracing_subscriber::{Layer, layer::SubscriberExt as _};

    use super::*;

    /// The application as a service, without a socket.
    async fn send(target: &str, headers: &[(&str, &str)]) -> (StatusCode, http::HeaderMap, String) {
        names();
        let mut request = Request::builder().uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = application().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        (parts.status, parts.headers, text)
    }

    const MEMBERS: &str = "/directory/api/v2/members";
    const CALLER: (&str, &str) = ("authorization", "Bearer ada");

    #[tokio::test]
    async fn routes_written_by_hand_stand_beside_generated_ones() {
        assert_eq!(send("/hello", &[]).await.2, "Hello.");
        let (status, _, text) = send(&format!("{MEMBERS}?page=2&pageSize=5"), &[CALLER, ("x-tenant", "acme")]).await;
        let page: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((status, &page["number"], &page["size"]), (StatusCode::OK, &json!(2), &json!(5)));
    }

    #[tokio::test]
    async fn a_tag_is_where_it_was_put_and_nowhere_else() {
        let user = "/api/v2/users/3f2504e0-4f89-41d3-9a0c-0305e82c3301";
        assert_eq!(send(&format!("/people{user}"), &[CALLER]).await.0, StatusCode::NOT_IMPLEMENTED);
        assert_eq!(send(&format!("/directory{user}"), &[CALLER]).await.0, StatusCode::NOT_FOUND);
        assert_eq!(send("/people/api/v2/members", &[CALLER]).await.0, StatusCode::NOT_FOUND);
        let (status, _, text) = send("/people/api/v2/users/ada", &[CALLER]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "parameters of a path are read behind the prefix: {text}");
    }

    #[tokio::test]
    async fn errors_have_the_form_of_the_application() {
        let (status, _, text) = send(&format!("{MEMBERS}?page=-1"), &[CALLER, ("x-tenant", "acme")]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let error: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&error["error"], error["faults"].as_array().unwrap().len()), (&json!("invalid_parameter"), 1));
        assert_eq!(
            serde_json::from_str::<Value>(&send(MEMBERS, &[CALLER]).await.2).unwrap()["error"],
            "unknown_tenant"
        );
        let (status, headers, text) = send(MEMBERS, &[]).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        assert!(headers.contains_key("www-authenticate") && text.contains("\"error\""), "{headers:?} {text}");
    }

    #[tokio::test]
    async fn a_layer_is_around_one_operation() {
        assert_eq!(send(MEMBERS, &[CALLER, ("x-tenant", "acme")]).await.1["x-cost"], "5");
        let user = "/people/api/v2/users/3f2504e0-4f89-41d3-9a0c-0305e82c3301";
        assert!(!send(user, &[CALLER]).await.1.contains_key("x-cost"));
    }

    /// The names that OpenTelemetry would have.
    #[derive(Clone, Default)]
    struct Names(Arc<Mutex<Vec<String>>>);

    impl<S: tracing::Subscriber> Layer<S> for Names {
        fn on_new_span(
            &self,
            attributes: &tracing::span::Attributes<'_>,
            _: &tracing::Id,
            _: tracing_subscriber::layer::Context<'_, S>,
        ) {
            attributes.record(&mut |field: &tracing::field::Field, value: &dyn std::fmt::Debug| {
                if field.name() == "otel.name" {
                    self.0.lock().unwrap().push(format!("{value:?}").replace('"', ""));
                }
            });
        }
    }

    /// Of all requests of these tests: who subscribes after the first one may miss what is new on another thread.
    fn names() -> Names {
        static NAMES: OnceLock<Names> = OnceLock::new();
        let subscribe = || {
            let names = Names::default();
            tracing::subscriber::set_global_default(tracing_subscriber::registry().with(names.clone())).unwrap();
            names
        };
        NAMES.get_or_init(subscribe).clone()
    }

    #[tokio::test]
    async fn spans_are_named_by_operation() {
        send(MEMBERS, &[CALLER, ("x-tenant", "acme")]).await;
        let names = names().0.lock().unwrap().clone();
        assert!(names.contains(&"members_list".to_owned()), "{names:?}");
        assert!(!names.contains(&"unknown".to_owned()), "{names:?}");
    }
}
