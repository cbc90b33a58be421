//! Problem documents (RFC 9457), read the way that RFC asks for: members of a wrong type are ignored.

use std::fmt;

use serde_json::{Map, Value};

/// An `application/problem+json` body.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// `type`: a URI reference that identifies the kind of problem; `about:blank` where it is not given.
    pub kind: String,
    pub title: Option<String>,
    /// The status as the body repeats it; [`crate::Error::status`] is the one of the answer.
    pub status: Option<u16>,
    pub detail: Option<String>,
    pub instance: Option<String>,
    /// Stable, snake case: what programs should look at.
    pub code: Option<String>,
    /// What exactly is wrong with the input, where input is at fault.
    pub errors: Vec<Violation>,
    /// All other members.
    pub extensions: Map<String, Value>,
}

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// RFC 6901 pointer into the body.
    pub pointer: Option<String>,
    /// The name of a parameter.
    pub parameter: Option<String>,
    pub detail: String,
}

impl Problem {
    /// Reads a body; none where it is not a JSON object.
    pub fn from_slice(body: &[u8]) -> Option<Self> {
        let mut members: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let mut text = |name: &str| match members.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let (kind, title, detail) = (text("type"), text("title"), text("detail"));
        let (instance, code) = (text("instance"), text("code"));
        let status = members.remove("status").and_then(|status| u16::try_from(status.as_u64()?).ok());
        let errors = match members.remove("errors") {
            Some(Value::Array(errors)) => errors.iter().filter_map(Violation::from_value).collect(),
            _ => Vec::new(),
        };
        let kind = kind.unwrap_or_else(|| "about:blank".to_owned());
        Some(Self { kind, title, status, detail, instance, code, errors, extensions: members })
    }
}

impl Violation {
    fn from_value(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self { pointer: text("pointer"), parameter: text("parameter"), detail: text("detail")? })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = self.title.as_deref().or(self.code.as_deref()).unwrap_or(&self.kind);
        formatter.write_str(title)?;
        if let Some(detail) = &self.detail {
            write!(formatter, ": {detail}")?;
        }
        for violation in &self.errors {
            match violation.pointer.as_ref().or(violation.parameter.as_ref()) {
                Some(place) => write!(formatter, "; {place}: {}", violation.detail)?,
                None => write!(formatter, "; {}", violation.detail)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_wrong_type_are_ignored() {
        let problem =
            Problem::from_slice(br#"{"type": 3, "title": "Not found", "status": "404", "trace": "x"}"#).unwrap();
        assert_eq!((problem.kind.as_str(), problem.status), ("about:blank", None));
        assert_eq!(problem.extensions["trace"], "x");
        assert!(Problem::from_slice(b"[1]").is_none());
    }

    #[test]
    fn display_names_every_violation() {
        let body = br#"{"title":"Invalid body","detail":"2 faults","errors":[{"pointer":"/name","detail":"is empty"},{"parameter":"q","detail":"is odd"}]}"#;
        let text = Problem::from_slice(body).unwrap().to_string();
        assert_eq!(text, "Invalid body: 2 faults; /name: is empty; q: is odd");
    }
}
