//! Bodies that are sequences of items: what each item is, and where it stands.

use super::{Lowering, labels::ordinal, view::View};
use crate::ir::{Item, ItemForm, Items, Type};
use roster_document::{
    Diagnostic, Encoding, Framing, MediaType, Schema, SchemaRef, SchemaType, Version, essence, is_json,
};

/// The fields of server-sent events.
const EVENT_FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

impl Lowering<'_> {
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
