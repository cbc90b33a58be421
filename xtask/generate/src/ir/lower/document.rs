//! The root of a document: what is said once, and the operations in the order of the paths.

use std::collections::HashMap;

use indexmap::{IndexMap, IndexSet};

use crate::ir::{
    Api, Group, Options,
    lower::{Context, PartialRejections, RootDefaults, fields::Fields, operations, paths, security},
    names::{self, Namer},
};
use roster_document::{Diagnostic, Diagnostics, Node};

pub(super) fn read(context: &mut Context<'_>, options: &Options) -> Api {
    let document = context.document;
    let diagnostics = &mut context.diagnostics;
    let fields = Fields::new(document, "an OpenAPI document", diagnostics);
    let openapi = fields.required_text("openapi", diagnostics);
    if !openapi.is_empty() && !openapi.starts_with("3.0.") {
        diagnostics.push(Diagnostic::error(
            "unsupported-version",
            &document.get("openapi").unwrap_or(document).location,
            format!("the document is OpenAPI {openapi}"),
            "write it in OpenAPI 3.0",
        ));
    }
    let info = fields.take("info").unwrap_or(document);
    let info_fields = Fields::new(info, "`info`", diagnostics);
    let title = info_fields.required_text("title", diagnostics);
    let version = info_fields.required_text("version", diagnostics);
    let description = info_fields.text("description", diagnostics);
    let tags = fields.take("tags");
    let security_schemes = security::schemes(document, diagnostics);
    context.defaults = RootDefaults {
        security: fields.take("security").map(|node| security::alternatives(node, &security_schemes, diagnostics)),
        rejections: rejections(&fields, diagnostics),
        body_limit: fields.count("x-body-limit", diagnostics),
    };
    let lenient_json = fields.flag("x-lenient-json", diagnostics);
    fields.take("components");
    components(document, diagnostics);
    let paths = fields.take("paths");
    if paths.is_none() {
        diagnostics.push(Diagnostic::error(
            "missing-key",
            &document.location,
            "an OpenAPI document has no `paths`",
            "add `paths`, even if it is empty",
        ));
    }
    let operations = operations::read(context, paths, &security_schemes);
    paths::check(&operations, &mut context.diagnostics);
    Api {
        name: options.name.clone(),
        title,
        version,
        description,
        security_schemes,
        schemas: Vec::new(),
        patterns: IndexSet::new(),
        components: IndexMap::new(),
        types: Vec::new(),
        groups: groups(&operations, tags),
        operations,
        lenient_json,
        warnings: Diagnostics::default(),
    }
}

/// `x-rejections` of the root or an operation.
pub(super) fn rejections(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> PartialRejections {
    let mut rejections = PartialRejections::default();
    for (key, member) in fields.object("x-rejections", diagnostics).into_iter().flatten() {
        let slot = match key.as_str() {
            "parameter" => &mut rejections.parameter,
            "path-parameter" => &mut rejections.path_parameter,
            "body" => &mut rejections.body,
            "credential" => &mut rejections.credential,
            "authority" => &mut rejections.authority,
            _ => {
                diagnostics.push(Diagnostic::error(
                    "unknown-rejection",
                    &member.key,
                    format!("`{key}` is not a rejection"),
                    "use parameter, path-parameter, body, credential or authority",
                ));
                continue;
            }
        };
        match member.node.as_u64() {
            Some(status @ 400..=599) => *slot = Some(status as u16),
            _ => diagnostics.push(Diagnostic::error(
                "invalid-status",
                &member.node.location,
                format!("the status for `{key}` is not one from 400 to 599"),
                "write the status as a number",
            )),
        }
    }
    rejections
}

/// Reports the sections of `components` that are no objects; what they hold is read where it is referred to.
fn components(document: &Node, diagnostics: &mut Diagnostics) {
    let Some(components) = document.get("components") else { return };
    let fields = Fields::new(components, "`components`", diagnostics);
    for kind in [
        "schemas",
        "responses",
        "parameters",
        "examples",
        "requestBodies",
        "headers",
        "securitySchemes",
        "links",
        "callbacks",
    ] {
        fields.object(kind, diagnostics);
    }
}

/// Operations by their first tag, in the order in which tags first appear.
fn groups(operations: &[crate::ir::Operation], tags: Option<&Node>) -> Vec<Group> {
    let descriptions: HashMap<&str, &str> = tags
        .and_then(Node::as_array)
        .into_iter()
        .flatten()
        .filter_map(|tag| Some((tag.get("name")?.as_str()?, tag.get("description")?.as_str()?)))
        .collect();
    let mut by_tag: IndexMap<&str, Vec<usize>> = IndexMap::new();
    for (index, operation) in operations.iter().enumerate() {
        by_tag.entry(operation.tags.first().map_or("default", String::as_str)).or_default().push(index);
    }
    // The other modules of a document, and the names of files that hold them.
    let mut modules = Namer::reserving(&[
        "conformance",
        "lib",
        "main",
        "mod",
        "operations",
        "patterns",
        "schemas",
        "security",
        "shared",
        "types",
    ]);
    let mut traits = Namer::default();
    by_tag
        .into_iter()
        .map(|(tag, operations)| Group {
            tag: tag.to_owned(),
            description: descriptions.get(tag).map(|text| (*text).to_owned()),
            module: modules.unique_snake(&names::module_name(tag)),
            trait_name: traits.unique(&format!("{}Api", names::type_name(tag))),
            operations,
        })
        .collect()
}
