//! What everybody takes a value for that is not of the type that belongs at its place.
//!
//! `version: 1.10` is the text `1.10`, `description: null` says nothing. Each such reading is told; what can be
//! taken for two things stays as it is, and the rules of form refuse it. Data (examples, defaults, enums) is never touched.

use super::{Kind, Node, Object, Shape, Value, scalar};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// What a node is read as.
pub(crate) enum Meaning {
    Itself,
    Instead(Node),
    LeftOut,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    /// A member with a name that the specification gives.
    Optional,
    Required,
    /// A member with a name that the document gives.
    Free,
    Item,
}

/// Reads `node`, the value of `key` (or an item under it), where `shape` belongs.
pub(crate) fn read(key: &str, node: &Node, shape: &Shape, position: Position, found: &mut Diagnostics) -> Meaning {
    match &node.value {
        Value::Null => null(key, node, shape, position, found),
        Value::String(_) | Value::Number(_) | Value::Boolean(_) => match scalar(node, shape) {
            Some((value, help)) => {
                let meant = Node::new(value, node.location.clone());
                let given = node.spelling().unwrap_or_default();
                let message = match &node.value {
                    Value::String(_) => format!("`{key}` is the text `{given}`; it is read without its quotes"),
                    _ => format!("`{key}` is {given}, not a string; it is read as the text `{given}`"),
                };
                found.push(Diagnostic::invalid("wrong-type", &node.location, message, help));
                Meaning::Instead(meant)
            }
            None => Meaning::Itself,
        },
        Value::Array(_) | Value::Object(_) => Meaning::Itself,
    }
}

/// The value of the type that belongs here, and how to write it.
fn scalar(node: &Node, shape: &Shape) -> Option<(Value, &'static str)> {
    match (shape, &node.value) {
        (Shape::Text | Shape::Choice(_), Value::Number(_) | Value::Boolean(_)) => {
            Some((Value::String(node.spelling()?.into_owned()), "put the value in quotes"))
        }
        (Shape::Boolean | Shape::BooleanOrSchema, Value::String(text)) => match scalar::resolve(text) {
            Ok(value @ Value::Boolean(_)) => Some((value, "remove the quotes")),
            _ => None,
        },
        (Shape::Number | Shape::Count, Value::String(text)) => match scalar::resolve(text) {
            Ok(value @ Value::Number(_)) => Some((value, "remove the quotes")),
            _ => None,
        },
        _ => None,
    }
}

fn null(key: &str, node: &Node, shape: &Shape, position: Position, found: &mut Diagnostics) -> Meaning {
    let empty = || match shape {
        Shape::List(_) => Some((Value::Array(Vec::new()), "an empty list")),
        Shape::Object(_) | Shape::Reference(_) | Shape::Map(_) | Shape::Patterned(_) => {
            Some((Value::Object(Object::new()), "an empty object"))
        }
        Shape::Text => Some((Value::String(String::new()), "an empty string")),
        _ => None,
    };
    let meaning = match (position, shape) {
        (_, Shape::Any) => None,
        (Position::Optional, _) => Some((Meaning::LeftOut, "left out")),
        // A thing without a name is not a thing, a thing without a description is.
        (Position::Required, Shape::Text) if key != "description" => None,
        (Position::Required | Position::Free, _) => {
            empty().map(|(value, text)| (Meaning::Instead(Node::new(value, node.location.clone())), text))
        }
        // `oneOf: [A, null]` may want to let null through, and `security: [null]` everybody.
        (Position::Item, Shape::Reference(Kind::Schema) | Shape::Map(_)) => None,
        (Position::Item, Shape::Choice(choices)) if choices.contains(&"null") => {
            let null = Node::new(Value::String("null".to_owned()), node.location.clone());
            Some((Meaning::Instead(null), "the type `null`"))
        }
        (Position::Item, _) => Some((Meaning::LeftOut, "left out")),
    };
    let Some((meaning, text)) = meaning else { return Meaning::Itself };
    found.push(Diagnostic::invalid(
        "wrong-type",
        &node.location,
        match position {
            Position::Item => format!("an item of {key} is null; it is read as {text}"),
            _ => format!("`{key}` is null; it is read as {text}"),
        },
        match position {
            Position::Item if matches!(meaning, Meaning::Instead(_)) => "put it in quotes",
            Position::Item | Position::Optional => "leave it out",
            Position::Required | Position::Free => "write the value",
        },
    ));
    meaning
}
