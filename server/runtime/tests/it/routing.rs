//! Methods, aliases, HEAD, 404 and 405.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::FromRequestParts;
use http::Request;
use http::request::Parts;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_runtime::{Answer, Incoming, Routes, not_found};
use serde_json::{Value, json};

use crate::harness::*;

fn method(id: &'static str, method: &'static str) -> &'static OperationInfo {
    leak(OperationInfo { id, method, aliases: &["/api/things"], ..OPERATION })
}

/// The operation, as an extractor sees it.
struct Called(Option<&'static str>);

impl<S: Sync> FromRequestParts<S> for Called {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get::<&'static OperationInfo>().map(|info| info.id)))
    }
}

fn router(operations: &[&'static OperationInfo]) -> Router {
    let mut routes = Routes::new(leak(DOCUMENT), Arc::new(Api));
    for info in operations {
        routes = routes.operation(info, |_, incoming| async move {
            let (mut call, parameters, ()) = incoming.decode::<Value, ()>().await?;
            let Ok(Called(id)) = call.extract().await;
            assert_eq!(id, Some(call.operation.id));
            let body = json!({"id": call.operation.id, "parameters": parameters});
            Ok(Answer::new(200).header("X-Operation", call.operation.id).json("application/json", &body))
        });
    }
    Router::from(routes.into_router()).fallback(not_found)
}

async fn request(router: &Router, method: &str, uri: &str) -> Response {
    send(router, Request::builder().method(method).uri(uri).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_method_of_openapi_is_routed_and_named() {
    let methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];
    let operations: Vec<_> = methods.iter().map(|name| method(name, name)).collect();
    let router = router(&operations);
    for name in methods {
        for path in ["/things", "/api/things"] {
            let response = request(&router, name, path).await;
            assert_eq!((response.status, response.header("x-operation")), (200, Some(name)), "{name} {path}");
        }
    }
}

#[tokio::test]
async fn head_has_no_body_and_get_answers_it_where_it_is_not_documented() {
    let own = router(&[method("get", "GET"), method("head", "HEAD")]);
    let response = request(&own, "HEAD", "/things").await;
    assert_eq!((response.header("x-operation"), response.body.len()), (Some("head"), 0));
    let implied = router(&[method("get", "GET")]);
    let response = request(&implied, "HEAD", "/things").await;
    assert_eq!((response.header("x-operation"), response.body.len()), (Some("get"), 0));
    assert!(response.header("content-length").is_some());
}

#[tokio::test]
async fn an_empty_answer_to_head_declares_no_length() {
    let operation = OperationInfo { method: "HEAD", ..OPERATION };
    let router = serve(DOCUMENT, operation, |_, _| async { Ok(Answer::new(200).empty()) });
    assert_eq!(request(&router, "HEAD", "/things").await.header("content-length"), None);
    let operation = OperationInfo { method: "HEAD", ..OPERATION };
    let router = serve(DOCUMENT, operation, |_, _| async { Ok(Answer::new(200).header("Content-Length", &7).empty()) });
    assert_eq!(request(&router, "HEAD", "/things").await.header("content-length"), Some("7"));
}

#[tokio::test]
async fn other_methods_are_405_with_allow() {
    let router = router(&[method("get", "GET"), method("patch", "PATCH")]);
    for name in ["DELETE", "PROBE", "OPTIONS"] {
        for path in ["/things", "/api/things"] {
            let response = request(&router, name, path).await;
            assert_eq!((response.status, response.code().as_str()), (405, "method_not_allowed"));
            let mut allowed: Vec<&str> = response.header("allow").unwrap().split(',').map(str::trim).collect();
            allowed.sort_unstable();
            assert_eq!(allowed, ["GET", "HEAD", "PATCH"], "{name} {path}");
        }
    }
}

#[tokio::test]
async fn unknown_paths_are_404() {
    let router = router(&[method("get", "GET")]);
    for path in ["/", "/thing", "/things/", "/things/1"] {
        let response = get(&router, path).await;
        assert_eq!((response.status, response.code().as_str()), (404, "not_found"), "{path}");
    }
}

#[tokio::test]
async fn path_parameters_are_found_under_aliases_and_mounts() {
    let parameter = |name| ParameterInfo {
        name,
        field: name,
        location: ParameterLocation::Path,
        style: ParameterStyle::Simple,
        explode: false,
        required: true,
        schema: SchemaRef::Inline(&TEXT),
        ..PARAMETER
    };
    let operation = OperationInfo {
        path: "/things/{thing-id}/parts/{part}",
        aliases: &["/api/v2/parts/{part}/of/{thing-id}"],
        parameters: leak([parameter("thing-id"), parameter("part")]),
        ..OPERATION
    };
    let router = router(&[leak(operation)]);
    let expected = json!({"thing-id": "a b", "part": "ü"});
    for path in ["/things/a%20b/parts/%C3%BC", "/api/v2/parts/%C3%BC/of/a%20b"] {
        assert_eq!(get(&router, path).await.json()["parameters"], expected);
    }
    let mounted = Router::new().nest("/mount", router);
    assert_eq!(get(&mounted, "/mount/things/a%20b/parts/%C3%BC").await.json()["parameters"], expected);
}

#[tokio::test]
async fn paths_that_differ_only_in_their_parameters_are_apart() {
    let operation = |id, path| leak(OperationInfo { id, path, ..OPERATION });
    let router = router(&[
        operation("list", "/users"),
        operation("bulk", "/users/bulk"),
        operation("user", "/users/{id}"),
        operation("groups", "/users/{user_id}/groups"),
    ]);
    for (path, id) in [("/users", "list"), ("/users/bulk", "bulk"), ("/users/7", "user"), ("/users/7/groups", "groups")]
    {
        assert_eq!(get(&router, path).await.header("x-operation"), Some(id));
    }
}

#[tokio::test]
async fn of_paths_that_differ_in_a_fragment_or_a_query_the_first_is_served() {
    let operation = |id, method, path| leak(OperationInfo { id, method, path, ..OPERATION });
    let router = router(&[
        operation("second", "GET", "/users#z"),
        operation("third", "GET", "/users#a"),
        operation("change", "POST", "/users?b=c"),
    ]);
    assert_eq!(get(&router, "/users").await.header("x-operation"), Some("second"));
    assert_eq!(get(&router, "/users?b=c").await.header("x-operation"), Some("second"));
    assert_eq!(request(&router, "POST", "/users").await.header("x-operation"), Some("change"));
    assert_eq!(request(&router, "PUT", "/users").await.header("allow"), Some("GET,HEAD,POST"));
}

#[tokio::test]
async fn a_fragment_does_not_change_which_path_goes_first() {
    let operation = |id, method, path| leak(OperationInfo { id, method, path, ..OPERATION });
    for path in ["/users/{id}", "/users/{id}#a"] {
        let router = router(&[operation("any", "GET", "/{kind}/{id}"), operation("user", "POST", path)]);
        assert_eq!(request(&router, "POST", "/users/1").await.header("x-operation"), Some("user"), "{path}");
        assert_eq!(get(&router, "/groups/1").await.header("x-operation"), Some("any"), "{path}");
        assert_eq!(request(&router, "PUT", "/users/1").await.header("allow"), Some("POST"), "{path}");
    }
}

#[tokio::test]
async fn a_path_with_text_beside_a_parameter_hides_no_other_path() {
    let operation = |id, path| leak(OperationInfo { id, path, ..OPERATION });
    let router = router(&[
        operation("export", "/users/export.{format}"),
        operation("part", "/{kind}/{id}"),
        operation("action", "/{kind}:do/last"),
        operation("last", "/{kind}/last"),
    ]);
    for (path, id) in [
        ("/users/export.csv", "export"),
        ("/users/export.", "part"),
        ("/groups/export.csv", "part"),
        ("/users/last", "last"),
        ("/users:do/last", "action"),
        ("/:do/last", "last"),
        ("/users:do/first", "part"),
    ] {
        assert_eq!(get(&router, path).await.header("x-operation"), Some(id), "{path}");
    }
    for path in ["/users/", "/users", "/users//last", "//last"] {
        assert_eq!(get(&router, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn layers_are_around_operations_and_know_them() {
    let operations = [method("get", "GET"), method("head", "HEAD"), method("copy", "COPY")];
    let handler = |_, incoming: Incoming<Api>| async move {
        incoming.decode::<Value, ()>().await?;
        Ok(Answer::new(200))
    };
    let routes = Routes::new(leak(DOCUMENT), Arc::new(Api)).with_layers(|_, route| {
        route.layer(axum::middleware::from_fn(|request: axum::extract::Request, next: axum::middleware::Next| async {
            let operation = *request.extensions().get::<&'static OperationInfo>().unwrap();
            let mut response = next.run(request).await;
            response.headers_mut().insert("x-layer", operation.id.parse().unwrap());
            response
        }))
    });
    let routes = operations.iter().fold(routes, |routes, info| routes.operation(info, handler));
    let router = Router::from(routes.into_router());
    for (name, id) in [("GET", "get"), ("HEAD", "head"), ("COPY", "copy")] {
        assert_eq!(request(&router, name, "/things").await.headers["x-layer"], id);
    }
    let refused = request(&router, "PROBE", "/api/things").await;
    assert_eq!((refused.status, &refused.headers["allow"]), (405, &"GET,HEAD,COPY".parse().unwrap()));
}
