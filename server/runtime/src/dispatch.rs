//! Which of several documented paths a request is for, where axum sees only one route; and methods that axum does not
//! route.
//!
//! Documents whose paths and methods axum can tell apart have no part in this: their routes are axum's.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::{MethodRouter, any};
use http::header::ALLOW;
use http::{HeaderValue, Method};

use crate::problem::{method_not_allowed, not_found};
use crate::template::Template;

/// A documented path with the handlers of its methods.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) path: &'static str,
    pub(crate) template: Template,
    /// As they are sent.
    pub(crate) methods: Vec<&'static str>,
    /// The handlers of the methods that axum routes.
    pub(crate) routes: MethodRouter,
    /// The handlers of all others.
    pub(crate) others: HashMap<&'static str, MethodRouter>,
}

/// The routes to give to axum: path and handlers.
///
/// `entries` are in the document's order: of paths that only differ in a fragment or a query, the first one is served.
pub(crate) fn routes(entries: Vec<Entry>) -> Vec<(String, MethodRouter)> {
    if entries.iter().all(Entry::is_plain) {
        return entries.into_iter().map(|entry| (entry.path.to_owned(), entry.routes)).collect();
    }
    let ranks: Vec<_> = entries.iter().map(|entry| entry.template.rank()).collect();
    let mut shapes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut own_by_length: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut all_by_length: HashMap<usize, Vec<usize>> = HashMap::new();
    for (index, Entry { template, .. }) in entries.iter().enumerate() {
        shapes.entry(template.shape()).or_default().push(index);
        all_by_length.entry(template.segments.len()).or_default().push(index);
        if !template.is_shape() {
            own_by_length.entry(template.segments.len()).or_default().push(index);
        }
    }
    let candidates = |members: &[usize]| {
        let template = &entries[members[0]].template;
        let always = members.iter().copied().find(|index| entries[*index].template.is_shape());
        // Where every request of the route fits one of its paths, others matter only if they go before it.
        let others = if always.is_some() { &own_by_length } else { &all_by_length };
        let others = others.get(&template.segments.len()).map_or(&[][..], Vec::as_slice);
        let goes_before = |index: usize| always.is_none_or(|always| ranks[index] < ranks[always]);
        let others = others.iter().copied().filter(|index| {
            !members.contains(index) && entries[*index].template.meets(template) && goes_before(*index)
        });
        let mut all: Vec<usize> = members.iter().copied().chain(others).collect();
        // Equal ones stay in the document's order.
        all.sort_by(|left, right| ranks[*left].cmp(&ranks[*right]).then(left.cmp(right)));
        all
    };
    let route = |(shape, members): (String, Vec<usize>)| match candidates(&members)[..] {
        [only] if entries[only].is_plain() => (entries[only].path.to_owned(), entries[only].routes.clone()),
        ref several => {
            let several: Arc<[Entry]> = several.iter().map(|index| entries[*index].clone()).collect();
            (shape, any(move |request: Request| dispatch(Arc::clone(&several), request)))
        }
    };
    shapes.into_iter().map(route).collect()
}

/// Hands the request to the first path that fits and takes the method.
async fn dispatch(entries: Arc<[Entry]>, request: Request) -> Response {
    match choose(&entries, request.method(), request.uri().path()) {
        Ok(entry) => entry.handlers(request.method()).clone().call(request, ()).await,
        Err(allowed) if allowed.is_empty() => not_found().await.into_response(),
        Err(allowed) => {
            let mut response = method_not_allowed().await.into_response();
            let value = HeaderValue::try_from(allowed.join(",")).expect("methods are tokens");
            response.headers_mut().insert(ALLOW, value);
            response
        }
    }
}

/// The path that a request is for, or every method of the paths that fit.
fn choose<'entries>(
    entries: &'entries [Entry],
    method: &Method,
    path: &str,
) -> Result<&'entries Entry, Vec<&'static str>> {
    let fitting = || entries.iter().filter(|entry| entry.template.fits(path));
    if let Some(entry) = fitting().find(|entry| entry.allowed().any(|allowed| allowed == method.as_str())) {
        return Ok(entry);
    }
    let mut allowed: Vec<&'static str> = Vec::new();
    for method in fitting().flat_map(Entry::allowed) {
        if !allowed.contains(&method) {
            allowed.push(method);
        }
    }
    Err(allowed)
}

impl Entry {
    /// Whether axum can route it.
    fn is_plain(&self) -> bool {
        self.template.is_plain() && self.others.is_empty()
    }

    fn handlers(&self, method: &Method) -> &MethodRouter {
        self.others.get(method.as_str()).unwrap_or(&self.routes)
    }

    /// Every method that the path answers; GET implies HEAD.
    fn allowed(&self) -> impl Iterator<Item = &'static str> {
        let implied = (self.methods.contains(&"GET") && !self.methods.contains(&"HEAD")).then_some("HEAD");
        self.methods.iter().copied().chain(implied)
    }
}
