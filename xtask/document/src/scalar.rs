//! What a plain YAML scalar means: the core schema of YAML 1.2, as `serde_yaml` reads it.
//!
//! Quoted and block scalars never come here; they are strings.

use serde_json::Number;

use super::Value;

/// The value of a plain scalar; the error says why JSON has no such value.
pub(crate) fn resolve(text: &str) -> Result<Value, &'static str> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Boolean(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Boolean(false)),
        _ => {}
    }
    if has_leading_zero(text) {
        return Ok(Value::String(text.to_owned()));
    }
    if let Some(integer) = integer(text) {
        return Ok(Value::Number(integer));
    }
    match float(text) {
        Some(number) => match Number::from_f64(number) {
            Some(number) => Ok(Value::Number(number)),
            None => Err("JSON has no infinity and no NaN"),
        },
        None => Ok(Value::String(text.to_owned())),
    }
}

/// Whether JSON writes the value as it is written here.
pub(crate) fn is_plain(value: &Value, text: &str) -> bool {
    match value {
        Value::Number(number) => number.to_string() == text,
        Value::Boolean(true) => text == "true",
        Value::Boolean(false) => text == "false",
        _ => true,
    }
}

/// `007` is text: it would lose its zeros as a number.
fn has_leading_zero(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.len() > 1 && digits.starts_with('0') && digits[1..].bytes().all(|byte| byte.is_ascii_digit())
}

fn integer(text: &str) -> Option<Number> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    if negative {
        i64::from_str_radix(&format!("-{digits}"), radix).ok().map(Number::from)
    } else {
        u64::from_str_radix(digits, radix).ok().map(Number::from)
    }
}

fn float(text: &str) -> Option<f64> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        _ => {}
    }
    // `parse` also takes `inf`, `nan` and `infinity`, which are words here; an overflow stays a word, too.
    if !text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)) {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_read_as_serde_yaml_reads_them() {
        let scalars = [
            "~",
            "null",
            "Null",
            "nULL",
            "true",
            "True",
            "tRUE",
            "yes",
            "on",
            "no",
            "0",
            "-0",
            "+0",
            "007",
            "-007",
            "+7",
            "1_000",
            "0x1F",
            "0o17",
            "0b101",
            "-0x1F",
            "0x+1",
            "0xZ",
            "0x",
            "1.",
            ".5",
            "1.5e3",
            "1e3",
            "1E-3",
            "+1.5",
            "-1.5",
            "1e400",
            "e5",
            ".",
            "..",
            "+",
            "-x",
            "--1",
            "+-1",
            "1.2.3",
            "2020-01-01",
            "12:30",
            "18446744073709551615",
            "-9223372036854775808",
            "inf",
            "nan",
            "infinity",
            "-inf",
            "1e",
            "0.0",
        ];
        for text in scalars {
            let theirs: serde_yaml::Value = serde_yaml::from_str(text).expect(text);
            let theirs = serde_json::to_value(theirs).expect(text);
            let ours = super::super::Node::new(
                resolve(text).expect(text),
                super::super::Location::new(std::path::Path::new("a"), 1, 1),
            );
            assert_eq!(ours.to_json(), theirs, "{text}");
        }
    }

    #[test]
    fn integers_beyond_64_bits_are_floating_point_numbers() {
        for text in ["18446744073709551616", "-9223372036854775809"] {
            let Ok(Value::Number(number)) = resolve(text) else { panic!("{text} is a number") };
            assert_eq!(number.as_f64(), text.parse().ok(), "{text}");
            assert!(number.is_f64(), "{text}");
        }
    }

    #[test]
    fn what_json_cannot_say_is_refused() {
        for text in [".inf", "-.INF", ".nan", "+.inf"] {
            assert!(resolve(text).is_err(), "{text}");
        }
    }
}
