//! Request bodies: what form each media type takes, and the parts of multipart bodies.

use std::{collections::HashSet, sync::Arc};

use indexmap::{IndexMap, IndexSet};

use super::{Lowering, documentation, labels::media_suffix};
use crate::ir::{
    Body, Multipart, Part, PartForm, RequestContent, RequestForm, Type,
    names::{self, Namer},
};
use roster_document::{
    AdditionalProperties, Diagnostic, Encoding, MediaType, RequestBody, SchemaId, SchemaRef, SchemaType, essence,
    is_json,
};

impl Lowering<'_> {
    pub(super) fn body(&mut self, documented: &Arc<RequestBody>, stem: &str) -> Body {
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
        if let Some(items) = self.items(media, inline.name()) {
            return RequestForm::Items(items);
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
        seen.iter().all(|view| match view.schema_type() {
            Some(schema_type) => schema_type == SchemaType::Object,
            None => view.union.is_some() || !view.properties.is_empty(),
        })
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

    /// A schema that nobody holds against the bytes is said to be documentation.
    fn report_unchecked(&mut self, media: &MediaType) {
        let Some(schema) = media.schema else { return };
        let view = self.view(schema);
        if view.is_shaping() && view.schema_type() != Some(SchemaType::String) {
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
                property_view.schema_type() == Some(SchemaType::Array) && !content_type.is_some_and(is_json);
            let rest = property_view.items.first().filter(|items| !self.schema(**items).is_nothing);
            let items = property_view.prefix.iter().flatten().chain(rest).copied().filter(|_| is_repeated);
            let items: Vec<SchemaRef> = items.collect();
            let part = items.first().copied().unwrap_or(property);
            let part_stem = format!("{parent}{}", names::type_name(name));
            let part_stem = if items.is_empty() { part_stem } else { format!("{part_stem}Item") };
            let mut others = schemas[1..].iter().chain(items.iter().skip(1));
            let is_file = others.any(|other| self.is_file(*other, content_type));
            let form = match is_file || self.is_file(part, content_type) {
                true => PartForm::File,
                false if items.len() > 1 => PartForm::Value(self.type_of_forms(&items, &part_stem)),
                false => PartForm::Value(self.part_type(part, &schemas[1..], &part_stem)),
            };
            parts.push(Part {
                name: name.clone(),
                variant: variants.unique(&names::variant_name(name)),
                required: required.contains(name),
                repeated: !items.is_empty(),
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
        let is_string = matches!(view.schema_type(), None | Some(SchemaType::String)) && view.properties.is_empty();
        let textual = |media_type: &str| {
            let essence = essence(media_type);
            essence.starts_with("text/") || is_json(&essence) || essence == "application/x-www-form-urlencoded"
        };
        is_string && content_type.is_some_and(|types| !types.split(',').all(textual))
    }
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

impl Inline {
    fn name(&self) -> &str {
        let (Self::Free(name) | Self::Reserved(name)) = self;
        name
    }
}
