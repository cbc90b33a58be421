//! Which operation a route and a method are: known before the handler runs, so that requests which fail half-way are
//! named as well.

use std::collections::HashMap;

use roster_runtime::operation::DocumentInfo;

/// The operations of every document that is served.
#[derive(Clone, Debug, Default)]
pub(crate) struct Operations(HashMap<(&'static str, &'static str), Named>);

/// How a request is named in logs and metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Short name of the document.
    pub(super) api: &'static str,
    /// `operationId`.
    pub(super) operation: &'static str,
}

impl Operations {
    pub(crate) fn of(documents: impl IntoIterator<Item = &'static DocumentInfo>) -> Self {
        let mut operations = HashMap::new();
        for document in documents {
            for operation in document.operations {
                for path in std::iter::once(operation.path).chain(operation.aliases.iter().copied()) {
                    let named = Named { api: document.name, operation: operation.id };
                    operations.insert((operation.method, path), named);
                }
            }
        }
        Self(operations)
    }

    /// The operation of a route; HEAD reaches the GET of a path that has none of its own.
    pub(super) fn find(&self, method: &str, route: &str) -> Option<Named> {
        let exact = self.0.get(&(method, route));
        let found = exact.or_else(|| if method == "HEAD" { self.0.get(&("GET", route)) } else { None });
        found.copied()
    }
}
