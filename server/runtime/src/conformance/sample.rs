//! Instances of schemas: with everything, with only what is required, and with each alternative in its turn.

use regex_syntax::hir::{Class, Hir, HirKind};
use serde_json::{Map, Value};

use crate::parameters::kinds::{item_schema, item_schemas, member_schema};
use crate::pattern::{Outcome, Pattern};
use crate::schema::{AdditionalProperties, Bound, Literal, NewerKeywords, Schema, SchemaRef, SchemaType};
use crate::validate::{Direction, is_valid};

/// Deeper than this, properties that are not required are left out; and deeper than the second, everything.
const OPTIONAL_DEPTH: usize = 5;
const MAXIMUM_DEPTH: usize = 24;
/// How deep alternatives inside of an instance are varied, and how many of one schema.
const VARIED_DEPTH: usize = 3;
const MAXIMUM_VARIANTS: usize = 60;
/// How often what holds only with other properties is looked for again.
const MAXIMUM_ROUNDS: usize = 4;
/// How often a part of a pattern is repeated.
const MAXIMUM_REPEATED: u32 = 1000;

/// An instance with every property.
pub(super) fn full(schema: &'static Schema) -> Value {
    make(schema, Extent::Full, 0)
}

/// An instance with the required properties only.
pub(super) fn minimal(schema: &'static Schema) -> Value {
    make(schema, Extent::Minimal, 0)
}

/// Full, minimal, and for each null, enum value and alternative inside one with it.
pub(super) fn instances(schema: &'static Schema) -> Vec<Value> {
    vary(schema, 0)
}

#[derive(Clone, Copy, PartialEq)]
enum Extent {
    Full,
    Minimal,
}

fn vary(schema: &'static Schema, depth: usize) -> Vec<Value> {
    let mut variants = vec![make(schema, Extent::Full, depth), make(schema, Extent::Minimal, depth)];
    if schema.nullable && (schema.enumeration.is_empty() || schema.enumeration.contains(&Literal::Null)) {
        variants.push(Value::Null);
    }
    variants.extend(schema.enumeration.iter().map(|literal| literal.to_value()));
    for other in schema.types().iter().skip(1) {
        variants.extend([Extent::Full, Extent::Minimal].map(|extent| make_type(schema, *other, extent, depth)));
    }
    for index in 0..schema.one_of.len().max(schema.any_of.len()) {
        variants.extend([Extent::Full, Extent::Minimal].map(|extent| make_alternative(schema, index, extent, depth)));
    }
    if depth < VARIED_DEPTH {
        vary_inside(schema, depth, &mut variants);
    }
    let mut distinct: Vec<Value> = Vec::new();
    for variant in variants {
        let is_new = !distinct.contains(&variant);
        // What is not valid is refused before it is decoded: it would prove nothing.
        let is_looked_at = depth == 0 || has_union(schema);
        let is_usable = !is_looked_at || is_valid(SchemaRef::Inline(schema), &variant, Direction::Either);
        if is_new && is_usable && distinct.len() < MAXIMUM_VARIANTS {
            distinct.push(variant);
        }
    }
    distinct
}

fn vary_inside(schema: &'static Schema, depth: usize, variants: &mut Vec<Value>) {
    let base = variants[0].clone();
    match &base {
        Value::Object(members) => {
            for (name, property) in properties(schema) {
                for variant in vary(property.get(), depth + 1) {
                    let mut members = members.clone();
                    members.insert(name.to_owned(), variant);
                    variants.push(Value::Object(members));
                }
            }
        }
        Value::Array(items) => {
            // At its place, where that matters; the others stay what they are.
            let count = item_schemas(schema).count();
            for (index, item_schema) in item_schemas(schema).enumerate().filter(|(index, _)| *index <= items.len()) {
                for variant in vary(item_schema, depth + 1) {
                    let mut items = items.clone();
                    items.truncate(count);
                    match items.get_mut(index) {
                        Some(item) => *item = variant,
                        None => items.push(variant),
                    }
                    variants.push(Value::Array(items));
                }
            }
        }
        _ => {}
    }
}

