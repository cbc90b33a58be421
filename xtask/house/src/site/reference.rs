//! The documents: as the reference shows them, and as files to take away.

use anyhow::Result;

use super::{
    calls::Calls,
    catalogue, insert,
    sources::{Document, Sources},
};
use roster_document::{METHODS, Member, Node, Object, Tag, Value};
use roster_openapi::{collection, output::Files};

/// Every path of [`downloads`].
pub(super) const DOWNLOADS: [&str; 8] = [
    "documents/docutools.json",
    "documents/docutools.openapi31.json",
    "documents/docutools.postman_collection.json",
    "documents/docutools.yaml",
    "documents/twona.json",
    "documents/twona.openapi31.json",
    "documents/twona.postman_collection.json",
    "documents/twona.yaml",
];

/// The documents, 3.0.3 as YAML and JSON, 3.1 as JSON, and their requests for Postman.
///
/// # Errors
/// A document cannot be written as text.
pub(super) fn downloads(sources: &Sources) -> Result<Files> {
    let mut files = Files::new();
    for Document { name, node, .. } in &sources.documents {
        insert(&mut files, &format!("documents/{name}.yaml"), roster_document::yaml(node)?);
        insert(&mut files, &format!("documents/{name}.json"), roster_document::json(node)?);
        insert(
            &mut files,
            &format!("documents/{name}.openapi31.json"),
            roster_document::json(&roster_document::upgrade_node(node))?,
        );
        let requests = collection::postman(&collection::read(&roster_document::Document::of(node), name));
        insert(&mut files, &format!("documents/{name}.postman_collection.json"), requests);
    }
    Ok(files)
}

/// The document as a script, so that the page can read it from a folder too.
///
/// Operations get what is not kept in the document: how they are called in each language, and in their descriptions what
/// the viewer does not show, who may call them and which rulings they carry out.
///
/// # Errors
/// The document cannot be written as text.
pub(super) fn script(document: &Document, calls: &Calls) -> Result<String> {
    let mut node = roster_document::upgrade_node(&document.node);
    if let Some(paths) = member(&mut node, "paths")
        && let Value::Object(paths) = &mut paths.value
    {
        for path in paths.values_mut() {
            for method in METHODS {
                if let Some(operation) = member(&mut path.node, method) {
                    annotate(operation);
                    show_calls(operation, &document.name, calls);
                }
            }
            if let Some(Value::Object(others)) =
                member(&mut path.node, "additionalOperations").map(|node| &mut node.value)
            {
                for Member { node: operation, .. } in others.values_mut() {
                    annotate(operation);
                    show_calls(operation, &document.name, calls);
                }
            }
        }
    }
    if let Some(Value::String(text)) =
        member(&mut node, "info").and_then(|info| member(info, "description")).map(|description| &mut description.value)
    {
        text.push_str(
            "\n\nSamples in programming languages are parts of programs that tests run; \
             [Clients](../clients.html) tells how such a program begins.",
        );
    }
    let typed = roster_document::Document::read(&document.node);
    let groups = groups(&typed.tags);
    if let (Value::Object(root), false) = (&mut node.value, groups.is_empty()) {
        let place = &document.node.location;
        let text = |text: &str| Node::new(Value::String(text.to_owned()), place.clone());
        let list = |items: Vec<Node>| Node::new(Value::Array(items), place.clone());
        let member = |name: &str, node| (name.to_owned(), Member { key: place.clone(), node });
        let group = |(name, tags): &(&str, Vec<&str>)| {
            let tags = list(tags.iter().map(|tag| text(tag)).collect());
            let members = Object::from([member("name", text(name)), member("tags", tags)]);
            Node::new(Value::Object(members), place.clone())
        };
        root.extend([member("x-tagGroups", list(groups.iter().map(group).collect()))]);
    }
    Ok(format!("window.rosterDocument = {};\n", roster_document::json(&node)?.trim_end()))
}

