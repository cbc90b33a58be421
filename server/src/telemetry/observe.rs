//! The outermost layer of every route: gives a request its id, measures it, and logs how it ended.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Instant,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use roster_runtime::operation::OperationInfo;
use tracing::{Instrument, Span};

use super::{
    metrics::{Labels, Metrics},
    request_id::{REQUEST_ID, request_id},
};
use crate::environment::Environment;

/// Short name of the document that a route belongs to, in the extensions of its answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Api(pub(crate) &'static str);

/// Methods that have a name of their own in metrics; a caller can invent others without end.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

pub(crate) async fn observe(
    State((environment, metrics)): State<(Environment, Metrics)>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers(), &environment);
    let method = request.method().clone();
    let method = METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("other");
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!("request", request_id = id.to_str().unwrap_or_default(), method);
    let in_flight = metrics.enter();
    let mut response = next.run(request).instrument(span.clone()).await;
    drop(in_flight);

    let operation = response.extensions().get::<&'static OperationInfo>().map(|operation| operation.id);
    let api = response.extensions().get::<Api>().map_or("none", |api| api.0);
    let operation = operation.or(route.as_ref().map(MatchedPath::as_str)).unwrap_or("none");
    let status = response.status().as_u16();
    let duration = started.elapsed();
    metrics.record(Labels { api, operation, method, status }, duration);
    let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(api, operation, status, milliseconds, "answered"));

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
