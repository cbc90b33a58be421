//! JSONPath (RFC 9535): what an action selects.

use serde_json_path::JsonPath;

use crate::{Node, diagnostic::Diagnostic};

/// Brackets within each other; the parser calls itself for each.
const MAX_NESTING: usize = 32;

/// A JSONPath, and where it is written.
pub(super) struct Query {
    pub(super) text: Node,
    path: JsonPath,
}

impl Query {
    pub(super) fn parse(text: &Node) -> Result<Self, Diagnostic> {
        let wrong = |message: String, help: &str| Err(Diagnostic::error("json-path", &text.location, message, help));
        let Some(path) = text.as_str() else {
            return wrong(
                format!("a JSONPath is expected, not {}", text.type_name()),
                "write a JSONPath: `$.paths['/users'].get`",
            );
        };
        if nesting(path) > MAX_NESTING {
            return wrong(
                format!("the JSONPath has more than {MAX_NESTING} brackets within each other"),
                "write several actions",
            );
        }
        match JsonPath::parse(path) {
            Ok(parsed) => Ok(Self { text: text.clone(), path: parsed }),
            Err(error) => {
                let before = path.get(..error.position()).unwrap_or(path);
                let rest = &path[before.len()..];
                let at = before.chars().count() + 1;
                let why = match error.message() {
                    "parser error" => String::new(),
                    why => format!(": {why}"),
                };
                let message = match rest {
                    "" => format!("`{path}` is not JSONPath (RFC 9535): it ends too early, at its character {at}{why}"),
                    rest => format!("`{path}` is not JSONPath (RFC 9535), from `{rest}` on, its character {at}{why}"),
                };
                wrong(message, help(path, before, rest))
            }
        }
    }

    /// The pointers of what is selected in a document, each once: what stands within others, and the last items of a list,
    /// first.
    pub(super) fn select(&self, document: &serde_json::Value) -> Vec<String> {
        let mut selected = self.path.query_located(document).dedup().all();
        // Elements at the same depth of one value are either all names or all numbers.
        selected
            .sort_by(|left, right| right.location().partial_cmp(left.location()).unwrap_or(std::cmp::Ordering::Equal));
        selected.iter().map(|node| node.location().to_json_pointer()).collect()
    }

    pub(super) fn as_text(&self) -> &str {
        self.text.as_str().unwrap_or_default()
    }
}

fn nesting(path: &str) -> usize {
    let depths = path.chars().scan(0_usize, |depth, character| {
        match character {
            '(' | '[' => *depth += 1,
            ')' | ']' => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    });
    depths.max().unwrap_or_default()
}

fn help(path: &str, before: &str, rest: &str) -> &'static str {
    if !path.starts_with('$') {
        return "begin with `$`, the document";
    }
    let is_after_name = before.ends_with(|character: char| character == '.' || character.is_alphanumeric());
    match rest.starts_with(|character: char| "-/{ ".contains(character)) && is_after_name {
        true => "write names with other characters than letters, digits and `_` in quotes: `$.paths['/users']`",
        false => "correct it: `$.paths['/users'].get`, `$.paths.*.*`, `$..parameters[?@.in == 'query']`",
    }
}