fn has_union(schema: &Schema) -> bool {
    !(schema.one_of.is_empty() && schema.any_of.is_empty())
}

fn make(schema: &'static Schema, extent: Extent, depth: usize) -> Value {
    if depth > MAXIMUM_DEPTH {
        return Value::Null;
    }
    if has_union(schema) {
        let is_value = |one: &SchemaRef| !matches!(one.get().types(), [SchemaType::Null]);
        let first = schema.one_of.iter().chain(schema.any_of).position(is_value);
        return make_alternative(schema, first.unwrap_or(0), extent, depth);
    }
    let constant = schema.newer.and_then(|newer| newer.constant);
    if let Some(literal) = constant.or(schema.enumeration.first().copied()) {
        return literal.to_value();
    }
    let made = make_type(schema, schema.types().first().copied().unwrap_or(SchemaType::Any), extent, depth);
    let fits = |value: &Value| is_valid(SchemaRef::Inline(schema), value, Direction::Either);
    if schema.all_of.is_empty() || made.is_object() || fits(&made) {
        return made;
    }
    // What the schema consists of may say more of it.
    let mut parts = schema.all_of.iter().map(|part| make(part.get(), extent, depth + 1));
    parts.find(fits).unwrap_or(made)
}

/// An instance of a type.
fn make_type(schema: &'static Schema, schema_type: SchemaType, extent: Extent, depth: usize) -> Value {
    match schema_type {
        SchemaType::Null => Value::Null,
        SchemaType::Boolean => true.into(),
        SchemaType::Integer => integer(schema),
        SchemaType::Number => number(schema),
        SchemaType::String => string(schema),
        SchemaType::Array => array(schema, extent, depth),
        SchemaType::Object => object(schema, extent, depth),
        SchemaType::Any => match schema.all_of {
            [only] if schema.properties.is_empty() => make(only.get(), extent, depth + 1),
            [first, ..] if !is_object(schema) => make(first.get(), extent, depth + 1),
            _ if is_object(schema) => object(schema, extent, depth),
            _ if item_schemas(schema).next().is_some() => array(schema, extent, depth),
            _ => "any".into(),
        },
    }
}

fn is_object(schema: &'static Schema) -> bool {
    schema.schema_type == SchemaType::Object
        || !schema.properties.is_empty()
        || schema.newer.is_some_and(|newer| !newer.pattern_properties.is_empty())
        || schema.all_of.iter().any(|member| is_object(member.get()))
}

/// The alternative, with what the schema says beside it, and with the property that names it.
fn make_alternative(schema: &'static Schema, index: usize, extent: Extent, depth: usize) -> Value {
    let alternatives = if schema.one_of.is_empty() { schema.any_of } else { schema.one_of };
    let Some(alternative) = alternatives.get(index) else { return Value::Null };
    let mut made = make(alternative.get(), extent, depth + 1);
    if is_object(schema)
        && let Value::Object(own) = object(schema, extent, depth)
    {
        let Value::Object(members) = &mut made else { return Value::Object(own) };
        for (name, value) in own {
            members.entry(name).or_insert(value);
        }
    }
    let Value::Object(members) = &mut made else { return made };
    if let (Some(discriminator), SchemaRef::Component(component)) = (schema.discriminator, alternative) {
        let mapped = discriminator.mapping.iter().find(|(_, name)| *name == component.name);
        let value = mapped.map_or(component.name, |(value, _)| value);
        // What is taken where the property is absent may not have it.
        let is_absent = discriminator.default == Some(component.name)
            && member_schema(alternative.get(), discriminator.property).is_none();
        if !is_absent {
            members.insert(discriminator.property.to_owned(), value.into());
        }
    }
    made
}

