//! From a document to the IR: Rust types for schemas, and names for everything that generated code names.
//!
//! Every construct that is not supported is reported, with its place; reading goes on, so that all are. Order decides who
//! gets a name that several want: components whose own name is a Rust name, other components, operations, then inline
//! schemas in the order of the document.

mod bodies;
mod definitions;
mod groups;
mod integers;
mod items;
mod labels;
mod links;
mod operations;
mod pages;
mod parameters;
mod paths;
mod patterns;
mod recursion;
mod rust;
mod security;
#[cfg(test)]
mod tests;
mod unions;
mod usage;
mod view;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

use crate::ir::{
    Api, Component, Directions, Options, Type, TypeDefinition, TypeId, TypeKind, graph,
    names::{self, Namer},
};
use roster_document::{Diagnostic, Diagnostics, Document, Location, Schema, SchemaId, SchemaRef};

use usage::Use;
use view::View;

/// What generated code writes without a path, and its own items.
const RESERVED: &[&str] =
    &["Api", "Box", "Err", "Into", "None", "Ok", "Option", "Result", "Self", "Some", "String", "Vec"];

/// The IR of a document.
///
/// # Errors
/// Every construct that is not supported, with what is merely odd.
pub fn lower(document: Document, options: &Options) -> Result<Api, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let patterns = patterns::of(&document, &mut diagnostics);
    let security_schemes = security::schemes(&document);
    paths::check(&document, &mut diagnostics);
    parameters::check(&document, &mut diagnostics);
    rust::check(&document, &mut diagnostics);
    // Types are decided for documents that make sense so far: what is wrong with others is said already.
    if diagnostics.has_errors() || !compositions_end(&document, &mut diagnostics) {
        return Err(diagnostics);
    }
    let uses = usage::of(&document);
    usage::report_binary_json(&document, &uses, &mut diagnostics);
    integers::check(&document, &mut diagnostics);
    let mut lowering = Lowering {
        document: &document,
        diagnostics,
        names: Namer::default(),
        constant_names: Namer::default(),
        constants: BTreeMap::new(),
        types: Vec::new(),
        uses,
        views: HashMap::new(),
        inline: HashMap::new(),
        defined: HashSet::new(),
        deciding: HashSet::new(),
        unfolded: 0,
        used_names: HashSet::new(),
        item_enums: HashMap::new(),
    };
    lowering.names = lowering.reserve(rust::type_names(&document));
    let components = lowering.declare_components();
    let stems = lowering.operation_stems();
    let groups = lowering.groups();
    for index in 0..components.len() {
        lowering.define_component(index);
    }
    let mut operations = lowering.operations(&stems);
    lowering.report_unused();
    let Lowering { types, constants, mut diagnostics, .. } = lowering;
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let mut types: Vec<TypeDefinition> = types.into_iter().map(Declared::into_definition).collect();
    recursion::resolve(&mut types);
    pages::decide(&document, &types, &mut operations, &mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(Api {
        name: options.name.clone(),
        security_schemes,
        patterns,
        with_write_only: usage::with_write_only(&document),
        components,
        constants,
        types,
        operations,
        groups,
        warnings: diagnostics,
        document,
    })
}

/// How many schemas may consist of each other by `allOf`, `oneOf` and `anyOf`, one inside another.
const MAX_COMPOSITION: usize = 128;

/// Reports compositions that are too deep to be followed.
fn compositions_end(document: &Document, diagnostics: &mut Diagnostics) -> bool {
    let schemas = document.schemas.all();
    let parts = |schema: &Schema| schema.composition().map(|part| document.schemas.id(part).0).collect();
    let parts: Vec<Vec<usize>> = schemas.iter().map(parts).collect();
    let depths = graph::depths(&parts);
    // What is deeper leads to these.
    for (schema, _) in schemas.iter().zip(&depths).filter(|(_, depth)| **depth == MAX_COMPOSITION + 1) {
        diagnostics.push(Diagnostic::error(
            "unsupported-composition",
            &schema.location,
            format!("more than {MAX_COMPOSITION} schemas consist of each other, one inside another"),
            "write the inner ones as one schema",
        ));
    }
    depths.iter().all(|depth| *depth <= MAX_COMPOSITION)
}

