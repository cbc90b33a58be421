//! Values of parameters as text: the styles of OpenAPI (3.2.0, "Style Values"; RFC 6570), written and read.
//!
//! Text has no types: which value is an array or an object, and what a text in it means, is for the reader to know.

mod brackets;
mod header;
mod pairs;
mod path;
pub mod percent;
#[cfg(test)]
mod round_trips;

use std::{borrow::Cow, fmt};

use serde_json::Value;

pub use self::{brackets::places, header::InHeader, pairs::InPairs, path::InPath};

/// How the value of a parameter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// Nothing is encoded.
    Cookie,
}

/// Why a value cannot be written so that it is read as the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwritable(&'static str);

impl fmt::Display for Unwritable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// Names and values of an object's members, in order.
pub type Members<'text> = Vec<(Cow<'text, str>, Cow<'text, str>)>;

/// A scalar as people write it; what is nested deeper than a style reaches stays JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text of a value as it is sent, or why it cannot be.
type Encode<'a> = &'a dyn Fn(&str) -> Result<String, Unwritable>;

/// The items of an array, or `name, value` of an object, or the one scalar.
fn flat(value: &Value, encode: Encode<'_>) -> Result<Vec<String>, Unwritable> {
    match value {
        Value::Array(items) => items.iter().map(|item| encode(&text(item))).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| [encode(name), encode(&text(value))]).collect()
        }
        scalar => Ok(vec![encode(&text(scalar))?]),
    }
}

/// `name=value` of an object's members, or the items of anything else.
fn exploded(value: &Value, encode: Encode<'_>) -> Result<Vec<String>, Unwritable> {
    match value {
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| Ok(format!("{}={}", encode(name)?, encode(&text(value))?));
            members.iter().map(member).collect()
        }
        other => flat(other, encode),
    }
}

fn is_composite(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

/// Names and values that take turns.
fn by_turns<'text>(parts: Vec<Cow<'text, str>>) -> Result<Members<'text>, String> {
    if !parts.len().is_multiple_of(2) {
        return Err("must be written as names and values by turns".to_owned());
    }
    let mut parts = parts.into_iter();
    let mut members = Vec::with_capacity(parts.len() / 2);
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        members.push((name, value));
    }
    Ok(members)
}

