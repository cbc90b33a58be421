//! `application/x-www-form-urlencoded`: fields by the styles that the media type's `encoding` gives them.
//! A query string can be a form as well.

use std::collections::BTreeMap;

use roster_wire::media_type::is_json;
use roster_wire::pairs::Pairs;
use roster_wire::style::percent;
use serde_json::{Map, Value};

use super::Parsed;
use super::deep;
use super::kinds::{Kinds, find_counting, item_schemas, member_names, member_schema, named_member, openness};
use super::spread::{self, Others};
use super::style::Notation;
use crate::json::{self, Fault, Nul};
use crate::operation::{EncodingInfo, ParameterStyle};
use crate::schema::{AdditionalProperties, Schema, SchemaRef};
use crate::validate::{Direction, Segment, is_valid, write_pointer};

/// Of how many alternatives each is tried for what the text of a field means.
const MAXIMUM_ALTERNATIVES: usize = 64;

/// The form as a JSON object, or every fault of its fields.
///
/// Text has no type of its own. Where the schema has alternatives, the first one in whose terms the form is valid says
/// what a field means.
pub(crate) fn read(
    schema: Option<SchemaRef>,
    encoding: &'static [EncodingInfo],
    text: &[u8],
    nul: Nul,
) -> Result<Value, Vec<Fault>> {
    let Ok(text) = std::str::from_utf8(text) else {
        return Err(vec![(String::new(), "must be text in UTF-8".to_owned())]);
    };
    let pairs = Pairs::parse(text);
    let schema = schema.unwrap_or(SchemaRef::Inline(&Schema::ANY));
    let object = Kinds::of(schema.get()).object.unwrap_or(schema.get());
    let documented = member_names(object);
    let mut alternatives = Vec::new();
    collect_alternatives(object, &mut alternatives, 0);
    // Names that are not documented are passed over, unless the schema says something of them, or of their number.
    let counts = |schema: &&'static Schema| !find_counting(schema, schema).is_empty();
    let looks_at_others = documented.is_empty()
        || !matches!(openness(object), AdditionalProperties::Unspecified)
        || !find_counting(schema.get(), object).is_empty()
        || alternatives.iter().any(counts);
    let reader = Reader { encoding, object, documented, looks_at_others, pairs, nul };
    let merged = reader.read(None);
    if alternatives.is_empty() || merged.as_ref().is_ok_and(|value| is_valid(schema, value, Direction::Request)) {
        return merged;
    }
    let mut readings = alternatives.into_iter().filter_map(|alternative| reader.read(Some(alternative)).ok());
    readings.find(|value| is_valid(schema, value, Direction::Request)).map_or(merged, Ok)
}

fn collect_alternatives(schema: &'static Schema, found: &mut Vec<&'static Schema>, depth: usize) {
    for part in schema.one_of.iter().chain(schema.any_of).map(|part| part.get()) {
        if found.len() < MAXIMUM_ALTERNATIVES {
            found.push(part);
        }
    }
    if depth < 16 && found.len() < MAXIMUM_ALTERNATIVES {
        for part in schema.all_of.iter().chain(schema.one_of).chain(schema.any_of) {
            collect_alternatives(part.get(), found, depth + 1);
        }
    }
}

struct Reader<'text> {
    encoding: &'static [EncodingInfo],
    object: &'static Schema,
    documented: Vec<&'static str>,
    looks_at_others: bool,
    pairs: Pairs<'text>,
    nul: Nul,
}

