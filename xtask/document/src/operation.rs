//! The operations of a bundled document, each with what its path item and the root lend it.
//!
//! A view of nodes, for the rules: documents that hold to them are read as [`crate::Document`].

use std::collections::HashSet;

use heck::ToSnakeCase as _;

use super::{Location, METHODS, Member, Node, escape, grammar::ADDITIONAL_OPERATIONS};

/// What an operation without an `operationId` is called: `get_users_user_id`.
pub(crate) fn made_id(method: &str, path: &str) -> String {
    format!("{method} {path}").to_snake_case()
}

/// [`made_id`], with a number behind it where it is taken; it is taken from then on.
pub(crate) fn new_id(method: &str, path: &str, taken: &mut HashSet<String>) -> String {
    let stem = made_id(method, path);
    let id = std::iter::once(stem.clone())
        .chain((2..).map(|number| format!("{stem}_{number}")))
        .find(|id| !taken.contains(id))
        .expect("numbers do not end");
    taken.insert(id.clone());
    id
}

/// What is routed of a documented path: neither query nor fragment.
pub fn routed(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or(path)
}

/// One method of one path, or of one webhook.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation<'document> {
    pub(crate) document: &'document Node,
    pub(crate) path: &'document str,
    /// As in the document: lower case, or as it is sent where the path item has no member for it.
    pub(crate) method: &'document str,
    /// Where the method stands.
    pub(crate) place: &'document Location,
    pub(crate) item: &'document Node,
    pub(crate) node: &'document Node,
}

/// Every operation under `paths`: paths in the document's order, methods in the path item's.
pub(crate) fn operations(document: &Node) -> Vec<Operation<'_>> {
    operations_of(document, "paths", |path| !path.starts_with("x-"))
}

/// Every operation under `webhooks`, where names stand for paths: what the server asks of others.
pub(crate) fn webhooks(document: &Node) -> Vec<Operation<'_>> {
    operations_of(document, "webhooks", |_| true)
}

fn operations_of<'document>(
    document: &'document Node,
    key: &str,
    is_item: impl Fn(&str) -> bool,
) -> Vec<Operation<'document>> {
    let mut operations = Vec::new();
    for (path, item) in document.get(key).and_then(Node::as_object).into_iter().flatten() {
        if !is_item(path) {
            continue;
        }
        operations.extend(methods(&item.node).map(|(method, member)| Operation {
            document,
            path,
            method,
            place: &member.key,
            item: &item.node,
            node: &member.node,
        }));
    }
    operations
}

/// The operations of a path item, by their methods: those that it has members for, then the others.
pub(crate) fn methods(item: &Node) -> impl Iterator<Item = (&str, &Member)> {
    let is_own = |name: &str| METHODS.contains(&name);
    let own = item.as_object().into_iter().flatten().filter(move |(name, _)| is_own(name));
    let others = item.get(ADDITIONAL_OPERATIONS).and_then(Node::as_object).into_iter().flatten();
    // One with the name of a member is told by the rules.
    own.chain(others.filter(move |(name, _)| !is_own(name))).map(|(name, member)| (name.as_str(), member))
}

/// A method as it is sent: in capitals where the path item has a member for it, else as it is written.
pub(crate) fn sent(method: &str) -> String {
    if METHODS.contains(&method) { method.to_ascii_uppercase() } else { method.to_owned() }
}

/// The pointer of what is the operation of this method in a path item at `item`.
pub(crate) fn method_pointer(item: &str, method: &str) -> String {
    match METHODS.contains(&method) {
        true => format!("{item}/{method}"),
        false => format!("{item}/{ADDITIONAL_OPERATIONS}/{}", escape(method)),
    }
}

/// What a node is, or refers to; the node itself where the reference leads nowhere.
pub fn resolve<'document>(document: &'document Node, node: &'document Node) -> &'document Node {
    follow(document, node).0
}

