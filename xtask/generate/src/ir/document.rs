//! The intermediate representation: one document, understood, with every name decided.
//!
//! Emitters read nothing else. Schemas stand in one arena ([`Api::schemas`]), Rust types in another
//! ([`Api::types`]); everything refers to them by index, so that recursion costs nothing.
//! It holds what acts, and the prose that Rust code repeats; `example`, `links`, `xml` and the like stay in the document.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};

use crate::ir::{Component, Operation, ParameterLocation, Pattern, Schema, SchemaId, SchemaRef, TypeDefinition};
use roster_document::Diagnostics;

/// A document, ready for emitters.
#[derive(Clone, Debug)]
pub struct Api {
    /// Short name, a Rust module name too: `twona`.
    pub name: String,
    pub title: String,
    pub version: String,
    /// `info.description`.
    pub description: Option<String>,
    pub security_schemes: Vec<SecurityScheme>,
    /// Every Schema Object of the document, inline ones included.
    pub schemas: Vec<Schema>,
    /// The patterns of all schemas, each once.
    pub patterns: IndexSet<Pattern>,
    /// `components.schemas`, in the document's order, by name.
    pub components: IndexMap<String, Component>,
    /// Rust types to declare: of components first, then hoisted inline ones, in order of their names' decision.
    pub types: Vec<TypeDefinition>,
    /// In the document's order.
    pub operations: Vec<Operation>,
    /// Operations by their first tag: one trait, one module each.
    pub groups: Vec<Group>,
    /// `x-lenient-json`.
    pub lenient_json: bool,
    /// What is odd in the document and does not stand in the way.
    pub warnings: Diagnostics,
}

impl Api {
    pub fn schema(&self, reference: SchemaRef) -> &Schema {
        &self.schemas[self.schema_id(reference).0]
    }

    pub fn schema_id(&self, reference: SchemaRef) -> SchemaId {
        match reference {
            SchemaRef::Inline(id) => id,
            SchemaRef::Component(index) => self.components[index].schema,
        }
    }

    /// The component that `reference` names, if it names one.
    pub fn component(&self, reference: SchemaRef) -> Option<&Component> {
        match reference {
            SchemaRef::Inline(_) => None,
            SchemaRef::Component(index) => Some(&self.components[index]),
        }
    }

    /// Whether instances of a schema can hold what only clients write, at any depth.
    pub fn has_write_only(&self, schema: Option<SchemaRef>) -> bool {
        let mut pending: Vec<SchemaId> = schema.into_iter().map(|reference| self.schema_id(reference)).collect();
        let mut seen: HashSet<SchemaId> = pending.iter().copied().collect();
        while let Some(id) = pending.pop() {
            let parts: Vec<SchemaId> = self.schemas[id.0].parts().map(|part| self.schema_id(part)).collect();
            if parts.iter().any(|part| self.schemas[part.0].write_only) {
                return true;
            }
            pending.extend(parts.into_iter().filter(|part| seen.insert(*part)));
        }
        false
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

/// One way to satisfy an operation's security: all of these schemes, each with its scopes. Empty: anonymous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityAlternative {
    pub schemes: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
pub struct SecurityScheme {
    pub name: String,
    /// `ACCESS_TOKEN`.
    pub constant: String,
    pub kind: SecurityKind,
}

#[derive(Clone, Debug)]
pub enum SecurityKind {
    ApiKey { location: ParameterLocation, name: String },
    Bearer,
    Basic,
    OAuth2,
    OpenIdConnect { url: String },
}