struct Lowering<'d> {
    document: &'d Document,
    diagnostics: Diagnostics,
    /// Of the types of the document.
    names: Namer,
    /// Of the tables of schemas.
    constant_names: Namer,
    constants: BTreeMap<SchemaId, String>,
    /// By [`TypeId`]; that of a component is its index.
    types: Vec<Declared>,
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
    /// The places of names that a document gives, and that something has.
    used_names: HashSet<Location>,
    /// The enums of items that differ, by the places of their media types.
    item_enums: HashMap<Location, String>,
}

/// A type that has its name, and gets its definition when all have names.
struct Declared {
    name: String,
    schema: Option<SchemaRef>,
    directions: Directions,
    /// What it is, and whether its schema allows null.
    defined: Option<(TypeKind, bool)>,
    documentation: Option<String>,
    deprecated: bool,
    derives: Vec<String>,
}

impl Declared {
    fn into_definition(self) -> TypeDefinition {
        let (kind, nullable) = self.defined.expect("every declared type is defined");
        TypeDefinition {
            name: self.name,
            documentation: self.documentation,
            deprecated: self.deprecated,
            schema: self.schema,
            nullable,
            kind,
            directions: self.directions,
            derives: self.derives,
        }
    }

    fn kind(&self) -> Option<&TypeKind> {
        self.defined.as_ref().map(|(kind, _)| kind)
    }
}

impl<'d> Lowering<'d> {
    fn schema(&self, reference: SchemaRef) -> &'d Schema {
        self.document.schemas.get(reference)
    }

    fn uses_of(&self, reference: SchemaRef) -> Use {
        self.uses[self.document.schemas.id(reference).0]
    }

    /// Every component is a type; which one is decided when all have names.
    fn declare_components(&mut self) -> Vec<Component> {
        let schemas = &self.document.schemas;
        let mut wanted: Vec<String> = schemas.components().keys().map(|name| names::type_name(name)).collect();
        for name in &mut wanted {
            if RESERVED.contains(&name.as_str()) {
                name.push('_');
            }
        }
        let mut given: Vec<Option<String>> = vec![None; wanted.len()];
        for exact in [true, false] {
            for (index, (name, component)) in wanted.iter().zip(schemas.components().keys()).enumerate() {
                if (component == name) == exact {
                    let stated = self.given_name(SchemaRef::Component(index));
                    given[index] = stated.or_else(|| Some(self.names.unique(name)));
                }
            }
        }
        let mut components = Vec::new();
        for (index, ((component, id), name)) in schemas.components().iter().zip(given).enumerate() {
            let schema = &schemas.all()[id.0];
            self.types.push(Declared {
                name: name.expect("each component is exact or not"),
                schema: Some(SchemaRef::Component(index)),
                directions: self.uses[id.0].into(),
                defined: None,
                documentation: documentation(schema),
                deprecated: schema.flag("deprecated"),
                derives: derives(schema),
            });
            components.push(Component {
                name: component.clone(),
                constant: self.constant_names.unique_snake(&names::constant_name(component)),
                rust: Type::Named(TypeId(index)),
            });
        }
        for (pointer, id) in schemas.pointed() {
            let words = pointer.replace("#/components/schemas/", "").replace("/properties/", " ").replace('/', " ");
            let constant = self.constant_names.unique_snake(&names::constant_name(&words));
            self.constants.insert(*id, constant);
        }
        components
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

fn derives(schema: &Schema) -> Vec<String> {
    schema.rust.iter().flat_map(|rust| &rust.derive).map(|derive| derive.text.clone()).collect()
}

/// Title and description of a schema as one text.
fn documentation(schema: &Schema) -> Option<String> {
    match (schema.title(), schema.description()) {
        (Some(title), Some(description)) => Some(format!("{title}\n\n{description}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
