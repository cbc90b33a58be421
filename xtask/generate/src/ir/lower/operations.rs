//! What operations take and give, typed and named: parameters, responses, headers. Bodies are in [`super::bodies`].

use std::{rc::Rc, sync::Arc};

use super::{
    Lowering, documentation,
    labels::{media_suffix, status_name},
    view::View,
};
use crate::ir::{
    Bodiless, Field, Header, HeaderForm, Operation, Parameter, Presence, Response, ResponseContent, ResponseForm,
    SentHeader, Type, TypeKind,
    names::{self, Namer},
};
use roster_document::{
    Diagnostic, Location, MediaType, SchemaRef, SchemaType, StatusPattern, essence,
    expression::{self, Part},
    is_json,
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
        let document = self.document;
        let given = document.operations.iter().filter_map(|operation| operation.rust_name.as_ref());
        let (mut constants, mut methods) = (Namer::default(), self.reserve(given));
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
            let id = operation.rust_name.as_ref().map_or(&operation.id, |name| &name.text);
            let wanted = names::type_name(id);
            let ty = std::iter::once(wanted.clone())
                .chain((2..).map(|number| format!("{wanted}{number}")))
                .find(|stem| self.suffixes_free(stem))
                .expect("numbers do not end");
            for suffix in SUFFIXES {
                self.names.unique(&format!("{ty}{suffix}"));
            }
            stems.push(Stem {
                constant: constants.unique_snake(&names::constant_name(id)),
                method: match &operation.rust_name {
                    Some(name) => name.text.clone(),
                    None => methods.unique_snake(&names::snake_name(id)),
                },
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
        let given = operation.parameters.iter().filter_map(|parameter| parameter.rust_name.as_ref());
        let mut fields = self.reserve(given);
        let parameters: Vec<_> =
            operation.parameters.iter().map(|parameter| self.parameter(parameter, &stem.ty, &mut fields)).collect();
        let body = operation.body.as_ref().map(|body| self.body(body, &stem.ty));
        let mut variants = Namer::default();
        let responses = operation
            .responses
            .iter()
            .map(|(status, response)| self.response(*status, response, &stem.ty, operation, &mut variants))
            .collect();
        let sent_to = operation.target.as_deref().map(|target| self.expression(target, &operation.location));
        let has_fields = parameters.iter().any(|parameter| parameter.field.is_some());
        Operation {
            documented: Arc::clone(operation),
            method_name: stem.method.clone(),
            constant: stem.constant.clone(),
            type_stem: stem.ty.clone(),
            parameters_type: has_fields.then(|| format!("{}Parameters", stem.ty)),
            parameters,
            body,
            sent_to,
            response_type: format!("{}Response", stem.ty),
            responses,
            pages: None,
        }
    }

    /// Where a callback is sent; nothing for webhooks.
    fn expression(&mut self, text: &str, location: &Location) -> Vec<Part> {
        if text.is_empty() {
            return Vec::new();
        }
        expression::parse(text).unwrap_or_else(|fault| {
            let message = format!("`{fault}` is no runtime expression");
            let help = "write one such as `{$request.body#/callbackUrl}` or `{$request.query.url}`";
            self.error("runtime-expression", location, message, help);
            Vec::new()
        })
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
            && !parameter.is_form()
            && !self.is_scalar(parameter.schema);
        let ty = if is_text { Type::String } else { self.type_of(parameter.schema, &stem) };
        let schema = self.schema(parameter.schema);
        let inline = matches!(parameter.schema, SchemaRef::Inline(_));
        let described = inline.then(|| documentation(schema)).flatten();
        let nullable = self.view(parameter.schema).nullable && !is_text;
        let holds_null = self.holds_null(&ty);
        let presence = match schema.default().filter(|value| nullable || holds_null || !value.is_null()) {
            _ if parameter.required => Presence::Required,
            Some(default) => Presence::Default(default),
            None => Presence::Optional,
        };
        Field {
            wire: parameter.name.clone(),
            name: match &parameter.rust_name {
                Some(name) => name.text.clone(),
                None => fields.unique_snake(&names::snake_name(&parameter.name)),
            },
            // No parameter tells null from absence, unless its schema says so.
            nullable: nullable && !holds_null,
            ty,
            presence,
            documentation: parameter.description.clone().or(described),
            deprecated: parameter.deprecated,
        }
    }

    /// Whether some instances are neither arrays nor objects.
    pub(super) fn is_scalar(&mut self, schema: SchemaRef) -> bool {
        let mut seen = Vec::new();
        self.all_alternatives(schema, &mut seen);
        seen.iter().any(|view| match view.types.as_slice() {
            [] => {
                let is_array = !(view.items.is_empty() && view.prefix.is_empty());
                view.union.is_none() && view.properties.is_empty() && !is_array
            }
            types => types.iter().any(|one| one.is_scalar()),
        })
    }

    /// The views of a schema and of its alternatives, each once.
    pub(super) fn all_alternatives(&mut self, schema: SchemaRef, seen: &mut Vec<Rc<View>>) {
        let mut waiting = vec![schema];
        while let Some(next) = waiting.pop() {
            let view = self.view(next);
            if !seen.iter().any(|other| Rc::ptr_eq(other, &view)) {
                // Where the type is known, alternatives only add to it.
                let branches = view.union.iter().filter(|_| view.types.is_empty());
                waiting.extend(branches.flat_map(|union| union.branches.iter().copied()));
                seen.push(view);
            }
        }
    }

    /// Whether a `text/*` body is text: a string, or nothing said.
    pub(super) fn is_text(&mut self, schema: Option<SchemaRef>) -> bool {
        schema.is_none_or(|schema| {
            let view = self.view(schema);
            view.format.as_deref() != Some("binary") && matches!(view.schema_type(), None | Some(SchemaType::String))
        })
    }

    fn response(
        &mut self,
        status: StatusPattern,
        documented: &Arc<roster_document::Response>,
        stem: &str,
        operation: &roster_document::Operation,
        variants: &mut Namer,
    ) -> Response {
        let is_head = operation.method == "HEAD";
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
        let statuses = if content.is_empty() || is_head { Vec::new() } else { without_body(status, operation) };
        let bodiless = (!statuses.is_empty())
            .then(|| Bodiless { variant: variants.unique(&format!("{base}WithoutBody")), statuses });
        let links = self.links(documented);
        let documented = Arc::clone(documented);
        Response { documented, status, headers, content, variant: response_variant, bodiless, links }
    }

    fn response_form(&mut self, media: &MediaType, stem: &str) -> ResponseForm {
        if let Some(items) = self.items(media, stem) {
            return ResponseForm::Items(items);
        }
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
            Type::Map(_) | Type::Boxed(_) | Type::Tuple(_) | Type::JsonText(_) | Type::Null | Type::Given(_) => false,
            Type::Named(id) => match self.types[id.0].kind() {
                Some(TypeKind::StringEnum { .. } | TypeKind::IntegerEnum(_) | TypeKind::Constant(_)) => true,
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
        let nullable = header.required && !is_text && self.view(header.schema).nullable && !self.holds_null(&ty);
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

/// The statuses for which a response stands, and that cannot have a body.
fn without_body(status: StatusPattern, operation: &roster_document::Operation) -> Vec<u16> {
    let all = operation.responses.iter().map(|(other, _)| *other);
    let is_documented = |code: u16| all.clone().any(|other| other == StatusPattern::Exact(code));
    let has_success = all.clone().any(|other| match other {
        StatusPattern::Exact(code) => code < 400,
        StatusPattern::Range(class) => class < 4,
        StatusPattern::Default => false,
    });
    let is_for = |code: &u16| match status {
        StatusPattern::Exact(_) => false,
        StatusPattern::Range(class) => u16::from(class) == code / 100,
        // Beside successes it stands for what fails.
        StatusPattern::Default => !has_success,
    };
    [204, 205, 304].into_iter().filter(|code| is_for(code) && !is_documented(*code)).collect()
}

/// Headers that no handler gives: what is sent says what they are.
fn follows_from_body(header: &str) -> bool {
    ["content-type", "content-length", "transfer-encoding"].iter().any(|name| header.eq_ignore_ascii_case(name))
}