fn object(schema: &'static Schema, extent: Extent, depth: usize) -> Value {
    let mut members = Map::new();
    let required = super::required(schema);
    for (name, property) in properties(schema) {
        let is_wanted = extent == Extent::Full && depth < OPTIONAL_DEPTH;
        if is_wanted || required.contains(&name) {
            members.insert(name.to_owned(), make(property.get(), extent, depth + 1));
        }
    }
    for member in schema.all_of.iter().filter(|member| has_union(member.get())) {
        if let Value::Object(more) = make(member.get(), extent, depth + 1) {
            members.extend(more);
        }
    }
    let additional = match schema.additional_properties {
        AdditionalProperties::Allowed => Some(Value::from("more")),
        AdditionalProperties::Schema(additional) if depth < OPTIONAL_DEPTH => {
            Some(make(additional.get(), extent, depth + 1))
        }
        _ => None,
    };
    if let (Some(additional), Extent::Full) = (additional, extent) {
        let named = schema.newer.and_then(|newer| newer.property_names);
        let name = named.map(|named| make(named.get(), extent, depth + 1));
        let name = name.as_ref().and_then(Value::as_str).unwrap_or("additional member");
        members.entry(name).or_insert(additional);
    }
    let mut made = Value::Object(members);
    for newer in newer_keywords(schema) {
        if extent == Extent::Full && depth < OPTIONAL_DEPTH {
            add_by_patterns(newer, &mut made, depth);
        }
        (0..MAXIMUM_ROUNDS).for_each(|_| complete(schema, newer, &mut made, depth));
    }
    made
}

/// Of the schema, and of what it consists of.
fn newer_keywords(schema: &'static Schema) -> Vec<&'static NewerKeywords> {
    schema.newer.into_iter().chain(schema.all_of.iter().flat_map(|part| newer_keywords(part.get()))).collect()
}

/// A property for each pattern of `patternProperties`.
fn add_by_patterns(newer: &'static NewerKeywords, made: &mut Value, depth: usize) {
    let Value::Object(members) = made else { return };
    for property in newer.pattern_properties {
        if let Some(name) = text_of(property.pattern, 1) {
            members.entry(name).or_insert_with(|| make(property.schema.get(), Extent::Full, depth + 1));
        }
    }
}

/// Adds what the properties that are there ask for: `dependentRequired`, `dependentSchemas`, `if`.
fn complete(schema: &'static Schema, newer: &'static NewerKeywords, made: &mut Value, depth: usize) {
    let fits = |one: SchemaRef, value: &Value| is_valid(one, value, Direction::Either);
    let mut missing = Vec::new();
    for dependent in newer.dependent_required.iter().filter(|one| made.get(one.property).is_some()) {
        missing.extend(dependent.required.iter().map(|name| (*name, None)));
    }
    let mut parts: Vec<SchemaRef> =
        newer.dependent_schemas.iter().filter(|one| made.get(one.name).is_some()).map(|one| one.schema).collect();
    let consequence = newer.condition.and_then(|condition| match fits(condition, made) {
        true => newer.consequence,
        false => newer.alternative,
    });
    parts.extend(consequence);
    let Value::Object(members) = made else { return };
    for part in parts.iter().map(|part| part.get()) {
        for (name, property) in properties(part) {
            if let Some(member) = members.get_mut(name).filter(|member| !fits(property, member)) {
                *member = make(property.get(), Extent::Minimal, depth + 1);
            }
        }
        let described = |name: &str| properties(part).into_iter().find(|(other, _)| *other == name);
        missing.extend(super::required(part).into_iter().map(|name| (name, described(name).map(|(_, found)| found))));
    }
    for (name, described) in missing {
        let own = || properties(schema).into_iter().find(|(other, _)| *other == name).map(|(_, found)| found);
        if !members.contains_key(name) {
            let described = described.or_else(own).map_or(&Schema::ANY, SchemaRef::get);
            members.insert(name.to_owned(), make(described, Extent::Minimal, depth + 1));
        }
    }
}

/// The properties of a schema and of what it is composed of.
fn properties(schema: &'static Schema) -> Vec<(&'static str, SchemaRef)> {
    let mut found: Vec<(&'static str, SchemaRef)> =
        schema.properties.iter().map(|property| (property.name, property.schema)).collect();
    for member in schema.all_of {
        for (name, property) in properties(member.get()) {
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name, property));
            }
        }
    }
    found
}

