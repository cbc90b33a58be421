//! The second pass: Rust types for schemas, and names for everything that generated code names.
//!
//! Order decides who gets a name that several want: components whose own name is a Rust name, other components,
//! operations, then inline schemas in the order of the document.

mod definitions;
mod labels;
mod operations;
mod recursion;
mod unions;
mod usage;
mod values;
mod view;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::ir::{
    Api, Directions, Schema, SchemaId, SchemaRef, Type, TypeDefinition, TypeId, TypeKind, graph,
    names::{self, Namer},
};
use roster_document::{Diagnostic, Diagnostics, Location};

use usage::Use;
use view::View;

/// What generated code writes without a path, and its own items.
const RESERVED: &[&str] =
    &["Api", "Box", "Err", "Into", "None", "Ok", "Option", "Result", "Self", "Some", "String", "Vec"];

/// Decides the types and names of `api`; `constants` are the names of schema tables that are taken.
pub(super) fn decide(api: &mut Api, constants: Namer, diagnostics: &mut Diagnostics) {
    if !compositions_end(api, diagnostics) {
        return;
    }
    let uses = usage::of(api);
    usage::report_binary_json(api, &uses, diagnostics);
    values::check(api, diagnostics);
    values::check_integers(api, diagnostics);
    let mut decider = Decider {
        api,
        diagnostics,
        names: Namer::default(),
        constants,
        uses,
        views: HashMap::new(),
        inline: HashMap::new(),
        defined: HashSet::new(),
        deciding: HashSet::new(),
        unfolded: 0,
    };
    decider.declare_components();
    decider.name_operations();
    for index in 0..decider.api.components.len() {
        decider.define_component(index);
    }
    decider.decide_operations();
    if !decider.diagnostics.has_errors() {
        recursion::resolve(&mut decider.api.types);
    }
}

/// How many schemas may consist of each other by `allOf`, `oneOf` and `anyOf`, one inside another.
const MAX_COMPOSITION: usize = 128;

/// Reports compositions that are too deep to be followed.
fn compositions_end(api: &Api, diagnostics: &mut Diagnostics) -> bool {
    let parts = |schema: &Schema| {
        schema.all_of.iter().chain(&schema.one_of).chain(&schema.any_of).map(|part| api.schema_id(*part).0).collect()
    };
    let parts: Vec<Vec<usize>> = api.schemas.iter().map(parts).collect();
    let depths = graph::depths(&parts);
    // What is deeper leads to these.
    for (schema, _) in api.schemas.iter().zip(&depths).filter(|(_, depth)| **depth == MAX_COMPOSITION + 1) {
        diagnostics.push(Diagnostic::error(
            "unsupported-composition",
            &schema.location,
            format!("more than {MAX_COMPOSITION} schemas consist of each other, one inside another"),
            "write the inner ones as one schema",
        ));
    }
    depths.iter().all(|depth| *depth <= MAX_COMPOSITION)
}

struct Decider<'a> {
    api: &'a mut Api,
    diagnostics: &'a mut Diagnostics,
    /// Types of the document.
    names: Namer,
    /// Constants of schema tables.
    constants: Namer,
    /// By schema.
    uses: Vec<Use>,
    views: HashMap<SchemaId, Rc<View>>,
    /// Types of inline schemas.
    inline: HashMap<SchemaId, Type>,
    /// Components whose type is decided.
    defined: HashSet<usize>,
    /// Inline schemas whose type is being decided, to notice those that contain themselves.
    deciding: HashSet<SchemaId>,
    /// Types of what no schema says alone.
    unfolded: usize,
}

impl Decider<'_> {
    /// Every component is a type; which one is decided when all have names.
    fn declare_components(&mut self) {
        let mut wanted: Vec<String> = self.api.components.keys().map(|name| names::type_name(name)).collect();
        for name in &mut wanted {
            if RESERVED.contains(&name.as_str()) {
                name.push('_');
            }
        }
        let mut given: Vec<Option<String>> = vec![None; wanted.len()];
        for exact in [true, false] {
            for (index, name) in wanted.iter().enumerate() {
                let is_exact = self.api.components[index].name == *name;
                if is_exact == exact {
                    given[index] = Some(self.names.unique(name));
                }
            }
        }
        for (index, name) in given.into_iter().enumerate() {
            let component = &mut self.api.components[index];
            component.rust = Some(Type::Named(TypeId(index)));
            let schema = &self.api.schemas[component.schema.0];
            self.api.types.push(TypeDefinition {
                name: name.expect("each component is exact or not"),
                documentation: documentation(schema.title.as_deref(), schema.description.as_deref()),
                deprecated: schema.deprecated,
                schema: Some(SchemaRef::Component(index)),
                nullable: false,
                kind: TypeKind::Alias(Type::Any),
                directions: Directions::from(self.uses[component.schema.0]),
            });
        }
    }

    /// A type name that is free.
    fn unique_type(&mut self, wanted: &str) -> String {
        // Made of a name with an underscore, it would not be in camel case: `Api_Kind`.
        let wanted = wanted.replace('_', "");
        let wanted = if RESERVED.contains(&wanted.as_str()) { format!("{wanted}_") } else { wanted };
        self.names.unique(&wanted)
    }

    /// Says that no value satisfies a schema, which is a type all the same.
    fn nothing(&mut self, location: &Location, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::invalid("conflicting-all-of", location, message, help));
    }

    fn error(&mut self, rule: &'static str, location: &Location, message: impl Into<String>, help: &str) {
        self.diagnostics.push(Diagnostic::error(rule, location, message, help));
    }
}

impl From<Use> for Directions {
    fn from(value: Use) -> Self {
        Self { request: value.request, response: value.response }
    }
}

/// Title and description as one text.
fn documentation(title: Option<&str>, description: Option<&str>) -> Option<String> {
    match (title, description) {
        (Some(title), Some(description)) => Some(format!("{title}\n\n{description}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
