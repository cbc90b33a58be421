//! Every operation of every document, as pages and the search name it, and the rulings that it carries out.

use std::collections::BTreeSet;

use serde::Serialize;

use roster_document::{Document, Location, Node};

/// An operation, and where the reference shows it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Operation {
    pub(super) document: String,
    pub(super) id: String,
    /// As it is sent.
    pub(super) method: String,
    pub(super) path: String,
    pub(super) tag: String,
    pub(super) summary: String,
    pub(super) description: String,
    /// From the site's root.
    pub(super) href: String,
    #[serde(skip)]
    pub(super) location: Location,
    /// Ids that stand anywhere below the operation, in what it refers to as well.
    #[serde(skip)]
    pub(super) rulings: BTreeSet<String>,
}

/// The operations of all documents, in the documents' order.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalogue(Vec<Operation>);

impl Catalogue {
    /// Adds the operations of a bundled document.
    pub(super) fn add(&mut self, name: &str, document: &Node) {
        let typed = Document::read(document);
        for operation in typed.operations.iter().filter(|operation| operation.has_id) {
            let tag = typed.navigation_tag(operation).unwrap_or("default").to_owned();
            let mut rulings = BTreeSet::new();
            let mut location = document.location.clone();
            if let Some(node) = document.pointer(&operation.pointer()) {
                location = node.location.clone();
                collect_rulings(document, node, &mut BTreeSet::new(), &mut rulings);
            }
            self.0.push(Operation {
                document: name.to_owned(),
                id: operation.id.clone(),
                method: operation.method.clone(),
                path: operation.path.clone(),
                summary: operation.summary.clone().unwrap_or_default(),
                description: operation.description.clone().unwrap_or_default(),
                href: format!("reference/{name}.html#{}", anchor(&tag, &operation.id)),
                tag,
                location,
                rulings,
            });
        }
    }

    pub(super) fn of<'catalogue>(
        &'catalogue self,
        document: &'catalogue str,
    ) -> impl Iterator<Item = &'catalogue Operation> {
        self.0.iter().filter(move |operation| operation.document == document)
    }

    pub(super) fn all(&self) -> &[Operation] {
        &self.0
    }

    /// What `operation:` in a link names: `users_list`, or `docutools/users_list` where both documents have one.
    ///
    /// # Errors
    /// There is none, or more than one; the text says how to mend it.
    pub(super) fn find(&self, name: &str) -> Result<&Operation, String> {
        let (document, id) = match name.split_once('/') {
            Some((document, id)) => (Some(document), id),
            None => (None, name),
        };
        let mut fitting = self
            .0
            .iter()
            .filter(|operation| operation.id == id && document.is_none_or(|document| operation.document == document));
        match (fitting.next(), fitting.next()) {
            (Some(operation), None) => Ok(operation),
            (Some(first), Some(second)) => {
                Err(format!("write `operation:{}/{id}` or `operation:{}/{id}`", first.document, second.document))
            }
            _ => Err("`cargo xtask routes` lists the operations".to_owned()),
        }
    }
}

/// The fragment under which the reference shows an operation.
pub(super) fn anchor(tag: &str, id: &str) -> String {
    format!("tag/{tag}/{id}")
}

/// Every `x-ruling` at a node, below it, and in what it refers to.
fn collect_rulings(document: &Node, node: &Node, seen: &mut BTreeSet<String>, rulings: &mut BTreeSet<String>) {
    if let Some(reference) = node.reference() {
        if seen.insert(reference.to_owned()) {
            let target = roster_document::resolve(document, node);
            if target.reference().is_none() {
                collect_rulings(document, target, seen, rulings);
            }
        }
        return;
    }
    rulings.extend(ids(node));
    for member in node.as_object().into_iter().flat_map(|object| object.values()) {
        collect_rulings(document, &member.node, seen, rulings);
    }
    for item in node.as_array().unwrap_or_default() {
        collect_rulings(document, item, seen, rulings);
    }
}

/// The ids under `x-ruling` of this very node.
pub(super) fn ids(node: &Node) -> Vec<String> {
    let list = node.get("x-ruling").and_then(Node::as_array).unwrap_or_default();
    list.iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
