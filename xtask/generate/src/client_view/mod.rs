//! The strict normaliser: from a bundled document to the view of it that progenitor can take.
//!
//! progenitor 0.15 panics on, refuses or silently misreads much that OpenAPI 3.0 allows. Every rewrite made for it is one
//! of [`Rewrite`] and is reported as a [`Note`]; what none of them covers is a diagnostic. The view is for the raw
//! client only: the typed layer is generated from the IR and has everything that is left out here.

mod bodies;
mod operations;
mod parameters;
mod schemas;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde_json::{Value, json};

use roster_document::{Diagnostics, Document, Location, SchemaId};

/// The models that the typed layer supplies, which the view refers to instead of describing them.
#[derive(Clone, Debug, Default)]
pub struct Models {
    /// `components.schemas`: name in the document, name in the view.
    pub components: BTreeMap<String, String>,
    /// Inline schemas that are types of their own: name in the view.
    pub inline: BTreeMap<SchemaId, String>,
}

/// What progenitor is given.
#[derive(Clone, Debug)]
pub struct View {
    /// An OpenAPI 3.0.3 document; its component schemas are empty, as their types are replaced.
    pub document: Value,
    /// In the document's order.
    pub operations: Vec<ViewOperation>,
    pub notes: Vec<Note>,
}

/// An operation of the view.
#[derive(Clone, Debug)]
pub struct ViewOperation {
    /// As documented.
    pub id: String,
    /// The `operationId` in the view, which is also the raw client's method.
    pub name: String,
    pub path: String,
    /// Lower case.
    pub method: String,
    pub location: Location,
    /// The media type that the body really has, where the view calls it an octet stream.
    pub media_type: Option<String>,
}

/// A rewrite that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub rewrite: Rewrite,
    pub location: Location,
    /// The operation.
    pub operation: String,
    /// What of it: a parameter, a media type, a status.
    pub subject: String,
}

/// All that the normaliser may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rewrite {
    /// An operation without an `operationId` gets one of method and path.
    OperationIdMade,
    /// An `operationId` that the raw client has a method for already, or that is a keyword, gets a number.
    OperationRenamed,
    /// Methods beside GET, PUT, POST, DELETE, HEAD and PATCH, and operations that cannot be called without what is left out.
    OperationLeftOut,
    /// Cookie parameters; nullable, array and object headers; `content`; styles other than the default one.
    ParameterLeftOut,
    /// One of several request media types is kept.
    RequestMediaTypeChosen,
    /// A body that is neither JSON, form nor plain text is an octet stream.
    RequestBodyMadeRaw,
    /// An optional body is a required one.
    RequestBodyMadeRequired,
    /// Answers of several kinds are one stream of bytes.
    ResponsesMerged,
    /// `application/problem+json` and other `+json` are JSON.
    JsonVariantRenamed,
    /// JSON without a schema is any JSON.
    SchemaMade,
    /// `default` beside documented successes stands for errors only.
    DefaultMadeErrors,
    /// `encoding` of a body.
    EncodingLeftOut,
    /// `format` of anything but strings and numbers; enums of other values than distinct strings.
    KeywordLeftOut,
    /// Lengths, bounds and patterns of parameters.
    ConstraintsLeftOut,
}

impl Rewrite {
    /// Kebab case, as diagnostics name rules.
    pub fn name(self) -> &'static str {
        match self {
            Self::OperationIdMade => "operation-id-made",
            Self::OperationRenamed => "operation-renamed",
            Self::OperationLeftOut => "operation-left-out",
            Self::ParameterLeftOut => "parameter-left-out",
            Self::RequestMediaTypeChosen => "request-media-type-chosen",
            Self::RequestBodyMadeRaw => "request-body-made-raw",
            Self::RequestBodyMadeRequired => "request-body-made-required",
            Self::ResponsesMerged => "responses-merged",
            Self::JsonVariantRenamed => "json-variant-renamed",
            Self::SchemaMade => "schema-made",
            Self::DefaultMadeErrors => "default-made-errors",
            Self::EncodingLeftOut => "encoding-left-out",
            Self::KeywordLeftOut => "keyword-left-out",
            Self::ConstraintsLeftOut => "constraints-left-out",
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: note[{}]: {}: {}", self.location, self.rewrite.name(), self.operation, self.subject)
    }
}

/// The view of a document, or everything in it that cannot be had.
pub fn normalise(document: &Document, models: &Models) -> Result<View, Diagnostics> {
    let mut normaliser = Normaliser {
        document,
        models,
        notes: Vec::new(),
        noted: BTreeSet::new(),
        names: BTreeSet::new(),
        problems: Diagnostics::default(),
    };
    let (paths, operations) = normaliser.paths();
    if normaliser.problems.has_errors() {
        return Err(normaliser.problems);
    }
    let names = models.components.values().chain(models.inline.values());
    let schemas: serde_json::Map<_, _> = names.map(|name| (name.clone(), json!({}))).collect();
    let view = json!({
        "openapi": "3.0.3",
        "info": {"title": document.info.title, "version": document.info.version},
        "paths": paths,
        "components": {"schemas": schemas},
    });
    Ok(View { document: view, operations, notes: normaliser.notes })
}

struct Normaliser<'a> {
    document: &'a Document,
    models: &'a Models,
    notes: Vec<Note>,
    noted: BTreeSet<(Rewrite, String, String)>,
    /// The raw client's methods so far.
    names: BTreeSet<String>,
    problems: Diagnostics,
}

impl Normaliser<'_> {
    fn note(&mut self, rewrite: Rewrite, location: &Location, operation: &str, subject: impl Into<String>) {
        let subject = subject.into();
        // What an operation repeats, for every error as a rule, is told once.
        if self.noted.insert((rewrite, operation.to_owned(), subject.clone())) {
            self.notes.push(Note { rewrite, location: location.clone(), operation: operation.to_owned(), subject });
        }
    }
}
