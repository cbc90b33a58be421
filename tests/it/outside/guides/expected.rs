//! What a sample has to print, as a guide shows it: `…` stands for anything.
//!
//! In text it stands for any part of a line, and alone on a line for any lines. In JSON it stands for any value, in quotes
//! for any part of a text, and in place of members or items for those that are not shown; white space and the order of
//! members do not matter there.

use serde_json::Value;

const ANYTHING: &str = "…";

/// Compares lines, without the white space at their ends.
pub(super) fn text(expected: &str, printed: &str) -> Result<(), String> {
    let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    let (expected, printed) = (lines(expected), lines(printed));
    if lines_fit(&expected, &printed) {
        return Ok(());
    }
    Err(match expected.iter().find(|line| !printed.iter().any(|printed| fits(line, printed))) {
        Some(line) => format!("no line is `{line}`"),
        None => "there are other lines, or they have another order".to_owned(),
    })
}

/// Compares one or more values.
pub(super) fn json(expected: &str, printed: &str) -> Result<(), String> {
    let expected = values(&with_quotes(expected)).map_err(|error| format!("the guide has no JSON: {error}"))?;
    let printed = values(printed).map_err(|error| format!("this is no JSON: {error}"))?;
    if expected.len() != printed.len() {
        return Err(format!("{} values, and not {}", printed.len(), expected.len()));
    }
    expected.iter().zip(&printed).try_for_each(|(expected, printed)| value_fits(expected, printed, ""))
}

fn values(text: &str) -> serde_json::Result<Vec<Value>> {
    serde_json::Deserializer::from_str(text).into_iter().collect()
}

fn lines_fit(expected: &[String], printed: &[String]) -> bool {
    let Some((first, rest)) = expected.split_first() else { return printed.is_empty() };
    if first == ANYTHING {
        return (0..=printed.len()).any(|skipped| lines_fit(rest, &printed[skipped..]));
    }
    printed.split_first().is_some_and(|(line, others)| fits(first, line) && lines_fit(rest, others))
}

/// Whether a text is what the pattern says.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split(ANYTHING);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// Puts every `…` that stands outside of quotes into some, so that the rest is JSON.
fn with_quotes(text: &str) -> String {
    let mut result = String::new();
    let mut open = Vec::new();
    let (mut before, mut is_quoted, mut is_escaped) = (' ', false, false);
    for character in text.chars() {
        if is_quoted {
            is_quoted = is_escaped || character != '"';
            is_escaped = character == '\\' && !is_escaped;
            result.push(character);
            continue;
        }
        match character {
            '…' if open.last() == Some(&'{') && before != ':' => result.push_str("\"…\": \"…\""),
            '…' => result.push_str("\"…\""),
            other => result.push(other),
        }
        match character {
            '"' => is_quoted = true,
            '{' | '[' => open.push(character),
            '}' | ']' => {
                open.pop();
            }
            _ => {}
        }
        if !character.is_whitespace() {
            before = character;
        }
    }
    result
}

fn value_fits(expected: &Value, printed: &Value, place: &str) -> Result<(), String> {
    match (expected, printed) {
        (Value::String(pattern), _) if pattern == ANYTHING => Ok(()),
        (Value::String(pattern), Value::String(text)) if fits(pattern, text) => Ok(()),
        (Value::Array(items), Value::Array(others)) => {
            let (items, is_open) = match items.split_last() {
                Some((Value::String(last), shown)) if last == ANYTHING => (shown, true),
                _ => (&items[..], false),
            };
            if others.len() < items.len() || (!is_open && others.len() > items.len()) {
                return Err(format!("at `{place}`: {} items, and not {}", others.len(), items.len()));
            }
            let mut pairs = items.iter().zip(others).enumerate();
            pairs.try_for_each(|(index, (item, other))| value_fits(item, other, &format!("{place}/{index}")))
        }
        (Value::Object(members), Value::Object(others)) => {
            if let Some(extra) = others.keys().find(|name| !members.contains_key(*name))
                && !members.contains_key(ANYTHING)
            {
                return Err(format!("at `{place}`: `{extra}` is not shown"));
            }
            for (name, member) in members.iter().filter(|(name, _)| *name != ANYTHING) {
                let other = others.get(name).ok_or_else(|| format!("at `{place}`: there is no `{name}`"))?;
                value_fits(member, other, &format!("{place}/{name}"))?;
            }
            Ok(())
        }
        _ if expected == printed => Ok(()),
        _ => Err(format!("at `{place}`: {printed}, and not {expected}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_compared_with_gaps() {
        for (expected, printed) in [
            ("a\nb\n", "a\r\nb\n\n"),
            ("a … c", "a b c"),
            ("…", ""),
            ("…\nb", "a\na\nb"),
            ("a\n…\nd", "a\nb\nc\nd"),
            ("x…y…z", "x1y2yz"),
        ] {
            assert_eq!(text(expected, printed), Ok(()), "{expected}");
        }
        for (expected, printed) in [("a", "a\nb"), ("a\nb", "a"), ("a … c", "a b"), ("", "a"), ("x…x", "x")] {
            assert!(text(expected, printed).is_err(), "{expected}");
        }
        assert_eq!(text("a\nq", "a\nb"), Err("no line is `q`".to_owned()));
    }

    #[test]
    fn json_is_compared_by_what_it_says() {
        for (expected, printed) in [
            (r#"{"a": 1, "b": "x"}"#, r#"{"b":"x","a":1}"#),
            (r#"{"a": …}"#, r#"{"a":[1,2]}"#),
            (r#"{"a": 1, …}"#, r#"{"a":1,"b":2}"#),
            ("{\n  \"a\": 1,\n  …\n}", r#"{"a":1}"#),
            (r#"[{"a": 1}, …]"#, r#"[{"a":1},2,3]"#),
            (r#"{"at": "2026-…Z"}"#, r#"{"at":"2026-11-22T08:00:00Z"}"#),
            (r#"{"\"…": "{…"}"#, r#"{"\"…":"{x"}"#),
            ("{}\n[]", "{}[]"),
        ] {
            assert_eq!(json(expected, printed), Ok(()), "{expected}");
        }
        for (expected, printed, fault) in [
            (r#"{"a": 1}"#, r#"{"a":1,"b":2}"#, "at ``: `b` is not shown"),
            (r#"{"a": 1, …}"#, r#"{"b":2}"#, "at ``: there is no `a`"),
            (r#"[1, 2]"#, "[1]", "at ``: 1 items, and not 2"),
            (r#"[1]"#, "[1,2]", "at ``: 2 items, and not 1"),
            (r#"{"a": {"b": "x…"}}"#, r#"{"a":{"b":"y"}}"#, r#"at `/a/b`: "y", and not "x…""#),
            ("{}", "{}{}", "2 values, and not 1"),
        ] {
            assert_eq!(json(expected, printed), Err(fault.to_owned()), "{expected}");
        }
        assert!(json("{}", "<html>").is_err());
    }
}
