//! Objects whose members stand beside other parameters or fields (styles `form` and `cookie`, exploded): which ones are theirs.
//!
//! OpenAPI leaves open what happens where two want the same name: here, a name that is declared goes to who declares it.

use roster_wire::pairs::Pairs;

use super::deep::is_of;
use super::kinds::{Kinds, member_names, openness};
use crate::operation::{OperationInfo, ParameterInfo, ParameterLocation, ParameterStyle, SecurityKind};
use crate::schema::{AdditionalProperties, Schema};

/// Who else takes names of the same query, cookies or form.
#[derive(Clone, Copy)]
pub(crate) enum Others<'request> {
    /// The operation's parameters but the one at the index, and its API keys.
    Parameters { operation: &'static OperationInfo, index: usize },
    /// A form's fields but the one of this name.
    Fields { documented: &'request [&'static str], name: &'request str },
}

impl Others<'_> {
    /// Whether `key` is declared by its own name.
    fn declare(self, key: &str) -> bool {
        match self {
            Self::Parameters { operation, index } => others(operation, index)
                .any(|other| !is_spread(other) && (other.name == key || other.aliases.contains(&key))),
            Self::Fields { documented, name } => documented.iter().any(|other| *other == key && *other != name),
        }
    }

    /// Whether `key` is declared, or belongs to something that is.
    fn claim(self, key: &str) -> bool {
        match self {
            Self::Fields { documented, name } => documented.iter().any(|other| is_of(other, key) && *other != name),
            Self::Parameters { operation, index } => {
                let is_theirs = |other: &'static ParameterInfo| {
                    std::iter::once(&other.name).chain(other.aliases).any(|name| match other.style {
                        ParameterStyle::DeepObject => is_of(name, key),
                        _ => *name == key,
                    }) || (is_spread(other)
                        && Kinds::of(other.schema.get())
                            .object
                            .is_some_and(|object| member_names(object).contains(&key)))
                };
                others(operation, index).any(is_theirs) || is_credential(operation, index, key)
            }
        }
    }
}

fn others(operation: &'static OperationInfo, index: usize) -> impl Iterator<Item = &'static ParameterInfo> {
    let location = operation.parameters.get(index).map(|parameter| parameter.location);
    let others = operation.parameters.iter().enumerate().filter(move |(position, _)| *position != index);
    others.map(|(_, other)| other).filter(move |other| Some(other.location) == location)
}

fn is_credential(operation: &'static OperationInfo, index: usize, key: &str) -> bool {
    operation.parameters.get(index).is_some_and(|parameter| is_key(operation, parameter.location, key))
}

/// Whether `key` is an API key of the operation at this place.
pub(crate) fn is_key(operation: &'static OperationInfo, place: ParameterLocation, key: &str) -> bool {
    let schemes = operation.security.iter().flat_map(|requirement| requirement.schemes);
    schemes.into_iter().any(|(scheme, _)| match scheme.kind {
        SecurityKind::ApiKey { location, name } => location == place && name == key,
        _ => false,
    })
}

/// Whether the members of the parameter stand for themselves.
pub(crate) fn is_spread(parameter: &ParameterInfo) -> bool {
    spreads(parameter.style)
        && parameter.explode
        && parameter.content_type.is_none()
        && matches!(parameter.location, ParameterLocation::Query | ParameterLocation::Cookie)
        && Kinds::of(parameter.schema.get()).object.is_some()
}

/// Whether exploded objects of the style stand for themselves: the styles with delimiters are then written as `form` is.
pub(crate) fn spreads(style: ParameterStyle) -> bool {
    use ParameterStyle::{Cookie, Form, PipeDelimited, SpaceDelimited};
    matches!(style, Form | Cookie | SpaceDelimited | PipeDelimited)
}

/// Whether `name` can be a member of the object.
pub(crate) fn takes(object: &'static Schema, name: &str) -> bool {
    let names = member_names(object);
    names.contains(&name) || takes_all(object, &names)
}

fn takes_all(object: &'static Schema, names: &[&str]) -> bool {
    match openness(object) {
        AdditionalProperties::Unspecified => names.is_empty(),
        AdditionalProperties::Forbidden => false,
        AdditionalProperties::Allowed | AdditionalProperties::Schema(_) => true,
    }
}

/// Names and raw values of an object's members.
pub(crate) fn members<'all>(
    object: &'static Schema,
    pairs: &'all Pairs<'_>,
    others: Others<'all>,
) -> impl Iterator<Item = (&'all str, &'all str)> {
    let names = member_names(object);
    let takes_all = takes_all(object, &names);
    pairs.iter().filter(move |(key, _)| match names.contains(key) {
        true => !others.declare(key),
        false => takes_all && !others.claim(key),
    })
}
