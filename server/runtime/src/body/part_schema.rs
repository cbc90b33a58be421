//! What a multipart body's schema and `encoding` say of its parts: which there are, how often, of which types.

use std::collections::{HashMap, HashSet};

use http::StatusCode;
use roster_wire::media_type::is_json;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::BodyRejection;
use super::byte_length::{ByteLength, is_binary};
use super::typed::Reading;
use crate::json::{self, Nul};
use crate::operation::MediaTypeInfo;
use crate::parameters::coerce;
use crate::parameters::kinds::{
    Kinds, find_counting, item_schema, member_names, member_schema, named_members, openness,
};
use crate::problem::{Problem, Violation};
use crate::schema::{AdditionalProperties, Schema, SchemaRef, SchemaType};
use crate::validate::{Segment, count, status_of, write_pointer};

/// What is added to what an alternative lacks.
const UNLESS: &str = ", unless the parts are those of another alternative";

/// The parts that a body may and must have, and those that came.
pub(super) struct Expectations {
    media_type: &'static MediaTypeInfo,
    schema: &'static Schema,
    object: &'static Schema,
    names: Vec<&'static str>,
    /// How often each came.
    counts: Vec<u64>,
    /// The schemas that say how many properties there may or must be, whichever alternative it is.
    counting: Vec<&'static Schema>,
    /// The largest such number, also of alternatives; none where nothing is counted.
    largest: Option<u64>,
    /// The names that came and are not documented, as far as they are counted.
    others: HashSet<String>,
    pub(super) rejection: u16,
    nul: Nul,
}

/// What is known of one part.
pub(super) struct PartSchema {
    /// Where the part stands in the body, as a JSON pointer.
    pointer: String,
    schema: Option<SchemaRef>,
    /// What else the part can be, where the body has alternatives.
    alternatives: Vec<SchemaRef>,
    pub(super) is_file: bool,
    /// Media types allowed, comma-separated.
    pub(super) content_types: Option<&'static str>,
    rejection: u16,
    nul: Nul,
}

impl Expectations {
    pub(super) fn new(media_type: &'static MediaTypeInfo, rejection: u16, nul: Nul) -> Self {
        let schema = media_type.schema.map_or(&Schema::ANY, SchemaRef::get);
        let object = Kinds::of(schema).object.unwrap_or(schema);
        let names = member_names(object);
        let counts = vec![0; names.len()];
        let counting = find_counting(schema, object);
        let largest = find_largest(schema, &mut HashSet::new());
        Self { media_type, schema, object, names, counts, counting, largest, others: HashSet::new(), rejection, nul }
    }

    /// What is known of the part of this name; none: it is to be passed over.
    pub(super) fn expect(&mut self, name: &str) -> Result<Option<PartSchema>, Problem> {
        let Some(index) = self.names.iter().position(|documented| *documented == name) else {
            self.count_other(name)?;
            return self.expect_unknown(name);
        };
        if self.counts[index] == 0 {
            self.check_most(1)?;
        }
        let mut alternatives = named_members(self.object, name);
        let property = *alternatives.first().expect("the name is one of the documented ones");
        let encoding = self.media_type.encoding.iter().find(|encoding| encoding.property == name);
        let content_types = encoding.and_then(|encoding| encoding.content_type);
        let array = Kinds::of(property.get()).array.filter(|_| !content_types.is_some_and(is_json));
        let before = self.counts[index];
        self.counts[index] += 1;
        let mut pointer = write_pointer(&[Segment::Name(name)]);
        let schema = match array {
            None if before > 0 => {
                return Err(refuse(self.rejection, Violation::at_pointer(pointer, "must not be given more than once")));
            }
            None => Some(property),
            Some(array) => {
                if let Some(maximum) = array.max_items.filter(|maximum| before >= *maximum) {
                    let detail = format!("must be given at most {maximum} times");
                    return Err(self.refuse_keyword(array, "maxItems", pointer, detail));
                }
                pointer.push_str(&format!("/{before}"));
                usize::try_from(before).ok().and_then(|index| item_schema(array, index))
            }
        };
        alternatives.remove(0);
        let is_file = schema.iter().chain(&alternatives).any(|schema| is_binary(schema.get()));
        let (rejection, nul) = (self.rejection, self.nul);
        Ok(Some(PartSchema { pointer, schema, alternatives, is_file, content_types, rejection, nul }))
    }