/// Of `name=value`.
fn member(part: &str) -> Result<(&str, &str), String> {
    part.split_once('=').ok_or_else(|| "must be written key=value, for each property".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(name: &str, style: Style, explode: bool, value: &Value) -> String {
        InPath { name, style, explode }.write(value).unwrap()
    }

    fn query(name: &str, style: Style, explode: bool, reserved: bool, value: &Value) -> Vec<String> {
        InPairs { style, explode }.write(name, reserved, value).unwrap()
    }

    fn header(value: &Value) -> Result<String, Unwritable> {
        InHeader { explode: false }.write(value)
    }

    fn cookie(name: &str, style: Style, explode: bool, value: &Value) -> Vec<String> {
        InPairs { style, explode }.write_cookie(name, value).unwrap()
    }

    /// The table of OpenAPI 3.0.3, "Style Examples".
    #[test]
    fn styles_are_those_of_the_specification() {
        let (scalar, array) = (json!("blue"), json!(["blue", "black", "brown"]));
        let object = json!({"R": 100, "G": 200, "B": 150});
        let in_path = |style, explode| [&scalar, &array, &object].map(|value| path("color", style, explode, value));
        let simple = ["blue", "blue,black,brown", "R,100,G,200,B,150"];
        assert_eq!(in_path(Style::Simple, false), sorted(simple));
        assert_eq!(in_path(Style::Simple, true), sorted(["blue", "blue,black,brown", "R=100,G=200,B=150"]));
        assert_eq!(in_path(Style::Label, true), sorted([".blue", ".blue.black.brown", ".R=100.G=200.B=150"]));
        assert_eq!(
            in_path(Style::Matrix, false),
            sorted([";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"])
        );
        assert_eq!(
            in_path(Style::Matrix, true),
            sorted([";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"])
        );
        let in_query = |style, explode, value| query("color", style, explode, false, value).join("&");
        assert_eq!(in_query(Style::Form, true, &array), "color=blue&color=black&color=brown");
        assert_eq!(in_query(Style::Form, false, &array), "color=blue,black,brown");
        assert_eq!(in_query(Style::SpaceDelimited, false, &array), "color=blue%20black%20brown");
        assert_eq!(in_query(Style::PipeDelimited, false, &array), "color=blue%7Cblack%7Cbrown");
        let deep = in_query(Style::DeepObject, true, &object);
        assert!(deep.contains("color[R]=100") && deep.contains("color[G]=200"), "{deep}");
    }

    /// Objects keep no order in `serde_json`: members come sorted.
    fn sorted(expected: [&str; 3]) -> [String; 3] {
        expected.map(|text| {
            text.replace("R,100,G,200,B,150", "B,150,G,200,R,100")
                .replace("R=100,G=200,B=150", "B=150,G=200,R=100")
                .replace("R=100.G=200.B=150", "B=150.G=200.R=100")
                .replace("R=100;G=200;B=150", "B=150;G=200;R=100")
        })
    }

    #[test]
    fn what_has_a_meaning_in_addresses_is_encoded() {
        assert_eq!(path("id", Style::Simple, false, &json!("a/b?c#d %é")), "a%2Fb%3Fc%23d%20%25%C3%A9");
        assert_eq!(query("q", Style::Form, true, false, &json!("email:*@x+y|z")), ["q=email%3A%2A%40x%2By%7Cz"]);
        assert_eq!(query("q", Style::Form, false, false, &json!(["a,b", "c"])), ["q=a%2Cb,c"]);
        assert_eq!(query("q", Style::Form, true, true, &json!("a/b&c")), ["q=a/b%26c"]);
        assert_eq!(query("q", Style::Form, false, true, &json!(["a,b", "c/d"])), ["q=a%2Cb,c/d"]);
        assert_eq!(path("v", Style::Label, true, &json!([1.5, 2])), ".1%2E5.2");
    }

    #[test]
    fn scalars_are_written_plainly() {
        assert_eq!(query("n", Style::Form, true, false, &json!(7)), ["n=7"]);
        assert_eq!(query("b", Style::Form, true, false, &json!(true)), ["b=true"]);
        assert!(query("ids", Style::Form, false, false, &json!([])).is_empty());
        assert_eq!(header(&json!(["a", "b"])), Ok("a,b".to_owned()));
        assert_eq!(cookie("id", Style::Form, true, &json!("a b")), ["id=a%20b"]);
        assert_eq!(cookie("ids", Style::Form, true, &json!(["a,b", "c"])), ["ids=a%2Cb,c"]);
        assert_eq!(cookie("point", Style::Form, true, &json!({"x": 1})), ["x=1"]);
    }

    #[test]
    fn nothing_is_encoded_in_the_style_cookie() {
        let written = |explode, value| cookie("a b", Style::Cookie, explode, &value);
        assert_eq!(written(true, json!("100% é")), ["a b=100% é"]);
        assert_eq!(written(true, json!(["x", "y"])), ["a b=x", "a b=y"]);
        assert_eq!(written(false, json!(["x", "y"])), ["a b=x,y"]);
        assert_eq!(written(true, json!({"R": 1, "G": 2})), ["G=2", "R=1"]);
        assert_eq!(written(false, json!({"R": 1})), ["a b=R,1"]);
    }

    #[test]
    fn deep_objects_have_their_places_in_names() {
        let value = json!({"a": {"b c": [1, {"d": "x&y"}]}, "e": null});
        let expected = ["f[a][b%20c][0]=1", "f[a][b%20c][1][d]=x%26y"];
        assert_eq!(query("f", Style::DeepObject, true, false, &value), expected);
    }

    #[test]
    fn what_would_be_read_as_another_value_is_not_written() {
        for value in [json!(["a,b"]), json!(["a", ""]), json!({"a": "b,c"}), json!(" a"), json!({"a ": "b"})] {
            assert!(header(&value).is_err(), "{value}");
        }
        let spaces = InPairs { style: Style::SpaceDelimited, explode: false };
        assert_eq!(
            spaces.write("q", false, &json!(["a b"])).unwrap_err().to_string(),
            "has a space within a part, and spaces between its parts"
        );
        assert!(InPairs { explode: true, ..spaces }.write("q", false, &json!(["a b"])).is_ok());
        let deep = InPairs { style: Style::DeepObject, explode: true };
        assert!(deep.write("q", false, &json!({"a": {"b]": 1}})).is_err());
        let cookies = InPairs { style: Style::Cookie, explode: true };
        for value in [json!("a;b"), json!("a "), json!("\"a\""), json!(["a,b"]), json!({"a=b": 1})] {
            assert!(cookies.write_cookie("c", &value).is_err(), "{value}");
        }
    }
}
