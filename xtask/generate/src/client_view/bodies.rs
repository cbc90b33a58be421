//! Request bodies and responses of the view: one body of one kind each.

use serde_json::{Map, Value, json};

use super::{Normaliser, Rewrite};
use roster_document::Node;

/// What progenitor makes of a response.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Nothing,
    /// JSON of this schema.
    Json(Value),
    Bytes,
}

impl<'a> Normaliser<'a> {
    /// The body, and the media type that it really has where the view says octet stream.
    pub(super) fn request_body(&mut self, id: &str, body: &'a Node) -> (Option<Value>, Option<String>) {
        let Some(content) = body.get("content").and_then(Node::as_object).filter(|content| !content.is_empty()) else {
            return (None, None);
        };
        // JSON before forms before plain text before bytes; within a kind, the first one.
        let ranked = content.iter().min_by_key(|(name, _)| rank(name));
        let (name, member) = ranked.expect("there is at least one media type");
        let media = &member.node;
        if content.len() > 1 {
            self.note(Rewrite::RequestMediaTypeChosen, &member.key, id, format!("`{name}` of {}", content.len()));
        }
        if body.get("required").and_then(Node::as_bool) != Some(true) {
            self.note(Rewrite::RequestBodyMadeRequired, &body.location, id, "the body");
        }
        if media.get("encoding").is_some() {
            self.note(Rewrite::EncodingLeftOut, &media.location, id, format!("`{name}`"));
        }
        let schema = media.get("schema");
        let (view, schema, real) = match rank(name) {
            0 => {
                if essence(name) != "application/json" {
                    self.note(Rewrite::JsonVariantRenamed, &member.key, id, format!("`{name}`"));
                }
                ("application/json", self.json_schema(id, name, media), None)
            }
            1 => ("application/x-www-form-urlencoded", self.json_schema(id, name, media), None),
            2 if schema.is_none_or(|schema| is_plain_string(self.resolve(schema))) => {
                ("text/plain", json!({"type": "string"}), None)
            }
            _ => {
                self.note(Rewrite::RequestBodyMadeRaw, &member.key, id, format!("`{name}`"));
                let octets = json!({"type": "string", "format": "binary"});
                let real = !name.starts_with("multipart/") && !name.contains('*');
                ("application/octet-stream", octets, real.then(|| name.clone()))
            }
        };
        (Some(json!({"required": true, "content": {view: {"schema": schema}}})), real)
    }

    /// `responses`, with one kind of body among successes and one among errors.
    pub(super) fn responses(&mut self, id: &str, operation: &'a Node) -> Value {
        let mut successes = Vec::new();
        let mut errors = Vec::new();
        let mut default = None;
        let responses = operation.get("responses").and_then(Node::as_object);
        for (status, member) in responses.into_iter().flatten().filter(|(status, _)| !status.starts_with("x-")) {
            let response = self.resolve(&member.node);
            let kind = self.kind(id, status, response);
            match status.chars().next() {
                Some('2') => successes.push((status.as_str(), kind)),
                Some('4' | '5') => errors.push((status.as_str(), kind)),
                Some('d') => default = Some((kind, &member.key)),
                // Informational answers and redirects are `Error::UnexpectedResponse` of the raw client.
                _ => {}
            }
        }
        match default {
            Some((kind, _)) if successes.is_empty() && errors.is_empty() => successes.push(("default", kind)),
            Some((kind, location)) => {
                self.note(Rewrite::DefaultMadeErrors, location, id, "`default`");
                for range in ["4XX", "5XX"] {
                    if !errors.iter().any(|(status, _)| *status == range) {
                        errors.push((range, kind.clone()));
                    }
                }
            }
            None => {}
        }
        let mut view = Map::new();
        for (name, group) in [("successes", successes), ("errors", errors)] {
            let first = group.first().map(|(_, kind)| kind.clone());
            let merged = group.iter().any(|(_, kind)| Some(kind) != first.as_ref());
            if merged {
                self.note(Rewrite::ResponsesMerged, &operation.location, id, name);
            }
            for (status, kind) in group {
                view.insert(status.to_owned(), written(if merged { Kind::Bytes } else { kind }));
            }
        }
        Value::Object(view)
    }

    fn kind(&mut self, id: &str, status: &str, response: &'a Node) -> Kind {
        let Some(content) = response.get("content").and_then(Node::as_object).filter(|content| !content.is_empty())
        else {
            return Kind::Nothing;
        };
        let mut kinds = Vec::new();
        for (name, member) in content {
            let kind = match rank(name) {
                0 => {
                    if essence(name) != "application/json" {
                        self.note(Rewrite::JsonVariantRenamed, &member.key, id, format!("`{name}`"));
                    }
                    Kind::Json(self.json_schema(id, name, &member.node))
                }
                _ => Kind::Bytes,
            };
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
        if kinds.len() > 1 {
            self.note(Rewrite::ResponsesMerged, &response.location, id, format!("media types of {status}"));
            return Kind::Bytes;
        }
        kinds.remove(0)
    }

    fn json_schema(&mut self, id: &str, name: &str, media: &'a Node) -> Value {
        match media.get("schema") {
            Some(schema) => self.schema(id, schema),
            None => {
                self.note(Rewrite::SchemaMade, &media.location, id, format!("`{name}`"));
                json!({})
            }
        }
    }
}

fn written(kind: Kind) -> Value {
    match kind {
        Kind::Nothing => json!({"description": ""}),
        Kind::Json(schema) => json!({"description": "", "content": {"application/json": {"schema": schema}}}),
        Kind::Bytes => json!({
            "description": "",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }),
    }
}

fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// What progenitor can do with a media type: 0 JSON, 1 form, 2 text, 3 bytes.
fn rank(name: &str) -> u8 {
    match essence(name).as_str() {
        "application/json" => 0,
        other if other.ends_with("+json") => 0,
        "application/x-www-form-urlencoded" => 1,
        "text/plain" => 2,
        _ => 3,
    }
}

fn is_plain_string(schema: &Node) -> bool {
    let harmless = ["type", "description", "example", "title"];
    schema.get("type").and_then(Node::as_str) == Some("string")
        && schema
            .as_object()
            .is_some_and(|object| object.keys().all(|key| harmless.contains(&key.as_str()) || key.starts_with("x-")))
}
