//! `name[key]=value`: objects and arrays whose places are written into names (style `deepObject`).
//!
//! OpenAPI defines objects of scalars; deeper ones are read as PHP, Rails and jQuery write them: `f[a][b]=1`,
//! `f[a][]=1`, `f[a][0]=1`, and `f[a]=1&f[a]=2` where the schema has an array there.

use std::collections::BTreeMap;

use roster_wire::pairs::Pairs;
use roster_wire::style::{percent::decode, places};
use serde_json::{Map, Value};

use super::coerce;
use super::kinds::{Kinds, item_schema, member_schema};
use crate::json::Fault;
use crate::schema::{Schema, SchemaRef};
use crate::validate::{Segment, write_pointer};

/// How many values a parameter or a field may have.
const MAXIMUM_VALUES: usize = 1000;

/// Whether anything of `name` is there.
pub(crate) fn is_there(name: &str, pairs: &Pairs<'_>) -> bool {
    pairs.iter().any(|(key, _)| is_of(name, key))
}

/// Whether `key` is `name`, or a place in it.
pub(crate) fn is_of(name: &str, key: &str) -> bool {
    key.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

/// The value of `name`, or everything that is wrong with how it is written, each with its place in the value.
pub(crate) fn read(schema: &'static Schema, name: &str, pairs: &Pairs<'_>) -> Result<Value, Vec<Fault>> {
    let mut reader = Reader::default();
    let mut entries = Vec::new();
    for (key, value) in pairs.iter().filter(|(key, _)| is_of(name, key)) {
        if entries.len() == MAXIMUM_VALUES {
            return Err(vec![(String::new(), format!("must not have more than {MAXIMUM_VALUES} values"))]);
        }
        match places(&key[name.len()..]) {
            Ok(places) => entries.push(Entry { places, value }),
            Err(detail) => reader.faults.push((String::new(), detail)),
        }
    }
    let value = reader.value(schema, &entries.iter().collect::<Vec<_>>(), 0, "");
    if reader.faults.is_empty() { Ok(value) } else { Err(reader.faults) }
}

/// A value on the wire and where it belongs.
struct Entry<'pairs> {
    places: Vec<&'pairs str>,
    value: &'pairs str,
}

#[derive(Default)]
struct Reader {
    faults: Vec<Fault>,
}

impl Reader {
    /// The value of `entries`, of whose places the first `depth` led here. Recursion ends with the brackets.
    fn value(&mut self, schema: &'static Schema, entries: &[&Entry<'_>], depth: usize, pointer: &str) -> Value {
        let kinds = Kinds::of(schema);
        if entries.iter().all(|entry| entry.places.len() == depth) {
            return self.leaf(kinds, schema, entries, pointer);
        }
        let places = || entries.iter().filter_map(|entry| entry.places.get(depth));
        let is_array = match (kinds.array, kinds.object) {
            (Some(_), _) => places().all(|place| place.bytes().all(|byte| byte.is_ascii_digit())),
            (None, Some(_)) => false,
            // Of what nothing is known, only brackets without a key say that it is an array.
            (None, None) => places().all(|place| place.is_empty()),
        };
        if is_array {
            return self.array(kinds.array.unwrap_or(&Schema::ANY), entries, depth, pointer);
        }
        let mut members: BTreeMap<&str, Vec<&Entry<'_>>> = BTreeMap::new();
        for entry in entries {
            match entry.places.get(depth) {
                Some(place) => members.entry(place).or_default().push(entry),
                None => self.fault(pointer, "must not be given as one value and as several"),
            }
        }
        let object = kinds.object.unwrap_or(&Schema::ANY);
        let members = members.into_iter().map(|(name, entries)| {
            let schema = member_schema(object, name).map_or(&Schema::ANY, SchemaRef::get);
            let pointer = format!("{pointer}{}", write_pointer(&[Segment::Name(name)]));
            (name.to_owned(), self.value(schema, &entries, depth + 1, &pointer))
        });
        Value::Object(members.collect::<Map<_, _>>())
    }

    /// Items with an index in its order, then those without one as they come.
    fn array(&mut self, array: &'static Schema, entries: &[&Entry<'_>], depth: usize, pointer: &str) -> Value {
        let mut indexed: BTreeMap<(usize, &str), Vec<&Entry<'_>>> = BTreeMap::new();
        let mut appended = Vec::new();
        for entry in entries {
            match entry.places.get(depth).map(|place| place.trim_start_matches('0')) {
                Some(index) if !entry.places[depth].is_empty() => {
                    indexed.entry((index.len(), index)).or_default().push(entry);
                }
                // `f[]=1` and `f=1` alike.
                Some(_) => appended.push((vec![*entry], depth + 1)),
                None => appended.push((vec![*entry], depth)),
            }
        }
        let indexed = indexed.into_values().map(|entries| (entries, depth + 1));
        let all = indexed.chain(appended).enumerate();
        all.map(|(index, (entries, depth))| {
            let item = item_schema(array, index).map_or(&Schema::ANY, SchemaRef::get);
            self.value(item, &entries, depth, &format!("{pointer}/{index}"))
        })
        .collect()
    }

    fn leaf(&mut self, kinds: Kinds, schema: &'static Schema, entries: &[&Entry<'_>], pointer: &str) -> Value {
        let mut texts = Vec::with_capacity(entries.len());
        for entry in entries {
            match decode(entry.value, true) {
                Ok(text) => texts.push(text),
                Err(detail) => self.fault(pointer, &detail),
            }
        }
        match kinds.array {
            Some(array) if texts.len() > 1 || !kinds.is_scalar() => {
                let is_blank = matches!(&texts[..], [only] if only.is_empty());
                coerce::array(array, texts.into_iter().filter(|_| !is_blank))
            }
            _ => {
                if texts.len() > 1 {
                    self.fault(pointer, super::style::REPEATED);
                }
                coerce::scalar_of(kinds, schema, &texts.into_iter().next().unwrap_or_default())
            }
        }
    }

    fn fault(&mut self, pointer: &str, detail: &str) {
        self.faults.push((pointer.to_owned(), detail.to_owned()));
    }
}