/// The tags without a parent, each with itself and all that are below it: the viewer's navigation has two levels. None
/// where no tag has a parent.
fn groups(tags: &[Tag]) -> Vec<(&str, Vec<&str>)> {
    let navigation: Vec<&Tag> = tags.iter().filter(|tag| tag.is_navigation()).collect();
    let (roots, below): (Vec<&Tag>, Vec<&Tag>) =
        navigation.iter().copied().partition(|tag| parent(tag, &navigation).is_none());
    if below.is_empty() {
        return Vec::new();
    }
    let is_below = |tag: &Tag, root: &Tag| {
        let mut line = std::iter::successors(Some(tag), |tag| parent(tag, &navigation));
        line.any(|ancestor| ancestor.name == root.name)
    };
    let members = |root: &Tag| navigation.iter().filter(|tag| is_below(tag, root)).map(|tag| &*tag.name).collect();
    roots.iter().map(|root| (&*root.name, members(root))).collect()
}

/// Lines of parents end.
fn parent<'tags>(tag: &Tag, all: &[&'tags Tag]) -> Option<&'tags Tag> {
    all.iter().copied().find(|other| Some(&other.name) == tag.parent.as_ref())
}

fn annotate(operation: &mut Node) {
    let authorities: Vec<String> = operation
        .get("x-authorities")
        .and_then(Node::as_array)
        .unwrap_or_default()
        .iter()
        .filter_map(|name| Some(format!("`{}`", name.as_str()?)))
        .collect();
    let rulings: Vec<String> =
        catalogue::ids(operation).iter().map(|id| format!("[{id}](../rulings.html#{id})")).collect();
    let mut more = String::new();
    if !authorities.is_empty() {
        more.push_str(&format!("\n\nAuthority: {}.", authorities.join(" or ")));
    }
    if !rulings.is_empty() {
        more.push_str(&format!("\n\nRulings: {}.", rulings.join(", ")));
    }
    if let Some(description) = member(operation, "description")
        && let Value::String(text) = &mut description.value
    {
        text.push_str(&more);
    }
}

/// `x-codeSamples`, which the viewer shows beside what it makes itself.
fn show_calls(operation: &mut Node, document: &str, calls: &Calls) {
    let Some(id) = operation.get("operationId").and_then(Node::as_str) else { return };
    let place = operation.location.clone();
    let samples = calls.of(document, id).iter().map(|(language, text)| {
        let members = [("lang", language.id), ("label", language.name), ("source", text.trim_end())];
        let members = members.map(|(name, text)| {
            let node = Node::new(Value::String(text.to_owned()), place.clone());
            (name.to_owned(), Member { key: place.clone(), node })
        });
        Node::new(Value::Object(Object::from(members)), place.clone())
    });
    let samples = Node::new(Value::Array(samples.collect()), place.clone());
    if let Value::Object(members) = &mut operation.value {
        members.extend([("x-codeSamples".to_owned(), Member { key: place, node: samples })]);
    }
}

fn member<'node>(node: &'node mut Node, key: &str) -> Option<&'node mut Node> {
    match &mut node.value {
        Value::Object(object) => object.get_mut(key).map(|member| &mut member.node),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str, parent: Option<&str>, kind: Option<&str>) -> Tag {
        let (parent, kind) = (parent.map(str::to_owned), kind.map(str::to_owned));
        Tag { name: name.to_owned(), summary: None, description: None, parent, kind }
    }

    #[test]
    fn tags_are_grouped_by_the_outermost_of_their_parents() {
        let flat = [tag("a", None, None), tag("b", Some("c"), None), tag("c", None, Some("badge"))];
        assert!(groups(&flat).is_empty());
        let nested = [
            tag("a", Some("b"), None),
            tag("b", Some("c"), Some("nav")),
            tag("c", None, None),
            tag("d", None, None),
            tag("mark", Some("d"), Some("badge")),
        ];
        assert_eq!(groups(&nested), [("c", vec!["a", "b", "c"]), ("d", vec!["d"])]);
    }
}
