//! Request bodies: what form each media type takes, and the parts of multipart bodies.

use std::{collections::HashSet, sync::Arc};

use indexmap::{IndexMap, IndexSet};

use super::{
    Lowering, documentation,
    labels::{media_suffix, ordinal},
    view::View,
};
use crate::ir::{
    Body, Item, ItemForm, Items, Multipart, Part, PartForm, RequestContent, RequestForm, Type,
    names::{self, Namer},
};
use roster_document::{
    AdditionalProperties, Diagnostic, Encoding, Framing, MediaType, RequestBody, Schema, SchemaId, SchemaRef,
    SchemaType, Version, essence, is_json,
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

    /// What a body that is a sequence consists of; none of what is handed on as it comes.
    pub(super) fn items(&mut self, media: &MediaType, stem: &str) -> Option<Items> {
        let are_encoded = media.item_encoding.is_some() || !media.prefix_encoding.is_empty();
        let is_sequence = media.item_schema.is_some() || are_encoded || self.document.version >= Version::V32;
        let framing = Framing::of(&media.name);
        let document = self.document;
        let whole = media.schema.filter(|_| is_sequence).map(|whole| document.schema(whole));
        let array = whole.filter(|whole| framing.is_some() && whole.schema_type() == Some(SchemaType::Array));
        if media.item_schema.is_none() && array.is_none() {
            if are_encoded {
                self.report_items(media, "no `itemSchema` says what they are", "write an `itemSchema`");
            }
            return None;
        }
        let Some(framing) = framing else {
            let reason = "nothing tells them apart in this media type";
            self.report_items(media, reason, "use `application/jsonl`, `application/json-seq` or `text/event-stream`");
            return None;
        };
        let by_position = array.map_or(&[][..], |array| array.schemas("prefixItems"));
        let rest = media.item_schema.or_else(|| array?.items());
        if let Some(whole) = whole
            && !is_checked_by_item(whole, media.item_schema)
        {
            self.diagnostics.push(Diagnostic::warning(
                "unchecked-body",
                &whole.location,
                format!("the items of `{}` are checked one by one, and not all together", media.name),
                "say in `itemSchema` what holds of each",
            ));
        }
        let has_rest = rest.is_none_or(|rest| !self.schema(rest).is_nothing);
        let prefix_encoding = media.prefix_encoding.iter().filter(|_| framing == Framing::Parts);
        let prefix_encoding: Vec<_> = prefix_encoding.collect();
        let item_encoding = media.item_encoding.as_ref().filter(|_| framing == Framing::Parts);
        let positions = if has_rest { by_position.len().max(prefix_encoding.len()) } else { by_position.len() };
        let documented: Vec<_> = (0..=positions)
            .map(|index| {
                let schema = by_position.get(index).copied().or(rest).filter(|_| has_rest || index < positions);
                (schema, prefix_encoding.get(index).copied().or(item_encoding))
            })
            .collect();
        let suffix = if framing == Framing::Events { "Event" } else { "Item" };
        let is_closed = !has_rest && positions > 0;
        let possible = &documented[..documented.len() - usize::from(is_closed)];
        let are_alike = possible.iter().all(|one| one.0 == possible[0].0);
        let mut items = Vec::new();
        for (index, (schema, encoding)) in documented.into_iter().enumerate() {
            let variant = if index == positions { "Rest".to_owned() } else { ordinal(index) };
            let stem = if are_alike { format!("{stem}{suffix}") } else { format!("{stem}{variant}") };
            let form = match (framing, schema) {
                (Framing::Parts, _) => self.part_form(media, schema, encoding, &stem),
                (_, Some(schema)) => ItemForm::Json(self.nullable_type_of(schema, &stem)),
                (_, None) => ItemForm::Json(Type::Any),
            };
            if let Some(schema) = schema.filter(|_| framing == Framing::Events) {
                self.check_event(schema);
            }
            let content_type = encoding.and_then(|encoding| encoding.content_type.clone());
            items.push(Item { variant, form, content_type });
        }
        let mut items = Items { framing, items, is_closed, enum_type: None };
        let possible = items.possible();
        if possible.iter().any(|item| item.form != possible[0].form) {
            items.enum_type = Some(self.item_enum(media, &format!("{stem}{suffix}")));
        }
        Some(items)
    }

    /// The name of the enum of a media type's items, which is one wherever the media type is used.
    fn item_enum(&mut self, media: &MediaType, wanted: &str) -> String {
        if let Some(name) = self.item_enums.get(&media.location) {
            return name.clone();
        }
        let name = self.names.unique(wanted);
        self.item_enums.insert(media.location.clone(), name.clone());
        name
    }

    /// What a part is (OpenAPI 3.2.0, section 4.15.1.1: what `contentType` is where it is not said).
    fn part_form(
        &mut self,
        media: &MediaType,
        schema: Option<SchemaRef>,
        encoding: Option<&Encoding>,
        stem: &str,
    ) -> ItemForm {
        let headers = encoding.into_iter().flat_map(|encoding| &encoding.headers);
        for (_, header) in headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
            self.diagnostics.push(Diagnostic::warning(
                "unchecked-headers",
                &header.location,
                "the headers of the parts are not checked",
                "make each a property of the items; handlers are given those of parts that are bytes, as they came",
            ));
        }
        let view = schema.map(|schema| self.view(schema)).filter(|view| view.is_shaping());
        let one_type = view.as_ref().and_then(|view| view.schema_type());
        let is_string = one_type == Some(SchemaType::String);
        let said = encoding.and_then(|encoding| encoding.content_type.as_deref());
        let all_are = |is_one: fn(&str) -> bool| said.is_some_and(|all| all.split(',').all(|one| is_one(one.trim())));
        let is_binary = view.as_ref().is_some_and(|view| view.format.as_deref() == Some("binary"));
        let are_json = all_are(is_json) || (said.is_none() && view.is_some() && !is_string);
        let are_text = all_are(|one| essence(one).starts_with("text/")) || (said.is_none() && is_string && !is_binary);
        // Text cannot say null.
        let is_nullable = view.as_ref().is_some_and(|view| view.nullable);
        match (schema, one_type) {
            (Some(schema), _) if are_json => ItemForm::Json(self.nullable_type_of(schema, stem)),
            (None, _) if are_json => ItemForm::Json(Type::Any),
            (_, None) if are_text && view.is_none() => ItemForm::Text(Type::String),
            (Some(schema), Some(SchemaType::String)) if are_text && !is_binary && !is_nullable => {
                ItemForm::Text(self.nullable_type_of(schema, stem))
            }
            // Their JSON is their plain text.
            (Some(schema), Some(SchemaType::Integer | SchemaType::Number | SchemaType::Boolean))
                if are_text && !is_nullable =>
            {
                ItemForm::Json(self.nullable_type_of(schema, stem))
            }
            _ => {
                if view.is_some() && (are_text || !is_string) {
                    let help = "let each part be `application/json`, or a string as `text/plain`";
                    self.report_items(media, "they are neither JSON nor plain text", help);
                }
                ItemForm::Binary
            }
        }
    }

    /// Tells of an event without a field that events have: what its schema describes never comes.
    fn check_event(&mut self, schema: SchemaRef) {
        let mut alternatives = Vec::new();
        self.all_alternatives(schema, &mut alternatives);
        let has_field = |view: &View| EVENT_FIELDS.iter().any(|field| view.properties.contains_key(*field));
        let says_nothing = alternatives.iter().all(|view| !view.is_shaping());
        if !says_nothing && !alternatives.iter().any(|view| has_field(view)) {
            let location = self.schema(schema).location.clone();
            self.error(
                "event-schema",
                &location,
                "events are objects of `event`, `data`, `id` and `retry`, and the schema has none of these",
                "describe what is in `data`: `properties: {data: {type: string, contentMediaType: application/json, \
                 contentSchema: …}}`",
            );
        }
    }

    fn report_items(&mut self, media: &MediaType, reason: &str, help: &str) {
        self.diagnostics.push(Diagnostic::warning(
            "unchecked-items",
            &media.location,
            format!("the items of `{}` are handed on as bytes, unchecked: {reason}", media.name),
            help,
        ));
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

/// Whether items that are checked one by one and counted are all that an array has to be.
fn is_checked_by_item(array: &Schema, item: Option<SchemaRef>) -> bool {
    let is_checked = |name: &str| match name {
        "type" | "minItems" | "maxItems" => true,
        "items" => item.is_none() || item == array.items(),
        "prefixItems" => item.is_none(),
        _ => false,
    };
    let mut keywords = array.keywords().filter(|keyword| keyword.field.acts);
    array.schema_type() == Some(SchemaType::Array) && keywords.all(|keyword| is_checked(keyword.field.name))
}

/// What the parts or fields of a body are called.
struct Members {
    properties: IndexMap<String, Vec<SchemaRef>>,
    /// Those that are required whatever the alternative.
    required: IndexSet<String>,
    /// Whether others are handed on.
    is_open: bool,
}

/// The fields of server-sent events.
const EVENT_FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

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
