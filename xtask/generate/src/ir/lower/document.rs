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
    let fields = Fields::new(document);
    let openapi = fields.required_text("openapi");
    if !openapi.is_empty() && !openapi.starts_with("3.0.") {
        diagnostics.push(Diagnostic::error(
            "unsupported-version",
            &document.get("openapi").unwrap_or(document).location,
            format!("the document is OpenAPI {openapi}"),
            "write it in OpenAPI 3.0",
        ));
    }
    let info = fields.take("info").unwrap_or(document);
    let info_fields = Fields::new(info);
    let title = info_fields.required_text("title");
    let version = info_fields.required_text("version");
    let description = info_fields.text("description");
    let tags = fields.take("tags");
    let security_schemes = security::schemes(document, diagnostics);
    context.defaults = RootDefaults {
        security: fields.take("security").map(security::alternatives),
        rejections: rejections(&fields),
        body_limit: fields.count("x-body-limit"),
    };
    let lenient_json = fields.flag("x-lenient-json");
    let paths = fields.take("paths");
    let operations = operations::read(context, paths);
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
pub(super) fn rejections(fields: &Fields<'_>) -> PartialRejections {
    let statuses = fields.object("x-rejections");
    let status = |key: &str| u16::try_from(statuses?.get(key)?.node.as_u64()?).ok();
    PartialRejections {
        parameter: status("parameter"),
        path_parameter: status("path-parameter"),
        body: status("body"),
        credential: status("credential"),
        authority: status("authority"),
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