fn array(schema: &'static Schema, extent: Extent, depth: usize) -> Value {
    let count = |keyword: Option<u64>| keyword.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
    let minimum = count(schema.min_items).unwrap_or(0);
    let has_none = |items: SchemaRef| items.get().newer.is_some_and(|newer| newer.nothing);
    let wanted = if extent == Extent::Full && depth < OPTIONAL_DEPTH {
        let own = item_schemas(schema).count() - usize::from(schema.items.is_some());
        let usual = if schema.items.is_some_and(has_none) { own } else { own.max(1) };
        minimum.max(usual).min(count(schema.max_items).unwrap_or(usize::MAX))
    } else {
        minimum
    };
    let mut items = Vec::new();
    for index in 0..wanted.min(100) {
        items.push(match item_schema(schema, index).map(SchemaRef::get) {
            Some(item) => {
                let choices = item.enumeration.get(index).map(|literal| literal.to_value());
                choices.unwrap_or_else(|| make(item, extent, depth + 1))
            }
            None => "any".into(),
        });
    }
    let contains = schema.newer.and_then(|newer| Some((newer.contains?, count(newer.min_contains).unwrap_or(1))));
    if let Some((contained, least)) = contains {
        let fitting = items.iter().filter(|item| is_valid(contained, item, Direction::Either)).count();
        let more = least.saturating_sub(fitting).min(100);
        // In place of those that are only there because they may be.
        items.truncate(items.len().saturating_sub(more));
        items.extend(std::iter::repeat_with(|| make(contained.get(), extent, depth + 1)).take(more));
    }
    Value::Array(items)
}

fn integer(schema: &'static Schema) -> Value {
    let fits = |value: &Value| is_valid(SchemaRef::Inline(schema), value, Direction::Either);
    let bounds = bounds(schema).chain(schema.multiple_of);
    let near = bounds.flat_map(|bound| match bound {
        Bound::Integer(integer) => [integer, integer.saturating_add(1), integer.saturating_sub(1)].map(Value::from),
        Bound::Unsigned(integer) => [integer, integer.saturating_add(1), integer - 1].map(Value::from),
        Bound::Number(number) => {
            let integer = number as i64;
            [integer, integer.saturating_add(1), integer.saturating_sub(1)].map(Value::from)
        }
    });
    let usual = [1, 0].map(Value::from).into_iter();
    let mut candidates = usual.chain(near).chain(multiple(schema));
    candidates.find(fits).unwrap_or_else(|| 1.into())
}

fn number(schema: &'static Schema) -> Value {
    let fits = |value: &Value| is_valid(SchemaRef::Inline(schema), value, Direction::Either);
    let bounds = bounds(schema).chain(schema.multiple_of);
    let near = bounds.flat_map(|bound| match bound {
        Bound::Integer(integer) => [integer as f64, integer as f64 + 0.5, integer as f64 - 0.5],
        Bound::Unsigned(integer) => [integer as f64; 3],
        Bound::Number(number) => [number, number + 0.5, number - 0.5],
    });
    let mut candidates = [1.5, 1.0, 0.0].into_iter().chain(near).map(Value::from).chain(multiple(schema));
    candidates.find(fits).unwrap_or_else(|| 1.5.into())
}

fn bounds(schema: &Schema) -> impl Iterator<Item = Bound> {
    [schema.minimum, schema.exclusive_minimum(), schema.maximum, schema.exclusive_maximum()].into_iter().flatten()
}

