//! Parameters of a request: found where they travel, parsed by style, coerced and validated by schema, defaulted.
//!
//! Every parameter is looked at, so that all violations are reported at once.

pub(crate) mod coerce;
mod deep;
pub(crate) mod form;
pub(crate) mod kinds;
mod source;
mod spread;
mod style;

use http::request::Parts;
use roster_wire::media_type::{is_form, is_json};
use serde_json::Value;

use self::kinds::Kinds;
pub(crate) use self::source::cookies;
use self::source::{PathPlace, Sources};
use crate::decode::UNFIT;
use crate::json::{self, Fault, Nul};
use crate::operation::{OperationInfo, ParameterInfo, ParameterLocation};
use crate::problem::Violation;
use crate::refusal::Found;
use crate::schema::Literal;
use crate::template::Template;
use crate::validate::{Direction, Finding, cut, is_valid, status_of, validate};

/// What a request says of one parameter.
pub(crate) enum Parsed {
    Absent,
    Value(Value),
    /// The keyword that is broken (for `x-violation-statuses`), and what is wrong, each with its place in the value.
    Invalid(&'static str, Vec<Fault>),
}

impl Parsed {
    /// The value as a whole is wrong.
    pub(crate) fn invalid(keyword: &'static str, detail: String) -> Self {
        Self::Invalid(keyword, vec![(String::new(), detail)])
    }
}

/// A parameter of an operation on one of its paths, with what its table says of every request.
#[derive(Debug)]
pub(crate) struct Parameter {
    info: &'static ParameterInfo,
    /// Its place among those of the operation.
    index: usize,
    /// Where the path has it.
    place: Option<PathPlace>,
    /// What its text can become.
    kinds: Kinds,
    is_text: bool,
}

impl Parameter {
    /// Those of an operation that are looked at; `path` as documented, or an alias of it.
    pub(crate) fn all(operation: &OperationInfo, path: &Template) -> Vec<Self> {
        let parameters = operation.parameters.iter().enumerate().filter(|(_, info)| !info.is_ignored());
        let prepare = |(index, info): (usize, &'static ParameterInfo)| {
            let kinds = Kinds::of(info.schema.get());
            Self { info, index, place: PathPlace::new(info, path), kinds, is_text: is_text(info) }
        };
        parameters.map(prepare).collect()
    }
}

/// Reads every parameter of an operation: field and value of those that are there, and every violation.
pub(crate) fn read(
    operation: &'static OperationInfo,
    parameters: &[Parameter],
    parts: &Parts,
    nul: Nul,
) -> (Vec<(&'static str, Value)>, Vec<Found>) {
    let mut values = Vec::with_capacity(parameters.len());
    let mut found = Vec::new();
    let sources = Sources::new(operation, parts);
    for prepared in parameters {
        let parameter = prepared.info;
        let mut report = |keyword: &'static str, status: Option<u16>, detail: String| {
            let mut violation = Violation::at_parameter(parameter.name, cut(detail));
            violation.status = status.or_else(|| status_of(parameter.schema.get().violation_statuses, keyword));
            found.push(Found { violation, status: rejection(operation, parameter) });
        };
        match parse(prepared, &sources) {
            Parsed::Absent => match parameter.schema.get().default {
                Some(default) => values.push((parameter.field, decodable(default))),
                None if parameter.required => report("required", None, "is required".to_owned()),
                None => {}
            },
            Parsed::Invalid(keyword, faults) => {
                for (pointer, detail) in faults {
                    report(keyword, None, at(&pointer, &detail));
                }
            }
            Parsed::Value(value) if nul == Nul::Refused && json::find_nul(&value).is_some() => {
                report("style", None, json::NUL.to_owned());
            }
            Parsed::Value(value) if prepared.is_text => values.push((parameter.field, value)),
            // The validator of bodies, which only tells whether: its code is at hand, and faults are seldom.
            Parsed::Value(value) if is_valid(parameter.schema, &value, Direction::Request) => {
                values.push((parameter.field, value));
            }
            Parsed::Value(value) => {
                for finding in validate(parameter.schema, &value, Direction::Request) {
                    report(finding.keyword, finding.status, describe(&finding));
                }
            }
        }
    }
    (values, found)
}

/// The violation of a parameter that its schema allows, and that its type cannot hold.
pub(crate) fn unfit(operation: &OperationInfo, parameter: &ParameterInfo, pointer: &str) -> Found {
    let violation = Violation::at_parameter(parameter.name, at(pointer, UNFIT));
    Found { violation, status: rejection(operation, parameter) }
}

fn rejection(operation: &OperationInfo, parameter: &ParameterInfo) -> u16 {
    match parameter.location {
        ParameterLocation::Path => operation.rejections.path_parameter,
        _ => operation.rejections.parameter,
    }
}

fn parse(prepared: &Parameter, sources: &Sources<'_>) -> Parsed {
    let parameter = prepared.info;
    let (name, raw) = match sources.find(prepared) {
        Ok(Some(found)) => found,
        Ok(None) => return Parsed::Absent,
        Err(detail) => return Parsed::invalid("style", detail),
    };
    if is_form_of_query(parameter) {
        return match raw {
            source::Raw::Query(text) => {
                form::read(Some(parameter.schema), parameter.encoding, text.as_bytes(), Nul::Allowed)
                    .map_or_else(|faults| Parsed::Invalid("content", faults), Parsed::Value)
            }
            _ => Parsed::Absent,
        };
    }
    if let Some(media_type) = parameter.content_type {
        return parse_content(parameter, media_type, raw);
    }
    style::parse(parameter, prepared.kinds, name, raw)
}

/// A parameter with `content`: text of a media type.
fn parse_content(parameter: &ParameterInfo, media_type: &str, raw: source::Raw<'_>) -> Parsed {
    let text = match raw.into_text() {
        Ok(text) => text,
        Err(detail) => return Parsed::invalid("style", detail),
    };
    if !is_json(media_type) {
        let kinds = Kinds::of(parameter.schema.get());
        return Parsed::Value(coerce::scalar_of(kinds, parameter.schema.get(), &text));
    }
    match json::read(text.as_bytes(), Nul::Allowed) {
        Ok(value) => Parsed::Value(value),
        Err(faults) => Parsed::Invalid("content", faults),
    }
}

/// Whether it is the query string as a whole, in the form that bodies of forms have.
fn is_form_of_query(parameter: &ParameterInfo) -> bool {
    parameter.location == ParameterLocation::Querystring && parameter.content_type.is_some_and(is_form)
}

/// Whether the value is text of a media type that is not taken apart, so that its schema says nothing of the text.
pub(crate) fn is_text(parameter: &ParameterInfo) -> bool {
    parameter.content_type.is_some_and(|media_type| !is_json(media_type))
        && !is_form_of_query(parameter)
        && !Kinds::of(parameter.schema.get()).is_scalar()
}

/// A default as it would be read: of `1.0`, the integer.
fn decodable(default: Literal) -> Value {
    match default {
        Literal::Json(text) => json::read(text.as_bytes(), Nul::Allowed).unwrap_or_else(|_| default.to_value()),
        // Below 2^63, where every double without a fraction is an integer of 64 bits.
        Literal::Number(number) if number.fract() == 0.0 && number.abs() < 9.2e18 => (number as i64).into(),
        _ => default.to_value(),
    }
}

/// A parameter is text: that it is "not a string" would puzzle.
fn describe(finding: &Finding) -> String {
    let detail = finding.detail.strip_suffix(", not a string").unwrap_or(&finding.detail);
    at(&finding.pointer, detail)
}

fn at(pointer: &str, detail: &str) -> String {
    if pointer.is_empty() { detail.to_owned() } else { format!("{detail} (at {pointer})") }
}