impl Reader<'_> {
    /// The form with fields as `preferred` has them, where it has them.
    fn read(&self, preferred: Option<&'static Schema>) -> Result<Value, Vec<Fault>> {
        let mut members = Map::new();
        let mut faults = Vec::new();
        for name in &self.documented {
            let own = preferred.and_then(|preferred| named_member(preferred, name));
            let Some(schema) = own.or_else(|| member_schema(self.object, name)) else { continue };
            let read = self.field(name, schema.get()).unwrap_or_else(|detail| Parsed::invalid("style", detail));
            match read {
                Parsed::Value(value) => {
                    members.insert((*name).to_owned(), value);
                }
                Parsed::Absent => {}
                Parsed::Invalid(_, found) => {
                    let field = write_pointer(&[Segment::Name(name)]);
                    faults.extend(found.into_iter().map(|(place, detail)| (format!("{field}{place}"), detail)));
                }
            }
        }
        if self.looks_at_others {
            self.others(&mut members, &mut faults);
        }
        let form = Value::Object(members);
        if self.nul == Nul::Refused
            && let Some(place) = json::find_nul(&form)
        {
            faults.push((place, json::NUL.to_owned()));
        }
        if faults.is_empty() { Ok(form) } else { Err(faults) }
    }

    fn field(&self, name: &str, schema: &'static Schema) -> Result<Parsed, String> {
        let encoding = self.encoding.iter().find(|encoding| encoding.property == name);
        let style = encoding.and_then(|encoding| encoding.style);
        let explode = encoding.and_then(|encoding| encoding.explode);
        let kinds = Kinds::of(schema);
        let others = Others::Fields { documented: &self.documented, name };
        let is_plain = self.pairs.contains(name);
        // Brackets say what is meant, with a style or without one.
        let is_deep = style == Some(ParameterStyle::DeepObject)
            || (style.is_none() && !is_plain && (kinds.object.is_some() || kinds.array.is_some()));
        let notation = Notation {
            style: if is_deep { ParameterStyle::DeepObject } else { style.unwrap_or(ParameterStyle::Form) },
            explode: explode.unwrap_or(style.is_none_or(|style| style == ParameterStyle::Form)),
            allow_empty_value: false,
            schema,
            kinds,
        };
        let has_notation = encoding.is_some_and(|encoding| encoding.style.is_some() || encoding.explode.is_some());
        let is_spread = has_notation && spread::spreads(notation.style) && notation.explode;
        let is_there = match (is_deep, kinds.object) {
            (true, _) => deep::is_there(name, &self.pairs),
            (false, Some(object)) if is_spread => {
                is_plain || spread::members(object, &self.pairs, others).next().is_some()
            }
            _ => is_plain,
        };
        if !is_there {
            return Ok(Parsed::Absent);
        }
        let is_json_typed = encoding.and_then(|encoding| encoding.content_type).is_some_and(is_json);
        let is_object = !is_deep && kinds.object.is_some() && !has_notation;
        if is_json_typed || (is_object && (!kinds.is_scalar() || self.looks_like_json(name))) {
            return self.json(name);
        }
        let is_object = |items: Kinds| items.object.is_some() && !items.is_scalar();
        let are_objects = kinds.array.is_some_and(|array| item_schemas(array).map(Kinds::of).any(is_object));
        if !is_deep && !has_notation && are_objects {
            return self.json_items(name);
        }
        notation.pairs(name, &self.pairs, others)
    }

    fn looks_like_json(&self, name: &str) -> bool {
        self.pairs.values(name).next().is_some_and(|value| value.starts_with('{') || value.starts_with("%7"))
    }

    /// A field whose value is JSON text: what an object is without a style of its own.
    fn json(&self, name: &str) -> Result<Parsed, String> {
        let mut values = self.pairs.values(name);
        let (Some(only), None) = (values.next(), values.next()) else { return Err("must be given once".to_owned()) };
        let text = percent::decode(only, true)?;
        Ok(json::read(text.as_bytes(), Nul::Allowed)
            .map_or_else(|faults| Parsed::Invalid("content", faults), Parsed::Value))
    }

    /// An array of objects: each item is JSON text.
    fn json_items(&self, name: &str) -> Result<Parsed, String> {
        let mut items = Vec::new();
        let mut faults = Vec::new();
        for (index, value) in self.pairs.values(name).enumerate() {
            let text = percent::decode(value, true)?;
            match json::read(text.as_bytes(), Nul::Allowed) {
                Ok(item) => items.push(item),
                Err(found) => {
                    faults.extend(found.into_iter().map(|(place, detail)| (format!("/{index}{place}"), detail)));
                }
            }
        }
        Ok(if faults.is_empty() { Parsed::Value(Value::Array(items)) } else { Parsed::Invalid("content", faults) })
    }

    /// Fields without a documented name, where the schema has something to say of them.
    fn others(&self, members: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
        let mut others: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        // What belongs to a documented field is no field of its own.
        let is_theirs = |key: &str| {
            self.documented.iter().any(|name| *name == key || (deep::is_of(name, key) && members.contains_key(*name)))
        };
        for (name, value) in self.pairs.iter().filter(|(name, _)| !is_theirs(name)) {
            others.entry(name).or_default().push(value);
        }
        for (name, values) in others {
            let schema = member_schema(self.object, name).map_or(&Schema::ANY, SchemaRef::get);
            let (style, kinds) = (ParameterStyle::Form, Kinds::of(schema));
            let notation = Notation { style, explode: true, allow_empty_value: false, schema, kinds };
            match notation.values(&values) {
                Ok(Parsed::Value(value)) => {
                    members.insert(name.to_owned(), value);
                }
                Ok(_) => {}
                Err(detail) => faults.push((write_pointer(&[Segment::Name(name)]), detail)),
            }
        }
    }
}
