//! The outermost layer of every route: gives a request its id, measures it, and logs how it ended.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{ConnectInfo, MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use ipnet::IpNet;
use tracing::{Instrument, Span};

use super::{
    Operations,
    metrics::{Labels, Metrics},
    request_id::{REQUEST_ID, request_id},
};
use crate::{
    environment::Environment,
    origin::{self, Origin},
    preflight::is_preflight,
    proxies,
};

/// What the layer needs. Clones share everything.
#[derive(Clone)]
pub(crate) struct Observer {
    pub(crate) environment: Environment,
    pub(crate) metrics: Metrics,
    pub(crate) operations: Arc<Operations>,
    pub(crate) trusted_proxies: Arc<[IpNet]>,
}

/// Methods that have a name of their own in metrics; a caller can invent others without end.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// What stands for a missing document, operation or route.
const NONE: &str = "none";

pub(crate) async fn observe(State(observer): State<Observer>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers(), &observer.environment);
    let method = request.method().as_str();
    let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("other");
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or(NONE, MatchedPath::as_str);
    let named = observer.operations.find(method, route).filter(|_| !is_preflight(&request));
    let (api, operation) = named.map_or((NONE, route), |named| (named.api, named.operation));
    let request_id = id.to_str().unwrap_or_default();
    let span = tracing::info_span!("request", request_id, api, operation, method);

    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let address = peer.map(|peer| proxies::caller(peer, request.headers(), &observer.trusted_proxies));
    let origin = Origin { address, request_id: Some(request_id.to_owned()), ..Origin::default() };

    let in_flight = observer.metrics.enter();
    let mut response = origin::scope(origin, next.run(request)).instrument(span.clone()).await;
    drop(in_flight);

    let status = response.status().as_u16();
    let duration = started.elapsed();
    observer.metrics.record(Labels { api, operation, method, status }, duration);
    let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(status, milliseconds, "answered"));

    response.headers_mut().insert(REQUEST_ID, id);
    response.map(|body| Body::new(SpannedBody { body, span }))
}

/// A body whose production is logged under the request that it answers.
struct SpannedBody {
    body: Body,
    span: Span,
}

impl HttpBody for SpannedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let _entered = this.span.enter();
        Pin::new(&mut this.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}