    fn expect_unknown(&self, name: &str) -> Result<Option<PartSchema>, Problem> {
        let pointer = write_pointer(&[Segment::Name(name)]);
        let schema = match openness(self.object) {
            // Where nothing is documented, everything is handed on.
            AdditionalProperties::Unspecified if self.names.is_empty() => None,
            AdditionalProperties::Unspecified => return Ok(None),
            AdditionalProperties::Forbidden => {
                let detail = "is not a part of this body, and others are not allowed";
                return Err(refuse(self.rejection, Violation::at_pointer(pointer, detail)));
            }
            AdditionalProperties::Allowed => None,
            AdditionalProperties::Schema(schema) => Some(schema),
        };
        let is_file = schema.is_none_or(|schema| is_binary(schema.get()));
        let (alternatives, content_types) = (Vec::new(), None);
        let (rejection, nul) = (self.rejection, self.nul);
        Ok(Some(PartSchema { pointer, schema, alternatives, is_file, content_types, rejection, nul }))
    }

    /// Properties that came so far, by name.
    fn number_of_properties(&self) -> u64 {
        (self.counts.iter().filter(|count| **count > 0).count() + self.others.len()) as u64
    }

    /// Counts a name that is not documented, where somebody asks: as long as one more can make a difference.
    fn count_other(&mut self, name: &str) -> Result<(), Problem> {
        let is_counted = self.largest.is_some_and(|largest| self.number_of_properties() <= largest);
        if !is_counted || self.others.contains(name) {
            return Ok(());
        }
        self.check_most(1)?;
        self.others.insert(name.to_owned());
        Ok(())
    }

    /// Whether there may be so many more properties.
    fn check_most(&self, more: u64) -> Result<(), Problem> {
        let number = if self.counting.is_empty() { return Ok(()) } else { self.number_of_properties() + more };
        for schema in &self.counting {
            if let Some(maximum) = schema.max_properties.filter(|maximum| number > *maximum) {
                let detail = format!("must have at most {}", count(maximum, "property"));
                return Err(self.refuse_keyword(schema, "maxProperties", String::new(), detail));
            }
        }
        Ok(())
    }

    /// Once all parts came: those that are required did, there are enough of them, and arrays have enough items.
    pub(super) fn check_complete(&self) -> Result<(), Problem> {
        let mut violations = self.lacking(self.schema, &mut HashMap::new());
        for (name, count) in self.names.iter().zip(&self.counts) {
            let Some(property) = member_schema(self.object, name).map(SchemaRef::get) else { continue };
            let minimum = Kinds::of(property).array.and_then(|array| array.min_items).unwrap_or(0);
            if *count > 0 && *count < minimum {
                let detail = format!("must be given at least {minimum} times");
                violations.push(violation(property, "minItems", write_pointer(&[Segment::Name(name)]), detail));
            }
        }
        if violations.is_empty() { Ok(()) } else { Err(refuse_all(self.rejection, violations)) }
    }

    /// What is missing, or too much, for the parts to be those of this schema. Of alternatives, one has all its parts;
    /// else what the nearest one lacks is told. `known`: what each schema lacks, by its address.
    fn lacking(&self, schema: &'static Schema, known: &mut HashMap<usize, Vec<Violation>>) -> Vec<Violation> {
        let address = std::ptr::from_ref(schema).addr();
        if let Some(lacking) = known.get(&address) {
            return lacking.clone();
        }
        // For a schema that contains itself.
        known.insert(address, Vec::new());
        let mut lacking = Vec::new();
        let number = self.number_of_properties();
        for name in schema.required {
            let index = self.names.iter().position(|documented| documented == name);
            let property = member_schema(self.object, name).map_or(&Schema::ANY, SchemaRef::get);
            if index.is_some_and(|index| self.counts[index] == 0) && !property.read_only {
                let pointer = write_pointer(&[Segment::Name(name)]);
                lacking.push(violation(property, "required", pointer, "is required".to_owned()));
            }
        }
        if let Some(minimum) = schema.min_properties.filter(|minimum| number < *minimum) {
            let detail = format!("must have at least {}, has {number}", count(minimum, "property"));
            lacking.push(violation(schema, "minProperties", String::new(), detail));
        }
        if let Some(maximum) = schema.max_properties.filter(|maximum| number > *maximum) {
            let detail = format!("must have at most {}", count(maximum, "property"));
            lacking.push(violation(schema, "maxProperties", String::new(), detail));
        }
        for part in schema.all_of {
            lacking.extend(self.lacking(part.get(), known));
        }
        for alternatives in [schema.one_of, schema.any_of] {
            let may_be_object = |schema: &&Schema| matches!(schema.schema_type, SchemaType::Any | SchemaType::Object);
            let alternatives = alternatives.iter().map(|alternative| alternative.get()).filter(may_be_object);
            let nearest = alternatives.map(|alternative| self.lacking(alternative, known)).min_by_key(Vec::len);
            lacking.extend(nearest.into_iter().flatten().map(|mut violation| {
                if !violation.detail.ends_with(UNLESS) {
                    violation.detail.push_str(UNLESS);
                }
                violation
            }));
        }
        known.insert(address, lacking.clone());
        lacking
    }

    pub(super) fn malformed(&self, error: multer::Error) -> Problem {
        self.tell_limits(super::multipart::malformed(error, self.rejection))
    }

