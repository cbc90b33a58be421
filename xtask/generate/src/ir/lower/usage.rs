//! Which schemas are sent by clients, which are received, and which travel as JSON.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use roster_document::{
    Diagnostic, Diagnostics, Document, Framing, MediaType, SchemaId, SchemaRef, SchemaType, is_json,
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Use {
    pub(super) request: bool,
    pub(super) response: bool,
    /// As JSON, or in another text in which bytes have no place.
    pub(super) text: bool,
}

impl Use {
    fn covers(self, other: Self) -> bool {
        (self.request || !other.request) && (self.response || !other.response) && (self.text || !other.text)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.request |= other.request;
        self.response |= other.response;
        self.text |= other.text;
    }
}

/// The use of every schema, by index.
pub(super) fn of(document: &Document) -> Vec<Use> {
    let mut uses = vec![Use::default(); document.schemas.all().len()];
    let request = Use { request: true, ..Use::default() };
    let response = Use { response: true, ..Use::default() };
    // What a webhook sends, others receive, and the other way round: its types are for both.
    for operation in &document.webhooks {
        let both = Use { request: true, ..response };
        let bodies = operation.body.iter().flat_map(|body| &body.content);
        let answers = operation.responses.iter().flat_map(|(_, response)| &response.content);
        bodies.chain(answers).for_each(|content| mark_content(document, content, both, &mut uses));
    }
    for operation in &document.operations {
        for parameter in &operation.parameters {
            mark(document, parameter.schema, Use { text: true, ..request }, &mut uses);
        }
        for content in operation.body.iter().flat_map(|body| &body.content) {
            mark_content(document, content, request, &mut uses);
        }
        for (_, answer) in &operation.responses {
            for (_, header) in &answer.headers {
                mark(document, header.schema, Use { text: true, ..response }, &mut uses);
            }
            for content in &answer.content {
                mark_content(document, content, response, &mut uses);
            }
        }
    }
    uses
}

fn mark_content(document: &Document, content: &Arc<MediaType>, added: Use, uses: &mut [Use]) {
    // Parts can be bytes.
    let are_lines = Framing::of(&content.name).is_some_and(|framing| framing != Framing::Parts);
    let text = is_json(&content.name) || content.name.contains("form-urlencoded") || are_lines;
    schemas_of(content).for_each(|schema| mark(document, schema, Use { text, ..added }, uses));
}

/// Of a body as a whole, and of its items.
fn schemas_of(media: &Arc<MediaType>) -> impl Iterator<Item = SchemaRef> + use<> {
    media.schema.into_iter().chain(media.item_schema)
}

/// The schemas of which a server has tables: components, and what operations lead to. Webhooks have none but those of
/// components.
pub(super) fn with_tables(document: &Document) -> HashSet<SchemaId> {
    let schemas = &document.schemas;
    let mut pending: Vec<SchemaId> = schemas.components().values().copied().collect();
    for operation in &document.operations {
        let headers = operation.responses.iter().flat_map(|(_, response)| &response.headers);
        let bodies = operation.body.iter().flat_map(|body| &body.content);
        let answers = operation.responses.iter().flat_map(|(_, response)| &response.content);
        let roots = operation.parameters.iter().map(|parameter| parameter.schema);
        let roots = roots.chain(headers.map(|(_, header)| header.schema));
        let roots = roots.chain(bodies.chain(answers).flat_map(schemas_of));
        pending.extend(roots.map(|root| schemas.id(root)));
    }
    let mut found = HashSet::new();
    while let Some(id) = pending.pop() {
        if found.insert(id) {
            pending.extend(schemas.all()[id.0].subschemas().map(|(_, inner)| schemas.id(inner)));
        }
    }
    found
}

fn mark(document: &Document, root: SchemaRef, added: Use, uses: &mut [Use]) {
    let schemas = &document.schemas;
    let mut pending = vec![schemas.id(root)];
    while let Some(SchemaId(index)) = pending.pop() {
        if uses[index].covers(added) {
            continue;
        }
        uses[index].add(added);
        pending.extend(schemas.all()[index].parts().map(|reference| schemas.id(reference)));
    }
}

/// The schemas whose instances can hold what only clients write, at any depth.
pub(super) fn with_write_only(document: &Document) -> HashSet<SchemaId> {
    let schemas = &document.schemas;
    let mut containers: HashMap<SchemaId, Vec<SchemaId>> = HashMap::new();
    let mut pending = Vec::new();
    for (index, schema) in schemas.all().iter().enumerate() {
        let id = SchemaId(index);
        if schema.flag("writeOnly") {
            pending.push(id);
        }
        for part in schema.parts() {
            containers.entry(schemas.id(part)).or_default().push(id);
        }
    }
    let mut found = HashSet::new();
    while let Some(id) = pending.pop() {
        let around = containers.get(&id).into_iter().flatten();
        pending.extend(around.copied().filter(|container| found.insert(*container)));
    }
    found
}

/// Tells of bytes inside JSON, which has no form for them: everybody means a string there, and gets one.
pub(super) fn report_binary_json(document: &Document, uses: &[Use], diagnostics: &mut Diagnostics) {
    for (schema, marked) in document.schemas.all().iter().zip(uses) {
        if marked.text
            && schema.format() == Some("binary")
            && matches!(schema.schema_type(), None | Some(SchemaType::String))
        {
            diagnostics.push(Diagnostic::warning(
                "binary-as-text",
                &schema.location,
                "`format: binary` stands for raw bytes, which JSON, forms and parameters cannot hold: it is a plain string",
                "write `format: byte` for base64 text, or move it to a body or part of its own",
            ));
        }
    }
}
