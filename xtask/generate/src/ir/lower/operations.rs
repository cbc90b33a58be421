//! What operations take and give, typed and named: parameters, bodies, parts, responses, headers.

use std::{collections::HashSet, rc::Rc, sync::Arc};

use indexmap::{IndexMap, IndexSet};

use super::{
    Lowering, documentation,
    labels::{media_suffix, status_name},
    view::View,
};
use crate::ir::{
    Body, Field, Header, HeaderForm, Multipart, Operation, Parameter, Part, PartForm, Presence, RequestContent,
    RequestForm, Response, ResponseContent, ResponseForm, SentHeader, Type, TypeKind,
    names::{self, Namer},
};
use roster_document::{
    AdditionalProperties, Diagnostic, Encoding, MediaType, RequestBody, SchemaId, SchemaRef, SchemaType, StatusPattern,
    essence, is_json,
};

/// The suffixes of the types that belong to an operation.
const SUFFIXES: [&str; 6] = ["Parameters", "Response", "Body", "Multipart", "Part", "Accept"];

/// The names of an operation.
pub(super) struct Stem {
    constant: String,
    method: String,
    /// What its types begin with: `UsersList`.
    ty: String,
}

impl Lowering<'_> {
    /// Names every operation, and reserves its types.
    pub(super) fn operation_stems(&mut self) -> Vec<Stem> {
        let (mut constants, mut methods) = (Namer::default(), Namer::default());
        let mut stems = Vec::new();
        for operation in &self.document.operations {
            if !operation.has_id {
                self.diagnostics.push(Diagnostic::warning(
                    "missing-operation-id",
                    &operation.location,
                    format!("{} {} has no `operationId`", operation.method, operation.path),
                    format!("write one; until then it is `{}`", operation.id),
                ));
            }
            let wanted = names::type_name(&operation.id);
            let ty = std::iter::once(wanted.clone())
                .chain((2..).map(|number| format!("{wanted}{number}")))
                .find(|stem| self.suffixes_free(stem))
                .expect("numbers do not end");
            for suffix in SUFFIXES {
                self.names.unique(&format!("{ty}{suffix}"));
            }
            stems.push(Stem {
                constant: constants.unique_snake(&names::constant_name(&operation.id)),
                method: methods.unique_snake(&names::snake_name(&operation.id)),
                ty,
            });
        }
        stems
    }

    fn suffixes_free(&self, stem: &str) -> bool {
        SUFFIXES.iter().all(|suffix| !self.names.is_taken(&format!("{stem}{suffix}")))
    }

    pub(super) fn operations(&mut self, stems: &[Stem]) -> Vec<Operation> {
        let operations = self.document.operations.iter().zip(stems);
        operations.map(|(operation, stem)| self.operation(operation, stem)).collect()
    }

    fn operation(&mut self, operation: &Arc<roster_document::Operation>, stem: &Stem) -> Operation {
        let mut fields = Namer::default();
        let parameters: Vec<_> =
            operation.parameters.iter().map(|parameter| self.parameter(parameter, &stem.ty, &mut fields)).collect();
        let body = operation.body.as_ref().map(|body| self.body(body, &stem.ty));
        let mut variants = Namer::default();
        let responses = operation
            .responses
            .iter()
            .map(|(status, response)| {
                self.response(*status, response, &stem.ty, operation.method == "HEAD", &mut variants)
            })
            .collect();
        let has_fields = parameters.iter().any(|parameter| parameter.field.is_some());
        Operation {
            documented: Arc::clone(operation),
            method_name: stem.method.clone(),
            constant: stem.constant.clone(),
            type_stem: stem.ty.clone(),
            parameters_type: has_fields.then(|| format!("{}Parameters", stem.ty)),
            parameters,
            body,
            response_type: format!("{}Response", stem.ty),
            responses,
        }
    }

    fn parameter(&mut self, documented: &Arc<roster_document::Parameter>, stem: &str, fields: &mut Namer) -> Parameter {
        let field = (!documented.is_ignored()).then(|| self.parameter_field(documented, stem, fields));
        Parameter { documented: Arc::clone(documented), field }
    }

    fn parameter_field(&mut self, parameter: &roster_document::Parameter, stem: &str, fields: &mut Namer) -> Field {
        let stem = match &parameter.component {
            Some(component) => names::type_name(component),
            None => format!("{stem}{}", names::type_name(&parameter.name)),
        };
        let is_text = parameter.content_type.as_deref().is_some_and(|media_type| !is_json(media_type))
            && !self.is_scalar(parameter.schema);
        let ty = if is_text { Type::String } else { self.type_of(parameter.schema, &stem) };
        let schema = self.schema(parameter.schema);
        let inline = matches!(parameter.schema, SchemaRef::Inline(_));
        let described = inline.then(|| documentation(schema)).flatten();
        let nullable = self.view(parameter.schema).nullable && !is_text;
        let any = self.is_any(&ty);
        let presence = match schema.default().filter(|value| nullable || any || !value.is_null()) {
            _ if parameter.required => Presence::Required,
            Some(default) => Presence::Default(default),
            None => Presence::Optional,
        };
        Field {
            wire: parameter.name.clone(),
            name: fields.unique_snake(&names::snake_name(&parameter.name)),
            // No parameter tells null from absence, unless its schema says so.
            nullable: nullable && !any,
            ty,
            presence,
            documentation: parameter.description.clone().or(described),
            deprecated: parameter.deprecated,
        }
    }

    fn body(&mut self, documented: &Arc<RequestBody>, stem: &str) -> Body {
        let several = documented.content.len() > 1;
        let mut variants = Namer::reserving(&["Self"]);
        let component = documented.component.as_deref().map(names::type_name);
        let mut content = Vec::new();
        for media in &documented.content {
            let variant = variants.unique(&media_suffix(&media.name));
            let inline = match &component {
                Some(component) => component.clone(),
                None => format!("{stem}Body"),
            };
            let inline = if several { format!("{inline}{variant}") } else { inline };
            // The name that an inline schema gets is the body's own, where nothing else has it.
            let inline = if component.is_none() && !several { Inline::Reserved(inline) } else { Inline::Free(inline) };
            let form = self.request_form(media, inline, stem, several.then_some(&variant));
            content.push(RequestContent { media: Arc::clone(media), form, variant });
        }
        let differs = content.iter().any(|other| other.form != content[0].form);
        Body { documented: Arc::clone(documented), enum_type: differs.then(|| format!("{stem}Body")), content }
    }

    fn request_form(&mut self, media: &MediaType, inline: Inline, stem: &str, variant: Option<&String>) -> RequestForm {
        let schema = media.schema;
        let kind = essence(&media.name);
        if kind == "multipart/form-data" {
            return self.multipart(media, stem, variant);
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
        self.report_unchecked(media);
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
            Some(schema_type) => schema_type.is_scalar(),
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
        let said = |additional| matches!(additional, AdditionalProperties::Allowed | AdditionalProperties::Schema(_));
        let mut members = Members {
            properties: view.properties.iter().map(|(name, schemas)| (name.clone(), vec![schemas[0]])).collect(),
            required: view.required.clone(),
            is_open: said(view.additional),
        };
        let mut common: Option<IndexSet<String>> = None;
        for branch in view.union.iter().flat_map(|union| &union.branches) {
            if !seen.insert(self.document.schemas.id(*branch)) {
                continue;
            }
            let branch = self.members_beside(*branch, seen);
            // What the object itself says of a property holds for every alternative.
            for (name, schemas) in branch.properties.into_iter().filter(|(name, _)| !view.properties.contains_key(name))
            {
                let all = members.properties.entry(name).or_default();
                all.extend(schemas.into_iter().filter(|schema| !all.contains(schema)).collect::<Vec<_>>());
            }
            members.is_open |= branch.is_open && view.additional == AdditionalProperties::Unspecified;
            common = Some(match common {
                Some(common) => common.intersection(&branch.required).cloned().collect(),
                None => branch.required,
            });
        }
        members.required.extend(common.unwrap_or_default());
        let is_closed = view.additional == AdditionalProperties::Forbidden;
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
    fn report_unchecked(&mut self, media: &MediaType) {
        let Some(schema) = media.schema else { return };
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

    /// Headers that are documented for parts are not checked: handlers get those of files as they came.
    fn report_part_headers(&mut self, media: &MediaType) {
        for Encoding { property, headers, .. } in &media.encoding {
            let mut checked = headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            if let Some((_, header)) = checked.next() {
                self.diagnostics.push(Diagnostic::warning(
                    "unchecked-headers",
                    &header.location,
                    format!("the headers of the part `{property}` are not checked"),
                    "make each a part of its own; handlers are given the headers of files, as they came",
                ));
            }
        }
    }

    fn multipart(&mut self, media: &MediaType, stem: &str, variant: Option<&String>) -> RequestForm {
        self.report_part_headers(media);
        let Some(schema) = media.schema.filter(|schema| self.is_object(*schema)) else {
            if media.schema.is_some() {
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
        let parent = match self.document.schemas.component(schema) {
            Some(component) => names::type_name(component),
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
            parts.push(Part {
                name: name.clone(),
                variant: variants.unique(&names::variant_name(name)),
                required: required.contains(name),
                repeated: items.is_some(),
                form,
                documentation: documentation(self.schema(property)),
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

    fn response(
        &mut self,
        status: StatusPattern,
        documented: &Arc<roster_document::Response>,
        stem: &str,
        is_head: bool,
        variants: &mut Namer,
    ) -> Response {
        let base = status_name(status);
        // Names of one status stand together: `Ok`, or `OkJson` and `OkPlain`.
        let several = documented.content.len() > 1;
        let body_stem = match &documented.component {
            Some(component) => names::type_name(component),
            None => format!("{stem}{base}"),
        };
        let response_variant = if several { base.clone() } else { variants.unique(&base) };
        let mut content = Vec::new();
        for media in &documented.content {
            let suffix = media_suffix(&media.name);
            let variant = if several { variants.unique(&format!("{base}{suffix}")) } else { response_variant.clone() };
            let body_stem = if several { format!("{body_stem}{suffix}Body") } else { format!("{body_stem}Body") };
            let form = self.response_form(media, &body_stem);
            content.push(ResponseContent { media: Arc::clone(media), form, variant });
        }
        let mut fields = Namer::reserving(&["body", "status", "media_type"]);
        let headers = documented
            .headers
            .iter()
            .map(|(name, header)| {
                // Of what GET would answer, nothing but the handler of HEAD knows the length.
                let is_length_of_get = is_head && name.eq_ignore_ascii_case("content-length");
                let is_sent = !follows_from_body(name) || is_length_of_get;
                if !is_sent {
                    self.diagnostics.push(Diagnostic::warning(
                        "ignored-header",
                        &header.location,
                        format!("the response header `{name}` is ignored: it follows from the body"),
                        "remove it; media types and lengths are those of what is sent",
                    ));
                }
                let sent = is_sent.then(|| self.header(name, header, &body_stem, &mut fields));
                Header { documented: Arc::clone(header), name: name.clone(), sent }
            })
            .collect();
        Response { documented: Arc::clone(documented), status, headers, content, variant: response_variant }
    }

    fn response_form(&mut self, media: &MediaType, stem: &str) -> ResponseForm {
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
            Type::Named(id) => match self.types[id.0].kind() {
                Some(TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_)) => true,
                Some(TypeKind::Alias(ty)) => self.is_plain(ty, depth),
                Some(TypeKind::Struct(_) | TypeKind::Newtype(_) | TypeKind::Union(_)) | None => false,
            },
            _ => true,
        }
    }

    fn header(&mut self, name: &str, header: &roster_document::Header, stem: &str, fields: &mut Namer) -> SentHeader {
        let stem = match &header.component {
            Some(component) => names::type_name(component),
            None => format!("{stem}{}", names::type_name(name)),
        };
        let is_json_text = header.content_type.as_deref().is_some_and(is_json);
        let is_text = header.content_type.is_some() && !is_json_text && !self.is_scalar(header.schema);
        let ty = if is_text { Type::String } else { self.type_of(header.schema, &stem) };
        let form = match &ty {
            _ if is_json_text => HeaderForm::Json,
            Type::Array(_) if name.eq_ignore_ascii_case("set-cookie") => HeaderForm::Lines,
            ty if self.is_plain(ty, 0) => HeaderForm::Plain,
            _ => HeaderForm::Structured,
        };
        let nullable = header.required && !is_text && self.view(header.schema).nullable && !self.is_any(&ty);
        let field = Field {
            wire: name.to_owned(),
            name: fields.unique_snake(&names::snake_name(name)),
            ty,
            nullable,
            presence: if header.required { Presence::Required } else { Presence::Optional },
            documentation: header.description.clone(),
            deprecated: header.deprecated,
        };
        SentHeader { field, form }
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
