//! Request bodies and responses of the view: one body of one kind each.

use serde_json::{Map, Value, json};

use super::{Normaliser, Rewrite};
use roster_document::{
    Keyword, MediaType, Operation, RequestBody, Response, Schema, SchemaType, StatusPattern, essence,
};

/// What progenitor makes of a response.
#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Nothing,
    /// JSON of this schema.
    Json(Value),
    Bytes,
}

impl Normaliser<'_> {
    /// The body, and the media type that it really has where the view says octet stream.
    pub(super) fn request_body(&mut self, id: &str, body: &RequestBody) -> (Option<Value>, Option<String>) {
        // JSON before forms before plain text before bytes; within a kind, the first one.
        let Some(media) = body.content.iter().min_by_key(|media| rank(&media.name)) else { return (None, None) };
        let MediaType { name, location, schema, .. } = media.as_ref();
        if body.content.len() > 1 {
            self.note(Rewrite::RequestMediaTypeChosen, location, id, format!("`{name}` of {}", body.content.len()));
        }
        if !body.required {
            self.note(Rewrite::RequestBodyMadeRequired, &body.location, id, "the body");
        }
        if !media.encoding.is_empty() {
            self.note(Rewrite::EncodingLeftOut, location, id, format!("`{name}`"));
        }
        let (view, schema, real) = match rank(name) {
            0 => {
                if essence(name) != "application/json" {
                    self.note(Rewrite::JsonVariantRenamed, location, id, format!("`{name}`"));
                }
                ("application/json", self.json_schema(id, media), None)
            }
            1 => ("application/x-www-form-urlencoded", self.json_schema(id, media), None),
            2 if schema.is_none_or(|schema| is_plain_string(self.document.schema(schema))) => {
                ("text/plain", json!({"type": "string"}), None)
            }
            _ => {
                self.note(Rewrite::RequestBodyMadeRaw, location, id, format!("`{name}`"));
                let octets = json!({"type": "string", "format": "binary"});
                let real = !name.starts_with("multipart/") && !name.contains('*');
                ("application/octet-stream", octets, real.then(|| name.clone()))
            }
        };
        (Some(json!({"required": true, "content": {view: {"schema": schema}}})), real)
    }

    /// `responses`, with one kind of body among successes and one among errors.
    pub(super) fn responses(&mut self, operation: &Operation) -> Value {
        let id = &operation.id;
        let mut successes = Vec::new();
        let mut errors = Vec::new();
        let mut default = None;
        for (status, response) in &operation.responses {
            let kind = self.kind(id, *status, response);
            match status {
                StatusPattern::Exact(200..300) | StatusPattern::Range(2) => successes.push((status.to_string(), kind)),
                StatusPattern::Exact(400..) | StatusPattern::Range(4..) => errors.push((status.to_string(), kind)),
                StatusPattern::Default => default = Some((kind, &response.location)),
                // Redirects are `Error::UnexpectedResponse` of the raw client.
                StatusPattern::Exact(_) | StatusPattern::Range(_) => {}
            }
        }
        match default {
            Some((kind, _)) if successes.is_empty() && errors.is_empty() => {
                successes.push(("default".to_owned(), kind));
            }
            Some((kind, location)) => {
                self.note(Rewrite::DefaultMadeErrors, location, id, "`default`");
                for range in ["4XX", "5XX"] {
                    if !errors.iter().any(|(status, _)| status == range) {
                        errors.push((range.to_owned(), kind.clone()));
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
                view.insert(status, written(if merged { Kind::Bytes } else { kind }));
            }
        }
        Value::Object(view)
    }

    fn kind(&mut self, id: &str, status: StatusPattern, response: &Response) -> Kind {
        let mut kinds = Vec::new();
        for media in &response.content {
            let MediaType { name, location, .. } = media.as_ref();
            let kind = match rank(name) {
                0 => {
                    if essence(name) != "application/json" {
                        self.note(Rewrite::JsonVariantRenamed, location, id, format!("`{name}`"));
                    }
                    Kind::Json(self.json_schema(id, media))
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
        kinds.pop().unwrap_or(Kind::Nothing)
    }

    fn json_schema(&mut self, id: &str, media: &MediaType) -> Value {
        match media.schema {
            Some(schema) => self.schema(id, schema),
            None => {
                self.note(Rewrite::SchemaMade, &media.location, id, format!("`{}`", media.name));
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

fn is_plain_string(schema: &Schema) -> bool {
    let harmless = |keyword: &Keyword| keyword.field.name == "type" || !keyword.field.acts;
    schema.schema_type() == Some(SchemaType::String) && schema.keywords().all(harmless)
}