    /// Of a body that is too large, says what its parts may have.
    pub(super) fn tell_limits(&self, mut problem: Problem) -> Problem {
        if problem.status == StatusCode::PAYLOAD_TOO_LARGE && problem.errors.is_empty() {
            let length = |name: &&str| ByteLength::of(&named_members(self.object, name), "", self.rejection)?.maximum();
            let limits = self.names.iter().filter_map(|name| Some((name, length(name)?)));
            let limits: Vec<_> =
                limits.map(|(name, most)| format!(" The part {name} has at most {}.", count(most, "byte"))).collect();
            problem.detail.push_str(&limits.concat());
        }
        problem
    }

    fn refuse_keyword(&self, schema: &Schema, keyword: &str, pointer: String, detail: String) -> Problem {
        refuse(self.rejection, violation(schema, keyword, pointer, detail))
    }
}

impl PartSchema {
    /// How many bytes the part may and must have, where its schema says that.
    pub(super) fn byte_length(&self) -> Option<Box<ByteLength>> {
        let schemas: Vec<SchemaRef> = self.schema.into_iter().chain(self.alternatives.iter().copied()).collect();
        ByteLength::of(&schemas, &self.pointer, self.rejection)
    }

    /// 415: the part is of a type that is not allowed.
    pub(super) fn unsupported(&self, name: &str) -> Problem {
        let allowed = self.content_types.unwrap_or("text in UTF-8");
        let detail = format!("The part {name:?} has to be {allowed}.");
        let violation = Violation::at_pointer(self.pointer.clone(), format!("must be {allowed}"));
        Problem::of_runtime(415, "unsupported_media_type", detail).with_error(violation)
    }

    /// The value of a part that was read whole; of several schemas, the first one that it satisfies.
    pub(super) fn decode<T: DeserializeOwned>(mut self, content_type: Option<&str>, text: &[u8]) -> Result<T, Problem> {
        let first = self.decode_one(content_type, text);
        for alternative in std::mem::take(&mut self.alternatives) {
            if first.is_ok() {
                break;
            }
            self.schema = Some(alternative);
            if let Ok(value) = self.decode_one(content_type, text) {
                return Ok(value);
            }
        }
        first
    }

    fn decode_one<T: DeserializeOwned>(&self, content_type: Option<&str>, text: &[u8]) -> Result<T, Problem> {
        let reading = Reading::new(self.schema, self.nul);
        reading.decode(|| self.read(content_type, text)).map_err(|rejection| match rejection {
            BodyRejection::Problem(problem) => problem,
            BodyRejection::Violations(violations) => {
                let mut violations = violations;
                for violation in &mut violations {
                    if let crate::problem::Place::Pointer(pointer) = &mut violation.place {
                        pointer.insert_str(0, &self.pointer);
                    }
                }
                refuse_all(self.rejection, violations)
            }
        })
    }

    /// JSON or text, as its type or else its schema says.
    fn read(&self, content_type: Option<&str>, text: &[u8]) -> Result<Value, Vec<json::Fault>> {
        let kinds = self.schema.map(|schema| Kinds::of(schema.get())).unwrap_or_default();
        let is_composite = kinds.object.is_some() || kinds.array.is_some();
        if content_type.or(self.content_types).is_some_and(is_json) || (content_type.is_none() && is_composite) {
            return json::read(text, self.nul);
        }
        let fault = |detail: &str| vec![(String::new(), detail.to_owned())];
        let text = std::str::from_utf8(text).map_err(|_| fault("must be text in UTF-8"))?;
        if self.nul.refuses(text) {
            return Err(fault(json::NUL));
        }
        Ok(coerce::scalar(self.schema.map_or(&Schema::ANY, SchemaRef::get), text))
    }
}

/// The largest number of properties that a schema asks about, also in its alternatives.
fn find_largest(schema: &'static Schema, seen: &mut HashSet<usize>) -> Option<u64> {
    if !seen.insert(std::ptr::from_ref(schema).addr()) {
        return None;
    }
    let parts = schema.all_of.iter().chain(schema.one_of).chain(schema.any_of);
    let of_parts = parts.filter_map(|part| find_largest(part.get(), seen)).max();
    of_parts.max(schema.min_properties).max(schema.max_properties)
}

/// A violation with the status that the schema states for the keyword.
fn violation(schema: &Schema, keyword: &str, pointer: String, detail: String) -> Violation {
    let mut violation = Violation::at_pointer(pointer, detail);
    violation.status = status_of(schema.violation_statuses, keyword);
    violation
}

pub(super) fn refuse(rejection: u16, violation: Violation) -> Problem {
    refuse_all(rejection, vec![violation])
}

pub(super) fn refuse_all(rejection: u16, violations: Vec<Violation>) -> Problem {
    crate::refusal::refuse_body(rejection, violations)
}
