//! Tables with everything absent, an API that knows a few credentials, and a caller.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use roster_runtime::operation::*;
use roster_runtime::schema::*;
use roster_runtime::{Answer, Authenticator, Credential, FromBody, Incoming, Options, Problem, Routes};
use serde_json::{Value, json};
use tower::ServiceExt;

pub(crate) const TEXT: Schema = Schema { schema_type: SchemaType::String, ..Schema::ANY };
pub(crate) const INTEGER: Schema = Schema { schema_type: SchemaType::Integer, ..Schema::ANY };
pub(crate) const NUMBER: Schema = Schema { schema_type: SchemaType::Number, ..Schema::ANY };
pub(crate) const BOOLEAN: Schema = Schema { schema_type: SchemaType::Boolean, ..Schema::ANY };
pub(crate) const ARRAY: Schema = Schema { schema_type: SchemaType::Array, ..Schema::ANY };
pub(crate) const OBJECT: Schema = Schema { schema_type: SchemaType::Object, ..Schema::ANY };

pub(crate) const OPERATION: OperationInfo = OperationInfo {
    id: "things_get",
    method: "GET",
    path: "/things",
    aliases: &[],
    tags: &[],
    deprecated: false,
    parameters: &[],
    body: None,
    responses: &[RESPONSE],
    security: &[],
    authorities: &[],
    rejections: RejectionStatuses { parameter: 400, path_parameter: 404, body: 422, credential: 401, authority: 403 },
};

pub(crate) const RESPONSE: ResponseInfo =
    ResponseInfo { status: StatusPattern::Exact(200), headers: &[], content: &[JSON] };

pub(crate) const JSON: MediaTypeInfo = MediaTypeInfo { media_type: "application/json", ..MediaTypeInfo::EMPTY };

pub(crate) const BODY: BodyInfo = BodyInfo { required: true, content: &[JSON], limit: 1024, ..BodyInfo::EMPTY };

pub(crate) const PARAMETER: ParameterInfo = ParameterInfo {
    name: "value",
    field: "value",
    location: ParameterLocation::Query,
    style: ParameterStyle::Form,
    explode: true,
    required: false,
    deprecated: false,
    allow_empty_value: false,
    allow_reserved: false,
    schema: SchemaRef::Inline(&TEXT),
    content_type: None,
    encoding: &[],
    aliases: &[],
};

pub(crate) const HEADER: HeaderInfo =
    HeaderInfo { name: "X-Count", schema: SchemaRef::Inline(&TEXT), ..HeaderInfo::EMPTY };

pub(crate) const DOCUMENT: DocumentInfo = DocumentInfo {
    name: "things",
    title: "Things",
    version: "1",
    security_schemes: &[],
    schemas: &[],
    operations: &[],
    lenient_json: false,
};

/// Tables are static in generated code; a test may leak.
pub(crate) fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(crate) fn inline(schema: Schema) -> SchemaRef {
    SchemaRef::Inline(leak(schema))
}

pub(crate) fn property(name: &'static str, schema: Schema) -> Property {
    Property { name, schema: inline(schema) }
}

/// Knows the credential `good` of every kind, and calls its bearer by it; `admin` is one with the authority `admin`.
pub(crate) struct Api;

impl Authenticator for Api {
    type Principal = String;

    async fn authenticate(
        &self,
        scheme: &'static SecurityScheme,
        credential: Credential<'_>,
        scopes: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        assert!(scopes.iter().all(|scope| *scope == "read"));
        let key = match credential {
            Credential::ApiKey(key) | Credential::Bearer(key) => key,
            Credential::Basic { username, password: "good" } => username,
            Credential::Basic { .. } | Credential::Http(_) | Credential::MutualTls(_) => "bad",
        };
        match key {
            "down" => Err(Problem::new(http::StatusCode::SERVICE_UNAVAILABLE, "unavailable", "No database.")),
            "good" | "admin" => Ok(Some(format!("{key} by {}", scheme.name))),
            _ => Ok(None),
        }
    }

    fn has_authority(&self, principal: &String, authority: &str) -> bool {
        principal.starts_with(authority)
    }

    async fn admit(&self, _: &'static OperationInfo, parts: &http::request::Parts) -> Result<(), Problem> {
        if parts.headers.contains_key("x-too-many") {
            let problem = Problem::new(http::StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Later.");
            return Err(problem.with_header(http::header::RETRY_AFTER, "3"));
        }
        Ok(())
    }
}

/// A router with one operation, which refuses U+0000.
pub(crate) fn serve<H, F>(document: DocumentInfo, operation: OperationInfo, handler: H) -> Router
where
    H: Fn(Arc<Api>, Incoming<Api>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Answer, Problem>> + Send + 'static,
{
    serve_with(Options { refuse_nul: true }, document, operation, handler)
}

/// The same, by a server that decides otherwise.
pub(crate) fn serve_with<H, F>(options: Options, document: DocumentInfo, operation: OperationInfo, handler: H) -> Router
where
    H: Fn(Arc<Api>, Incoming<Api>) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Answer, Problem>> + Send + 'static,
{
    let routes = Routes::new(leak(document), Arc::new(Api)).with_options(options);
    routes.operation(leak(operation), handler).into_router().into()
}

/// A router whose operation answers what it decoded: principal and parameters.
pub(crate) fn echo(operation: OperationInfo) -> Router {
    serve(DOCUMENT, operation, |_, incoming| async move {
        let (call, parameters, ()) = incoming.decode::<Value, ()>().await?;
        Ok(Answer::new(200).json("application/json", &json!({"who": call.principal, "parameters": parameters})))
    })
}

/// A router whose operation answers what it made of the body.
pub(crate) fn echo_body<B: FromBody + 'static>(body: BodyInfo, show: fn(B) -> Value) -> Router {
    let operation = OperationInfo { method: "POST", body: Some(leak(body)), ..OPERATION };
    serve(DOCUMENT, operation, move |_, incoming| async move {
        let (_, _, body) = incoming.decode::<(), B>().await?;
        Ok(Answer::new(200).json("application/json", &show(body)))
    })
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{:?}", String::from_utf8_lossy(&self.body)))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Places and details of a problem's errors.
    pub(crate) fn errors(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let place = |error: &Value| text(error.get("pointer").or_else(|| error.get("parameter")).unwrap());
        let json = self.json();
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{json}");
        assert_eq!(json["status"], self.status);
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| (place(error), text(&error["detail"]))).collect()
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Response {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes().to_vec()).unwrap_or_else(|_| b"broken off".to_vec());
    Response { status: parts.status.as_u16(), headers: parts.headers, body }
}

pub(crate) async fn get(router: &Router, uri: &str) -> Response {
    send(router, Request::get(uri).body(Body::empty()).unwrap()).await
}

pub(crate) async fn post(router: &Router, content_type: Option<&str>, body: impl Into<Body>) -> Response {
    let mut request = Request::post("/things");
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    send(router, request.body(body.into()).unwrap()).await
}
