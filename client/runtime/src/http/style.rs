//! Parameters as text: the styles of OpenAPI ("Style Values"), percent-encoded but for the style `cookie`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same without the reserved characters (`allowReserved`), apart from those that end or split a query.
const UNRESERVED_ENCODED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// How the value of a parameter is written (OpenAPI 3.2, Style Values).
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

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn encode_reserved(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED_ENCODED).to_string()
}

fn as_it_is(text: &str) -> String {
    text.to_owned()
}

/// A scalar as people write it; what is nested deeper than a style reaches stays JSON.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The items of an array, or `name, value` of an object, or the one scalar.
fn flat(value: &Value, encode: fn(&str) -> String) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().map(|item| encode(&text(item))).collect(),
        Value::Object(members) => {
            members.iter().flat_map(|(name, value)| [encode(name), encode(&text(value))]).collect()
        }
        scalar => vec![encode(&text(scalar))],
    }
}

/// `name=value` of an object's members, or the items of anything else.
fn exploded(value: &Value, encode: fn(&str) -> String) -> Vec<String> {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| format!("{}={}", encode(name), encode(&text(value)))).collect()
        }
        other => flat(other, encode),
    }
}

fn items(value: &Value, explode: bool, encode: fn(&str) -> String) -> Vec<String> {
    if explode { exploded(value, encode) } else { flat(value, encode) }
}

/// A path segment, or a part of one.
pub(crate) fn path(name: &str, style: Style, explode: bool, value: &Value) -> String {
    let items = items(value, explode, encode);
    match style {
        Style::Label => format!(".{}", items.join(if explode { "." } else { "," })),
        Style::Matrix if explode && value.is_object() => format!(";{}", items.join(";")),
        Style::Matrix if explode => items.iter().map(|item| format!(";{}={item}", encode(name))).collect(),
        Style::Matrix => format!(";{}={}", encode(name), items.join(",")),
        _ => items.join(","),
    }
}

/// Pairs `name=value`, encoded, to be joined by `&`.
pub(crate) fn query(name: &str, style: Style, explode: bool, allow_reserved: bool, value: &Value) -> Vec<String> {
    pairs(&encode(name), style, explode, if allow_reserved { encode_reserved } else { encode }, value)
}

fn pairs(key: &str, style: Style, explode: bool, encoder: fn(&str) -> String, value: &Value) -> Vec<String> {
    match (style, value) {
        (Style::DeepObject, value) => {
            let mut pairs = Vec::new();
            deep(key, value, encoder, &mut pairs);
            pairs
        }
        (_, Value::Object(_)) if explode => exploded(value, encoder),
        (_, Value::Array(_)) if explode => {
            flat(value, encoder).into_iter().map(|item| format!("{key}={item}")).collect()
        }
        (_, Value::Array(items)) if items.is_empty() => Vec::new(),
        _ => {
            let separator = match style {
                Style::SpaceDelimited => "%20",
                Style::PipeDelimited => "%7C",
                _ => ",",
            };
            vec![format!("{key}={}", flat(value, encoder).join(separator))]
        }
    }
}

/// `key[member]=value` and `key[0]=value`, however deep.
fn deep(key: &str, value: &Value, encode_value: fn(&str) -> String, pairs: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (member, value) in members {
                deep(&format!("{key}[{}]", encode(member)), value, encode_value, pairs);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                deep(&format!("{key}[{index}]"), item, encode_value, pairs);
            }
        }
        scalar => pairs.push(format!("{key}={}", encode_value(&text(scalar)))),
    }
}

/// A header's value.
pub(crate) fn header(explode: bool, value: &Value) -> String {
    items(value, explode, as_it_is).join(",")
}

/// Pairs for `Cookie`, to be joined by `; `. In the style `form` arrays have commas in any case: no browser sends a name
/// twice.
pub(crate) fn cookie(name: &str, style: Style, explode: bool, value: &Value) -> Vec<String> {
    match style {
        Style::Cookie => pairs(name, style, explode, as_it_is, value),
        _ => pairs(&encode(name), style, explode && !value.is_array(), encode, value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
    }

    #[test]
    fn scalars_are_written_plainly() {
        assert_eq!(query("n", Style::Form, true, false, &json!(7)), ["n=7"]);
        assert_eq!(query("b", Style::Form, true, false, &json!(true)), ["b=true"]);
        assert!(query("ids", Style::Form, false, false, &json!([])).is_empty());
        assert_eq!(header(false, &json!(["a", "b"])), "a,b");
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
}
