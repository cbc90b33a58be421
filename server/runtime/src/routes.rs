//! The routes of an API: one per operation and alias, and what happens to a request on them.
//!
//! Order: route, admit, authenticate, authorities, `Accept`, then the handler, which decodes, and the answer.

use std::collections::HashMap;
use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Extension;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, any_service};
use futures_util::future::BoxFuture;
use http::Method;
use http::request::Parts;
use tower_service::Service;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::Answer;
use crate::describe;
use crate::dispatch::{self, Entry};
use crate::encode::{begin, encode};
use crate::incoming::Incoming;
use crate::json::Nul;
use crate::operation::{DocumentInfo, OperationInfo};
use crate::prepared::Prepared;
use crate::problem::{Problem, method_not_allowed};
use crate::security::{Authenticator, Identity, authenticate};
use crate::template::Template;

type Handler<A> =
    Arc<dyn Fn(Arc<A>, Incoming<A>) -> BoxFuture<'static, Result<Answer, Problem>> + Send + Sync + 'static>;

type Layers = dyn Fn(&'static OperationInfo, MethodRouter) -> MethodRouter + Send + Sync + 'static;

/// What a server decides for the whole of its API, beside its document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether text of requests with the character U+0000 is refused: PostgreSQL, among others, cannot store it.
    pub refuse_nul: bool,
}

/// Builds the router of one document.
pub struct Routes<A: Authenticator> {
    document: &'static DocumentInfo,
    api: Arc<A>,
    options: Options,
    layers: Option<Box<Layers>>,
    operations: Vec<(&'static OperationInfo, Handler<A>)>,
}

impl<A: Authenticator> Routes<A> {
    pub fn new(document: &'static DocumentInfo, api: Arc<A>) -> Self {
        Self { document, api, options: Options::default(), layers: None, operations: Vec::new() }
    }

    /// The same with what the server decides.
    #[must_use]
    pub fn with_options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Puts layers around each operation: what this makes of its route is served instead.
    ///
    /// Inside of them, the request's extensions hold the operation (`&'static OperationInfo`).
    #[must_use]
    pub fn with_layers(
        mut self,
        layers: impl Fn(&'static OperationInfo, MethodRouter) -> MethodRouter + Send + Sync + 'static,
    ) -> Self {
        self.layers = Some(Box::new(layers));
        self
    }

    /// Adds an operation.
    #[must_use]
    pub fn operation<H, F>(mut self, info: &'static OperationInfo, handler: H) -> Self
    where
        H: Fn(Arc<A>, Incoming<A>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        self.operations.push((info, Arc::new(move |api, incoming| Box::pin(handler(api, incoming)))));
        self
    }

    /// The router with aliases, 405 with `Allow`, and the derived document.
    ///
    /// Unknown paths are the caller's: see [`crate::problem::not_found`].
    pub fn into_router(self) -> OpenApiRouter {
        let nul = if self.options.refuse_nul { Nul::Refused } else { Nul::Allowed };
        let mut entries: Vec<Entry> = Vec::new();
        let mut documented: Vec<Vec<&'static OperationInfo>> = Vec::new();
        let mut places: HashMap<&'static str, usize> = HashMap::new();
        for (operation, handler) in &self.operations {
            for path in std::iter::once(operation.path).chain(operation.aliases.iter().copied()) {
                let place = *places.entry(path).or_insert_with(|| {
                    let routes = MethodRouter::new().fallback(method_not_allowed);
                    let (template, methods) = (Template::new(path), Vec::new());
                    entries.push(Entry { path, template, methods, routes, others: HashMap::new() });
                    documented.push(Vec::new());
                    entries.len() - 1
                });
                let entry = &mut entries[place];
                if path == operation.path {
                    documented[place].push(operation);
                }
                let serve = Serve(Arc::new(Route {
                    prepared: Arc::new(Prepared::new(self.document, nul, operation, &entry.template)),
                    api: Arc::clone(&self.api),
                    handler: Arc::clone(handler),
                }));
                entry.methods.push(operation.method);
                let routes = std::mem::take(&mut entry.routes);
                let layered =
                    |layers: &Layers| layers(operation, any_service(serve.clone())).layer(Extension(*operation));
                match (method_filter(operation.method), &self.layers) {
                    (Some(filter), None) => entry.routes = routes.on_service(filter, serve),
                    (Some(filter), Some(layers)) => entry.routes = routes.on_service(filter, layered(layers)),
                    (None, layers) => {
                        let route = layers.as_deref().map_or_else(|| any_service(serve.clone()), layered);
                        entry.others.insert(operation.method, route);
                        entry.routes = routes;
                    }
                }
            }
        }
        let mut openapi = describe::frame(self.document);
        for (entry, operations) in entries.iter().zip(&documented).filter(|(_, operations)| !operations.is_empty()) {
            let item = describe::path_item(operations);
            openapi.paths.paths.insert(entry.path.to_owned(), item);
        }
        dispatch::routes(entries)
            .into_iter()
            .fold(OpenApiRouter::with_openapi(openapi), |router, (path, routes)| router.route(&path, routes))
    }
}

struct Route<A: Authenticator> {
    prepared: Arc<Prepared>,
    api: Arc<A>,
    handler: Handler<A>,
}

/// A route as axum calls it.
struct Serve<A: Authenticator>(Arc<Route<A>>);

impl<A: Authenticator> Clone for Serve<A> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<A: Authenticator> Service<Request> for Serve<A> {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let route = Arc::clone(&self.0);
        let (parts, body) = request.into_parts();
        let parts = Box::new(parts);
        let operation = route.prepared.operation;
        Box::pin(async move {
            let result = match route.let_in(&parts).await {
                Ok(identity) => {
                    let incoming = Incoming { prepared: Arc::clone(&route.prepared), identity, parts, body };
                    (route.handler)(Arc::clone(&route.api), incoming).await
                }
                Err(problem) => Err(problem),
            };
            drop(route);
            Ok(match result {
                // Seldom, and of many steps: in the request's own future there is no room for them.
                Ok(answer) if answer.content.is_in_chunks() => encode(operation, Ok(Box::pin(begin(answer)).await)),
                whole => encode(operation, whole),
            })
        })
    }
}

impl<A: Authenticator> Route<A> {
    /// What a request has to pass before it is decoded.
    async fn let_in(&self, parts: &Parts) -> Result<Identity<A::Principal>, Problem> {
        let operation = self.prepared.operation;
        self.api.admit(operation, parts).await.map_err(Problem::mark_of_runtime)?;
        let identity = authenticate(&*self.api, operation, self.prepared.realm, parts).await?;
        self.prepared.check_accept(&parts.headers)?;
        Ok(identity)
    }
}

/// The methods that axum routes; none for others.
fn method_filter(method: &str) -> Option<MethodFilter> {
    MethodFilter::try_from(Method::from_bytes(method.as_bytes()).ok()?).ok()
}