/// The first multiple of `multipleOf` above the minimum.
fn multiple(schema: &Schema) -> Option<Value> {
    match (schema.multiple_of?, schema.minimum.or(schema.exclusive_minimum())?) {
        (Bound::Integer(step), Bound::Integer(minimum)) => {
            let count = minimum.checked_div_euclid(step)?.checked_add(1)?;
            count.checked_mul(step).map(Value::from)
        }
        (step, minimum) => {
            let number = |bound| match bound {
                Bound::Integer(integer) => integer as f64,
                Bound::Unsigned(integer) => integer as f64,
                Bound::Number(number) => number,
            };
            Some(Value::from(((number(minimum) / number(step)).floor() + 1.0) * number(step)))
        }
    }
}

fn string(schema: &'static Schema) -> Value {
    if let Some(content) = schema.newer.and_then(|newer| newer.content) {
        return make(content.get(), Extent::Full, OPTIONAL_DEPTH).to_string().into();
    }
    let by_format = match schema.format {
        Some("date-time") => Some("2026-01-31T12:00:00Z"),
        Some("date") => Some("2026-01-31"),
        Some("uuid") => Some("67e55044-10b1-426f-9247-bb680e5fe0c8"),
        Some("time") => Some("12:00:00Z"),
        Some("duration") => Some("P1D"),
        Some("email" | "idn-email") => Some("person@example.com"),
        Some("uri" | "url" | "uri-reference") => Some("https://example.com/"),
        Some("byte") => Some("YWJj"),
        Some("ipv4") => Some("127.0.0.1"),
        Some("ipv6") => Some("::1"),
        Some("hostname") => Some("example.com"),
        Some("decimal") => Some("1.5"),
        _ => None,
    };
    if let Some(text) = by_format {
        return text.into();
    }
    let length = schema.min_length.unwrap_or(1).clamp(1, 10_000).min(schema.max_length.unwrap_or(u64::MAX));
    let repeated = |character: &str| Value::from(character.repeat(usize::try_from(length).unwrap_or(1)));
    let fits = |value: &Value| is_valid(SchemaRef::Inline(schema), value, Direction::Either);
    let written = schema.default.map(Literal::to_value);
    let mut candidates = written.into_iter().chain(["a", "A", "0", "/"].map(repeated));
    let found = candidates.find(fits).or_else(|| {
        let expression = regex_syntax::parse(schema.pattern?.translated()).ok()?;
        let length = u32::try_from(length).unwrap_or(1);
        [0, 1, length].into_iter().map(|times| Value::from(matching(&expression, times))).find(fits)
    });
    // Where nothing satisfies the pattern, it is left: decoding does not look at it.
    found.unwrap_or_else(|| repeated("a"))
}

/// A text that a pattern matches, where one is found.
fn text_of(pattern: &Pattern, times: u32) -> Option<String> {
    let expression = regex_syntax::parse(pattern.translated()).ok()?;
    Some(matching(&expression, times)).filter(|text| pattern.try_match(text) == Outcome::Match)
}

/// A text that an expression matches, in most cases; what may be repeated is, so many times where that is allowed.
fn matching(expression: &Hir, times: u32) -> String {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => String::new(),
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).into_owned(),
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().first().map(|range| range.start()).into_iter().collect()
        }
        HirKind::Repetition(repetition) => {
            let times = times.max(repetition.min).min(repetition.max.unwrap_or(u32::MAX)).min(MAXIMUM_REPEATED);
            matching(&repetition.sub, 1).repeat(times as usize)
        }
        HirKind::Capture(capture) => matching(&capture.sub, times),
        HirKind::Concat(parts) => parts.iter().map(|part| matching(part, times)).collect(),
        HirKind::Alternation(parts) => parts.first().map(|part| matching(part, times)).unwrap_or_default(),
    }
}
