//! What operations take and give, typed and named: parameters, bodies, parts, responses, headers.

use std::{collections::HashSet, rc::Rc};

use indexmap::{IndexMap, IndexSet};

use super::{
    Decider, documentation,
    labels::{media_suffix, status_name},
    view::View,
};
use crate::ir::{
    Body, Field, Header, HeaderForm, Multipart, Operation, Parameter, Part, PartForm, Presence, RequestForm, Response,
    ResponseForm, SchemaId, SchemaRef, SchemaType, Type, TypeKind,
    lower::bodies::{essence, is_json},
    names::{self, Namer},
};
use roster_document::Diagnostic;

/// The suffixes of the types that belong to an operation.
const SUFFIXES: [&str; 6] = ["Parameters", "Response", "Body", "Multipart", "Part", "Accept"];

impl Decider<'_> {
    /// Gives each operation a stem, and reserves its types.
    pub(super) fn name_operations(&mut self) {
        for index in 0..self.api.operations.len() {
            let wanted = names::type_name(&self.api.operations[index].id);
            let stem = std::iter::once(wanted.clone())
                .chain((2..).map(|number| format!("{wanted}{number}")))
                .find(|stem| self.suffixes_free(stem))
                .expect("numbers do not end");
            for suffix in SUFFIXES {
                self.names.unique(&format!("{stem}{suffix}"));
            }
            let operation = &mut self.api.operations[index];
            operation.response_type = format!("{stem}Response");
            operation.parameters_type = operation
                .parameters
                .iter()
                .any(|parameter| !parameter.is_ignored())
                .then(|| format!("{stem}Parameters"));
            operation.type_stem = stem;
        }
        for group in &mut self.api.groups {
            group.trait_name = self.names.unique(&group.trait_name);
        }
    }

    fn suffixes_free(&self, stem: &str) -> bool {
        SUFFIXES.iter().all(|suffix| !self.names.is_taken(&format!("{stem}{suffix}")))
    }

    pub(super) fn decide_operations(&mut self) {
        for index in 0..self.api.operations.len() {
            // Taken out while it is worked on; types need the rest of the document.
            let mut operation = self.api.operations[index].clone();
            self.operation(&mut operation);
            self.api.operations[index] = operation;
        }
    }

    fn operation(&mut self, operation: &mut Operation) {
        let stem = operation.type_stem.clone();
        let mut fields = Namer::default();
        for parameter in operation.parameters.iter_mut().filter(|parameter| !parameter.is_ignored()) {
            self.parameter(parameter, &stem, &mut fields);
        }
        if let Some(body) = &mut operation.body {
            self.body(body, &stem);
        }
        let mut variants = Namer::default();
        for response in &mut operation.responses {
            self.response(response, &stem, operation.method == "HEAD", &mut variants);
        }
    }

    fn parameter(&mut self, parameter: &mut Parameter, stem: &str, fields: &mut Namer) {
        let stem = match &parameter.component {
            Some(component) => names::type_name(component),
            None => format!("{stem}{}", names::type_name(&parameter.name)),
        };
        let is_text = parameter.content_type.as_deref().is_some_and(|media_type| !is_json(media_type))
            && !self.is_scalar(parameter.schema);
        let ty = if is_text { Type::String } else { self.type_of(parameter.schema, &stem) };
        let schema = self.api.schema(parameter.schema);
        let default = schema.default.clone();
        let inline = matches!(parameter.schema, SchemaRef::Inline(_));
        let described = inline.then(|| documentation(schema.title.as_deref(), schema.description.as_deref())).flatten();
        let nullable = self.view(parameter.schema).nullable && !is_text;
        let any = self.is_any(&ty);
        let presence = match default.filter(|value| nullable || any || !value.is_null()) {
            _ if parameter.required => Presence::Required,
            Some(default) => Presence::Default(default),
            None => Presence::Optional,
        };
        parameter.field = Field {
            wire: parameter.name.clone(),
            name: fields.unique_snake(&names::snake_name(&parameter.name)),
            // No parameter tells null from absence, unless its schema says so.
            nullable: nullable && !any,
            ty,
            presence,
            documentation: parameter.description.clone().or(described),
            deprecated: parameter.deprecated,
        };
    }

    fn body(&mut self, body: &mut Body, stem: &str) {
        let several = body.content.len() > 1;
        let mut variants = Namer::reserving(&["Self"]);
        let component = body.component.as_deref().map(names::type_name);
        for content in &mut body.content {
            content.variant = variants.unique(&media_suffix(&content.media.name));
            let inline = match &component {
                Some(component) => component.clone(),
                None => format!("{stem}Body"),
            };
            let inline = if several { format!("{inline}{}", content.variant) } else { inline };
            // The name that an inline schema gets is the body's own, where nothing else has it.
            let inline = if component.is_none() && !several { Inline::Reserved(inline) } else { Inline::Free(inline) };
            content.form = self.request_form(
                content.media.schema,
                &content.media,
                inline,
                stem,
                several.then_some(&content.variant),
            );
        }
        let first = &body.content[0].form;
        if body.content.iter().any(|content| content.form != *first) {
            body.enum_type = Some(format!("{stem}Body"));
        }
    }

    fn request_form(
        &mut self,
        schema: Option<SchemaRef>,
        media: &crate::ir::MediaType,
        inline: Inline,
        stem: &str,
        variant: Option<&String>,
    ) -> RequestForm {
        let kind = essence(&media.name);
        if kind == "multipart/form-data" {
            return self.multipart(schema, media, stem, variant);
        }
        if !media.encoding.is_empty() && kind != "application/x-www-form-urlencoded" {
            self.diagnostics.push(Diagnostic::warning(
                "ignored-encoding",
                &media.location,
                format!("`encoding` has no meaning for `{}`", media.name),
                "remove it",
            ));
        }
        if is_json(&media.name) {
            return RequestForm::Json(self.body_type(schema, inline));
        }
        if kind == "application/x-www-form-urlencoded" {
            let is_object = schema.is_none_or(|schema| self.is_object(schema) || !self.view(schema).is_shaping());
            if !is_object {
                let location = media.location.clone();
                let help = "write a schema with `type: object` and `properties`";
                self.error("unsupported-body", &location, "a form's schema is not an object", help);
            }
            return RequestForm::Form(self.body_type(schema, inline));
        }
        self.report_unchecked(schema, media);
        if kind.starts_with("text/") && kind != "text/*" && self.is_text(schema) {
            return RequestForm::Text;
        }
        RequestForm::Raw
    }

    fn body_type(&mut self, schema: Option<SchemaRef>, inline: Inline) -> Type {
        let Some(schema) = schema else { return Type::Any };
        match inline {
            Inline::Free(stem) => self.nullable_type_of(schema, &stem),
            Inline::Reserved(stem) => {
                // `unique` would number the name that is reserved for this very body.
                self.names.release(&stem);
                let ty = self.nullable_type_of(schema, &stem);
                if !self.names.is_taken(&stem) {
                    self.names.unique(&stem);
                }
                ty
            }
        }
    }

    /// Whether instances are objects, be it of several alternatives.
    fn is_object(&mut self, schema: SchemaRef) -> bool {
        let mut seen = Vec::new();
        self.all_alternatives(schema, &mut seen);
        seen.iter().all(|view| match view.schema_type {
            Some(schema_type) => schema_type == SchemaType::Object,
            None => view.union.is_some() || !view.properties.is_empty(),
        })
    }

    /// Whether some instances are neither arrays nor objects.
    fn is_scalar(&mut self, schema: SchemaRef) -> bool {
        let mut seen = Vec::new();
        self.all_alternatives(schema, &mut seen);
        seen.iter().any(|view| match view.schema_type {
            Some(schema_type) => !matches!(schema_type, SchemaType::Array | SchemaType::Object),
            None => view.union.is_none() && view.properties.is_empty() && view.items.is_empty(),
        })
    }

    /// The views of a schema and of its alternatives, each once.
    fn all_alternatives(&mut self, schema: SchemaRef, seen: &mut Vec<Rc<View>>) {
        let mut waiting = vec![schema];
        while let Some(next) = waiting.pop() {
            let view = self.view(next);
            if !seen.iter().any(|other| Rc::ptr_eq(other, &view)) {
                // Where the type is known, alternatives only add to it.
                let branches = view.union.iter().filter(|_| view.schema_type.is_none());
                waiting.extend(branches.flat_map(|union| union.branches.iter().copied()));
                seen.push(view);
            }
        }
    }

    /// The properties of an object with the schemas that each can have, those of alternatives included.
    fn members(&mut self, schema: SchemaRef) -> Members {
        self.members_beside(schema, &mut HashSet::new())
    }

    fn members_beside(&mut self, schema: SchemaRef, seen: &mut HashSet<SchemaId>) -> Members {
        let view = self.view(schema);
        let said = |additional| {
            matches!(additional, crate::ir::AdditionalProperties::Allowed | crate::ir::AdditionalProperties::Schema(_))
        };
        let mut members = Members {
            properties: view.properties.iter().map(|(name, schemas)| (name.clone(), vec![schemas[0]])).collect(),
            required: view.required.clone(),
            is_open: said(view.additional),
        };
        let mut common: Option<IndexSet<String>> = None;
        for branch in view.union.iter().flat_map(|union| &union.branches) {
            if !seen.insert(self.api.schema_id(*branch)) {
                continue;
            }
            let branch = self.members_beside(*branch, seen);
            // What the object itself says of a property holds for every alternative.
            for (name, schemas) in branch.properties.into_iter().filter(|(name, _)| !view.properties.contains_key(name))
            {
                let all = members.properties.entry(name).or_default();
                all.extend(schemas.into_iter().filter(|schema| !all.contains(schema)).collect::<Vec<_>>());
            }
            members.is_open |= branch.is_open && view.additional == crate::ir::AdditionalProperties::Unspecified;
            common = Some(match common {
                Some(common) => common.intersection(&branch.required).cloned().collect(),
                None => branch.required,
            });
        }
        members.required.extend(common.unwrap_or_default());
        let is_closed = view.additional == crate::ir::AdditionalProperties::Forbidden;
        members.is_open |= members.properties.is_empty() && !is_closed;
        members
    }

    /// Whether a `text/*` body is text: a string, or nothing said.
    fn is_text(&mut self, schema: Option<SchemaRef>) -> bool {
        schema.is_none_or(|schema| {
            let view = self.view(schema);
            view.format.as_deref() != Some("binary") && matches!(view.schema_type, None | Some(SchemaType::String))
        })
    }

    /// A schema that nobody holds against the bytes is said to be documentation.
    fn report_unchecked(&mut self, schema: Option<SchemaRef>, media: &crate::ir::MediaType) {
        let Some(schema) = schema else { return };
        let view = self.view(schema);
        if view.is_shaping() && view.schema_type != Some(SchemaType::String) {
            self.diagnostics.push(Diagnostic::warning(
                "unchecked-body",
                &media.location,
                format!("bodies of `{}` are handed on as bytes; their schema is documentation only", media.name),
                "use a JSON media type where the body is to be decoded and checked",
            ));
        }
    }

    fn multipart(
        &mut self,
        schema: Option<SchemaRef>,
        media: &crate::ir::MediaType,
        stem: &str,
        variant: Option<&String>,
    ) -> RequestForm {
        let Some(schema) = schema.filter(|schema| self.is_object(*schema)) else {
            if schema.is_some() {
                self.diagnostics.push(Diagnostic::warning(
                    "unchecked-body",
                    &media.location,
                    "the schema of a multipart body is not an object: parts are handed on as they are",
                    "write a schema with `type: object` and a property for each part",
                ));
            }
            return RequestForm::Multipart(Multipart {
                stream_type: format!("{stem}Multipart"),
                part_type: format!("{stem}Part"),
                parts: Vec::new(),
                open: true,
            });
        };
        let Members { properties, required, is_open: open } = self.members(schema);
        let parent = match self.api.component(schema) {
            Some(component) => names::type_name(&component.name),
            None => format!("{stem}{}", variant.map_or("", String::as_str)),
        };
        let mut variants = Namer::reserving(&["Self", "Other"]);
        let mut parts = Vec::new();
        for (name, schemas) in &properties {
            let property = schemas[0];
            let property_view = self.view(property);
            let encoding = media.encoding.iter().find(|encoding| encoding.property == *name);
            let content_type = encoding.and_then(|encoding| encoding.content_type.as_deref());
            // As JSON, an array is one part; otherwise it is a part for each item.
            let is_repeated =
                property_view.schema_type == Some(SchemaType::Array) && !content_type.is_some_and(is_json);
            let items = property_view.items.first().copied().filter(|_| is_repeated);
            let part = items.unwrap_or(property);
            let part_stem = format!("{parent}{}", names::type_name(name));
            let part_stem = if items.is_some() { format!("{part_stem}Item") } else { part_stem };
            let is_file = schemas[1..].iter().any(|other| self.is_file(*other, content_type));
            let form = match is_file || self.is_file(part, content_type) {
                true => PartForm::File,
                false => PartForm::Value(self.part_type(part, &schemas[1..], &part_stem)),
            };
            let described = self.api.schema(property);
            parts.push(Part {
                name: name.clone(),
                variant: variants.unique(&names::variant_name(name)),
                required: required.contains(name),
                repeated: items.is_some(),
                form,
                documentation: documentation(described.title.as_deref(), described.description.as_deref()),
            });
        }
        RequestForm::Multipart(Multipart {
            stream_type: format!("{stem}Multipart"),
            part_type: format!("{stem}Part"),
            parts,
            open,
        })
    }

    /// The type of a part; any value, where alternatives of the body have it in different types.
    fn part_type(&mut self, part: SchemaRef, others: &[SchemaRef], stem: &str) -> Type {
        let ty = self.nullable_type_of(part, stem);
        let differs = others.iter().any(|other| self.nullable_type_of(*other, stem) != ty);
        if differs { Type::Any } else { ty }
    }

    /// Bytes: by format, or because the part's media type is neither text nor JSON.
    fn is_file(&mut self, part: SchemaRef, content_type: Option<&str>) -> bool {
        let view = self.view(part);
        if view.format.as_deref() == Some("binary") {
            return true;
        }
        let is_string = matches!(view.schema_type, None | Some(SchemaType::String)) && view.properties.is_empty();
        let textual = |media_type: &str| {
            let essence = essence(media_type);
            essence.starts_with("text/") || is_json(&essence) || essence == "application/x-www-form-urlencoded"
        };
        is_string && content_type.is_some_and(|types| !types.split(',').all(textual))
    }

    fn response(&mut self, response: &mut Response, stem: &str, is_head: bool, variants: &mut Namer) {
        let base = status_name(response.status);
        // Names of one status stand together: `Ok`, or `OkJson` and `OkPlain`.
        let several = response.content.len() > 1;
        let body_stem = match &response.component {
            Some(component) => names::type_name(component),
            None => format!("{stem}{base}"),
        };
        response.variant = if several { base.clone() } else { variants.unique(&base) };
        for content in &mut response.content {
            let suffix = media_suffix(&content.media.name);
            content.variant =
                if several { variants.unique(&format!("{base}{suffix}")) } else { response.variant.clone() };
            let body_stem = if several { format!("{body_stem}{suffix}Body") } else { format!("{body_stem}Body") };
            content.form = self.response_form(&content.media, &body_stem);
        }
        let mut fields = Namer::reserving(&["body", "status", "media_type"]);
        for header in &mut response.headers {
            // Of what GET would answer, nothing but the handler of HEAD knows the length.
            let is_length_of_get = is_head && header.name.eq_ignore_ascii_case("content-length");
            if follows_from_body(&header.name) && !is_length_of_get {
                header.form = HeaderForm::Ignored;
                self.diagnostics.push(Diagnostic::warning(
                    "ignored-header",
                    &header.location,
                    format!("the response header `{}` is ignored: it follows from the body", header.name),
                    "remove it; media types and lengths are those of what is sent",
                ));
                continue;
            }
            self.header(header, &body_stem, &mut fields);
        }
    }

    fn response_form(&mut self, media: &crate::ir::MediaType, stem: &str) -> ResponseForm {
        if is_json(&media.name) {
            let Some(schema) = media.schema else { return ResponseForm::Json(Type::Any) };
            return match self.items_of(schema, stem) {
                Some(items) => ResponseForm::JsonArray(items),
                None => ResponseForm::Json(self.nullable_type_of(schema, stem)),
            };
        }
        let kind = essence(&media.name);
        if kind.starts_with("text/") && kind != "text/event-stream" && kind != "text/*" && self.is_text(media.schema) {
            return ResponseForm::Text;
        }
        ResponseForm::Raw
    }

    /// Whether text alone says what the value is: scalars, and arrays of them.
    fn is_plain(&self, ty: &Type, depth: usize) -> bool {
        match ty {
            Type::Array(items) => depth == 0 && self.is_plain(items, 1),
            Type::Nullable(inner) => self.is_plain(inner, depth),
            Type::Map(_) | Type::Boxed(_) => false,
            Type::Named(id) => match &self.api.types[id.0].kind {
                TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => true,
                TypeKind::Alias(ty) => self.is_plain(ty, depth),
                TypeKind::Struct(_) | TypeKind::Newtype(_) | TypeKind::Union(_) => false,
            },
            _ => true,
        }
    }

    fn header(&mut self, header: &mut Header, stem: &str, fields: &mut Namer) {
        let stem = match &header.component {
            Some(component) => names::type_name(component),
            None => format!("{stem}{}", names::type_name(&header.name)),
        };
        let is_json_text = header.content_type.as_deref().is_some_and(is_json);
        let is_text = header.content_type.is_some() && !is_json_text && !self.is_scalar(header.schema);
        let ty = if is_text { Type::String } else { self.type_of(header.schema, &stem) };
        header.form = match &ty {
            _ if is_json_text => HeaderForm::Json,
            Type::Array(_) if header.name.eq_ignore_ascii_case("set-cookie") => HeaderForm::Lines,
            ty if self.is_plain(ty, 0) => HeaderForm::Plain,
            _ => HeaderForm::Structured,
        };
        let nullable = header.required && !is_text && self.view(header.schema).nullable && !self.is_any(&ty);
        header.field = Field {
            wire: header.name.clone(),
            name: fields.unique_snake(&names::snake_name(&header.name)),
            ty,
            nullable,
            presence: if header.required { Presence::Required } else { Presence::Optional },
            documentation: header.description.clone(),
            deprecated: header.deprecated,
        };
    }
}

/// Headers that no handler gives: what is sent says what they are.
fn follows_from_body(header: &str) -> bool {
    ["content-type", "content-length", "transfer-encoding"].iter().any(|name| header.eq_ignore_ascii_case(name))
}

/// What the parts or fields of a body are called.
struct Members {
    properties: IndexMap<String, Vec<SchemaRef>>,
    /// Those that are required whatever the alternative.
    required: IndexSet<String>,
    /// Whether others are handed on.
    is_open: bool,
}

/// How the type of a body in place is named.
enum Inline {
    Free(String),
    /// `…Body`, which is reserved for the operation.
    Reserved(String),
}