/// What a node is, or refers to, with the last reference on the way.
pub(crate) fn follow<'document>(
    document: &'document Node,
    node: &'document Node,
) -> (&'document Node, Option<&'document str>) {
    let mut found = (node, None);
    // References in a circle are reported by the bundler, which leaves no chain longer than two.
    for _ in 0..4 {
        let Some(text) = found.0.reference() else { break };
        let Some(target) = text.strip_prefix('#').and_then(|pointer| document.pointer(pointer)) else { break };
        found = (target, Some(text));
    }
    found
}

/// The `operationId` of each operation, or one that is made up of method and path where it has none. Of webhooks, too:
/// what one of either kind has is nobody else's.
pub(crate) fn ids(operations: &[Operation<'_>]) -> Vec<String> {
    // All that are written down, so that none is made up that comes later.
    let mut taken: HashSet<String> = operations.iter().filter_map(Operation::id).map(str::to_owned).collect();
    let mut id = |operation: &Operation<'_>| match operation.id() {
        Some(id) => id.to_owned(),
        None => new_id(operation.method, operation.path, &mut taken),
    };
    operations.iter().map(&mut id).collect()
}

impl<'document> Operation<'document> {
    pub(crate) fn id(&self) -> Option<&'document str> {
        self.node.get("operationId")?.as_str()
    }

    /// `operationId`, or method and path where it has none.
    pub(crate) fn name(&self) -> String {
        self.id().map_or_else(|| format!("{} {}", sent(self.method), self.path), str::to_owned)
    }

    /// The parameters that hold, the path item's first, without those that the operation overrides; resolved.
    pub(crate) fn parameters(&self) -> Vec<&'document Node> {
        let list = |node: &'document Node| {
            node.get("parameters")
                .and_then(Node::as_array)
                .unwrap_or_default()
                .iter()
                .map(|parameter| self.resolve(parameter))
        };
        let identity = |parameter: &Node| {
            Some((parameter.get("in")?.as_str()?.to_owned(), parameter.get("name")?.as_str()?.to_owned()))
        };
        let own: Vec<_> = list(self.node).collect();
        let overridden: Vec<_> = own.iter().filter_map(|parameter| identity(parameter)).collect();
        let mut all: Vec<_> = list(self.item)
            .filter(|parameter| identity(parameter).is_none_or(|identity| !overridden.contains(&identity)))
            .collect();
        all.extend(own);
        all
    }

    /// The request body, resolved.
    pub(crate) fn body(&self) -> Option<&'document Node> {
        Some(self.resolve(self.node.get("requestBody")?))
    }

    /// Status as documented, where its key stands, and the response, resolved.
    pub(crate) fn responses(&self) -> Vec<(&'document str, &'document Location, &'document Node)> {
        let responses = self.node.get("responses").and_then(Node::as_object);
        responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| !status.starts_with("x-"))
            .map(|(status, member)| (status.as_str(), &member.key, self.resolve(&member.node)))
            .collect()
    }

    /// `security`: the operation's own, else the document's; none where neither says anything.
    pub(crate) fn alternatives(&self) -> Option<&'document Node> {
        self.node.get("security").or_else(|| self.document.get("security"))
    }

    /// The alternatives that hold.
    pub(crate) fn security(&self) -> Option<&'document [Node]> {
        self.alternatives()?.as_array()
    }

    /// Whether a request without any credential is let in.
    pub(crate) fn is_anonymous(&self) -> bool {
        self.security().is_none_or(|alternatives| {
            alternatives.is_empty()
                || alternatives
                    .iter()
                    .any(|alternative| alternative.as_object().is_some_and(|schemes| schemes.is_empty()))
        })
    }

    /// The texts of a list under an `x-` key.
    pub(crate) fn texts(&self, key: &str) -> Vec<&'document str> {
        self.node.get(key).and_then(Node::as_array).unwrap_or_default().iter().filter_map(Node::as_str).collect()
    }

    pub(crate) fn resolve(&self, node: &'document Node) -> &'document Node {
        resolve(self.document, node)
    }
}
