//! Paths that are written in another way than they are documented.

use http::{Uri, request::Parts, uri::PathAndQuery};

/// Takes away a slash at the end of a path, before it is routed (ruling C11). The pages of the docs site are folders, and
/// keep theirs.
pub(crate) fn trim(parts: &mut Parts) {
    if let Some(trimmed) = trimmed(&parts.uri) {
        parts.uri = trimmed;
    }
}

fn trimmed(uri: &Uri) -> Option<Uri> {
    let path = uri.path().strip_suffix('/').filter(|path| !path.is_empty() && !path.ends_with('/'))?;
    if path.starts_with("/docs") {
        return None;
    }
    let path = match uri.query() {
        Some(query) => PathAndQuery::try_from(format!("{path}?{query}")),
        None => PathAndQuery::try_from(path),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(path.ok()?);
    Uri::from_parts(parts).ok()
}
