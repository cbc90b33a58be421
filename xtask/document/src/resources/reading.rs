//! The names in a file, noted on a walk through it: a document of OpenAPI is walked through as the grammar has it,
//! anything else is searched for what says that it is a schema.

use std::path::Path;

use super::{Anchor, Resources, RootSchema, is_inside};
use crate::{
    KEYWORDS, Keyword, Kind, Location, Node, Shape, Target, Value,
    diagnostic::{Diagnostic, Diagnostics},
    escape,
    scope::Bindings,
    uri::join,
    visit_part,
};

/// A reference of `$dynamicRef`, by its pointer in the file.
pub(super) struct DynamicReference {
    pub(super) pointer: String,
    pub(super) name: Option<String>,
    pub(super) schema: usize,
    pub(super) place: Location,
}

/// A walk through a file.
pub(super) struct Reading<'resources> {
    pub(super) resources: &'resources mut Resources,
    pub(super) file: &'resources Path,
    pub(super) found: &'resources mut Diagnostics,
    /// The schemas that begin a resource or bind, by pointer, from the outermost to the one that is walked through.
    pub(super) open: Vec<(String, usize)>,
    pub(super) dynamic: Vec<DynamicReference>,
}

impl Reading<'_> {
    /// Walks through what may be anything, and lets schemas tell themselves.
    pub(super) fn search(&mut self, node: &Node, pointer: &str) {
        if is_schema(node) {
            visit_part(node, &Shape::Reference(Kind::Schema), &mut |kind, node, inner| {
                self.object(kind, node, &format!("{pointer}{inner}"));
            });
            return;
        }
        match &node.value {
            Value::Object(object) => {
                for (name, member) in object {
                    if !DATA.contains(&name.as_str()) && !name.starts_with("x-") {
                        self.search(&member.node, &format!("{pointer}/{}", escape(name)));
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.search(item, &format!("{pointer}/{index}"));
                }
            }
            _ => {}
        }
    }

    pub(super) fn object(&mut self, kind: Kind, node: &Node, pointer: &str) {
        let is_around = |(root, _): &(String, usize)| is_inside(root, pointer);
        while self.open.last().is_some_and(|open| !is_around(open)) {
            self.open.pop();
        }
        if kind == Kind::Schema && node.as_object().is_some() {
            self.schema(node, pointer);
        }
        let Some((_, around)) = self.open.last() else { return };
        let mapping = node.get("mapping").and_then(Node::as_object).into_iter().flat_map(|mapping| mapping.values());
        let texts = ["$ref", "$dynamicRef", "defaultMapping"].into_iter().filter_map(|key| node.get(key));
        for text in texts.chain(mapping.map(|member| &member.node)) {
            self.resources.around.insert(text.location.clone(), *around);
        }
    }

    fn schema(&mut self, node: &Node, pointer: &str) {
        let target = Target::new(self.file.to_owned(), pointer.to_owned());
        let around = self.open.last().map(|(_, schema)| self.resources.schemas[*schema].resource);
        let file = self.resources.by_root[&Target::new(self.file.to_owned(), String::new())];
        let id = node.get("$id").and_then(|id| Some((self.id(id)?, &id.location)));
        let resource = match id.filter(|(id, _)| !id.is_empty()) {
            Some((id, place)) => {
                let uri = join(&self.resources.all[around.unwrap_or(file)].uri, id);
                Some(self.resources.add(uri, target.clone(), place.clone(), self.found))
            }
            None if around.is_none() => Some(file),
            None => None,
        };
        if let Some(resource) = resource {
            let schema = self.resources.schemas.len();
            self.resources.schemas.push(RootSchema { root: target.clone(), resource, bindings: Bindings::default() });
            self.resources.starting.insert(node.location.clone(), schema);
            self.open.push((pointer.to_owned(), schema));
        }
        let Some((_, schema)) = self.open.last() else { return };
        let schema = *schema;
        for keyword in ["$anchor", "$dynamicAnchor"] {
            let Some(anchor) = node.get(keyword) else { continue };
            let Some(name) = anchor.as_str().map(|name| self.name(keyword, name, &anchor.location)) else { continue };
            self.anchor(name, Anchor { target: target.clone(), schema, place: anchor.location.clone() });
            if keyword == "$dynamicAnchor" {
                self.resources.dynamic_anchors.insert(target.clone(), name.to_owned());
                let bindings = &mut self.resources.schemas[schema].bindings;
                *bindings = bindings.with(name, &target);
            }
        }
        if let Some(reference) = node.get("$dynamicRef")
            && let Some(text) = reference.as_str()
        {
            let name = text.strip_prefix('#').filter(|name| !name.is_empty() && !name.starts_with('/'));
            self.dynamic.push(DynamicReference {
                pointer: pointer.to_owned(),
                name: name.map(str::to_owned),
                schema,
                place: reference.location.clone(),
            });
        }
    }

    /// The URI of an `$id`.
    fn id<'id>(&mut self, id: &'id Node) -> Option<&'id str> {
        let text = id.as_str()?;
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        if !fragment.is_empty() {
            self.found.push(Diagnostic::invalid(
                "schema-name",
                &id.location,
                format!("the `$id` `{text}` has a fragment, which is ignored"),
                "write the name after the `#` as `$anchor`",
            ));
        }
        Some(uri)
    }

    /// The name that an anchor gives, without the `#` of the references to it.
    fn name<'name>(&mut self, keyword: &str, text: &'name str, place: &Location) -> &'name str {
        let Some(name) = text.strip_prefix('#') else { return text };
        self.found.push(Diagnostic::invalid(
            "schema-name",
            place,
            format!("the `{keyword}` `{text}` is read as `{name}`: only references to it have the `#`"),
            format!("write `{keyword}: {name}`"),
        ));
        name
    }

    fn anchor(&mut self, name: &str, anchor: Anchor) {
        let anchors = self.resources.anchors_around(anchor.schema).entry(name.to_owned()).or_default();
        if let Some(first) = anchors.first() {
            self.found.push(Diagnostic::invalid(
                "duplicate-identifier",
                &anchor.place,
                format!(
                    "the anchor `{name}` stands at {} as well; a reference leads to the one of its own schema, or else \
                     to that",
                    first.place
                ),
                "rename one of the two, or give the schemas an `$id` each",
            ));
        }
        anchors.push(anchor);
    }
}

/// Keys of what is no schema, whatever it looks like.
const DATA: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// Whether something that may be anything says that it is a schema.
fn is_schema(node: &Node) -> bool {
    let names = ["$id", "$schema", "$anchor", "$dynamicAnchor", "$dynamicRef"];
    let holds = |keyword: &Keyword| {
        let value = keyword.relation.and_then(|_| node.get(keyword.field.name)).map(|node| &node.value);
        matches!(value, Some(Value::Object(_) | Value::Array(_)))
    };
    names.iter().any(|name| node.get(name).is_some_and(|name| name.as_str().is_some())) || KEYWORDS.iter().any(holds)
}
