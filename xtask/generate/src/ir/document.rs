//! The intermediate representation: one document, understood, with every name decided.
//!
//! Emitters read nothing else. What the document says stands in [`Api::document`], once; what Rust code makes of it stands
//! here, beside it: each operation, parameter, response and header has its documented object in it. Rust types stand in an
//! arena ([`Api::types`]), as schemas do, and everything refers to them by index, so that recursion costs nothing.

use std::collections::{BTreeMap, HashSet};

use indexmap::IndexMap;

use crate::ir::{Component, Items, Operation, PatternEngine, Principal, TypeDefinition};
use roster_document::{Diagnostics, Document, ParameterLocation, SchemaId, SchemaRef};

/// A document, ready for emitters.
#[derive(Clone, Debug)]
pub struct Api {
    /// Short name, a Rust module's name too: `twona`.
    pub name: String,
    pub document: Document,
    pub security_schemes: Vec<SecurityScheme>,
    /// The patterns of all schemas, each once, as documented (ECMA-262) and as it is run.
    pub patterns: IndexMap<String, PatternEngine>,
    /// `components.schemas`, in the document's order.
    pub components: Vec<Component>,
    /// The constants of schemas in place that have a table of their own; others are written where they are used.
    pub constants: BTreeMap<SchemaId, String>,
    /// The schemas whose instances can hold what only clients write, at any depth.
    pub with_write_only: HashSet<SchemaId>,
    /// Rust types to declare: of components first, then hoisted inline ones, in order of their names' decision.
    pub types: Vec<TypeDefinition>,
    /// In the document's order.
    pub operations: Vec<Operation>,
    /// Operations by their first tag: one trait, one module each.
    pub groups: Vec<Group>,
    /// What is odd in the document and does not stand in the way.
    pub warnings: Diagnostics,
}

impl Api {
    /// The component that `reference` names, if it names one.
    pub fn component(&self, reference: SchemaRef) -> Option<&Component> {
        match reference {
            SchemaRef::Inline(_) => None,
            SchemaRef::Component(index) => Some(&self.components[index]),
        }
    }

    /// The constant that holds a schema's table, where it has one of its own.
    pub fn constant(&self, reference: SchemaRef) -> Option<&str> {
        match reference {
            SchemaRef::Component(index) => Some(&self.components[index].constant),
            SchemaRef::Inline(id) => self.constants.get(&id).map(String::as_str),
        }
    }

    /// Whether instances of a schema can hold what only clients write.
    pub fn has_write_only(&self, schema: Option<SchemaRef>) -> bool {
        schema.is_some_and(|schema| self.with_write_only.contains(&self.document.schemas.id(schema)))
    }

    /// Whether any operation looks at a credential.
    pub fn has_security(&self) -> bool {
        self.operations.iter().any(|operation| operation.principal() != Principal::None)
    }

    /// Every sequence whose items differ by position, under the name of the enum over them.
    pub fn item_enums(&self) -> BTreeMap<&str, &Items> {
        let requests = self.operations.iter().flat_map(|operation| &operation.body).flat_map(|body| &body.content);
        let responses = self.operations.iter().flat_map(|operation| &operation.responses);
        let responses = responses.flat_map(|response| &response.content);
        let requests = requests.filter_map(|content| content.form.items());
        let all = requests.chain(responses.filter_map(|content| content.form.items()));
        all.filter_map(|items| Some((items.enum_type.as_deref()?, items))).collect()
    }

    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

/// The operations of one tag: a trait, in a module of its own.
#[derive(Clone, Debug)]
pub struct Group {
    /// As documented; `default` for operations without a tag.
    pub tag: String,
    /// The tag's description.
    pub description: Option<String>,
    /// `users`.
    pub module: String,
    /// `UsersApi`.
    pub trait_name: String,
    /// Indices into [`Api::operations`].
    pub operations: Vec<usize>,
}

#[derive(Clone, Debug)]
pub struct SecurityScheme {
    pub name: String,
    /// `ACCESS_TOKEN`.
    pub constant: String,
    pub kind: SecurityKind,
}

/// A kind of security scheme that the runtime has.
#[derive(Clone, Debug)]
pub enum SecurityKind {
    ApiKey {
        location: ParameterLocation,
        name: String,
    },
    Bearer,
    Basic,
    /// Any other authentication scheme of HTTP, in lower case.
    Http {
        scheme: String,
    },
    OAuth2 {
        /// Where clients are granted tokens for their own credentials.
        token_url: Option<String>,
    },
    OpenIdConnect {
        url: String,
    },
    MutualTls,
}
