//! The documented contract, read from the bundled documents, and held against every response that a test receives.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, LazyLock},
};

use http::{HeaderMap, Method, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};

/// Both documents, ready to validate against.
pub static DOCUMENTS: LazyLock<[Document; 2]> = LazyLock::new(|| {
    [
        Document::new("twona", include_str!("../../openapi/bundled/twona.openapi31.json")),
        Document::new("docutools", include_str!("../../openapi/bundled/docutools.openapi31.json")),
    ]
});

/// A bundled 3.1 document and its operations.
pub struct Document {
    pub name: &'static str,
    pub root: Value,
    operations: Vec<Arc<Operation>>,
    /// The operation's components in the form that JSON Schema validates, objects closed.
    components: Value,
}

/// An operation as documented.
pub struct Operation {
    pub document: &'static str,
    pub id: String,
    pub method: Method,
    pub path: String,
    /// Whether a caller has to be signed in.
    pub is_guarded: bool,
    /// Of these a caller has to have one (`x-authorities`); empty where anybody may call who is signed in.
    pub authorities: Vec<String>,
    /// What callers get who have none of them.
    pub refusal: u16,
    /// The documented path and its aliases.
    templates: Vec<String>,
    responses: BTreeMap<String, Value>,
}

/// Why a response is not what the document says.
#[derive(Debug)]
pub struct Breach(String);

impl fmt::Display for Breach {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Document {
    fn new(name: &'static str, text: &str) -> Self {
        let root: Value = serde_json::from_str(text).expect("the bundle is JSON");
        let mut operations = Vec::new();
        for (path, item) in root["paths"].as_object().expect("paths") {
            for method in ["get", "put", "post", "delete", "options", "head", "patch", "trace"] {
                let Some(operation) = item.get(method) else { continue };
                let aliases = operation.get("x-aliases").and_then(Value::as_array);
                let aliases = aliases.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
                let security = operation.get("security").unwrap_or(&root["security"]);
                let refusal = [operation, &root].iter().find_map(|place| place["x-rejections"]["authority"].as_u64());
                let authorities = operation["x-authorities"].as_array().into_iter().flatten();
                operations.push(Arc::new(Operation {
                    document: name,
                    id: operation["operationId"].as_str().expect("operationId").to_owned(),
                    method: method.to_uppercase().parse().expect("method"),
                    path: path.clone(),
                    is_guarded: security.as_array().is_some_and(|alternatives| !alternatives.is_empty()),
                    refusal: refusal.map_or(403, |status| u16::try_from(status).expect("a status")),
                    authorities: authorities.filter_map(Value::as_str).map(str::to_owned).collect(),
                    templates: std::iter::once(path.clone()).chain(aliases).collect(),
                    responses: operation["responses"]
                        .as_object()
                        .expect("responses")
                        .iter()
                        .map(|(status, response)| (status.clone(), response.clone()))
                        .collect(),
                }));
            }
        }
        let mut components = root["components"].clone();
        close(&mut components["schemas"]);
        Self { name, root, operations, components }
    }

    pub fn operations(&self) -> &[Arc<Operation>] {
        &self.operations
    }

    /// The operation with this operationId.
    ///
    /// # Panics
    /// If the document has none.
    pub fn operation(&self, id: &str) -> &Arc<Operation> {
        self.operations
            .iter()
            .find(|operation| operation.id == id)
            .unwrap_or_else(|| panic!("the {} document has no operation {id}", self.name))
    }

    /// Holds a response against what `operation` documents: status, media type, headers, body.
    pub fn check(
        &self,
        operation: &Operation,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<(), Breach> {
        let breach = |text: String| {
            Breach(format!("{} {}: {} {}: {text}", self.name, operation.id, operation.method, operation.path))
        };
        let response = operation
            .responses
            .get(status.as_str())
            .ok_or_else(|| breach(format!("status {status} is not documented")))?;
        for (name, header) in response.get("headers").and_then(Value::as_object).into_iter().flatten() {
            match headers.get(name) {
                None if header["required"] == json!(true) => {
                    return Err(breach(format!("{status} without the required header {name}")));
                }
                None => {}
                Some(value) => {
                    let text = value.to_str().map_err(|error| breach(format!("header {name}: {error}")))?;
                    self.check_header(&header["schema"], text)
                        .map_err(|why| breach(format!("header {name}: {why}")))?;
                }
            }
        }
        let content = response.get("content").and_then(Value::as_object);
        if operation.method == Method::HEAD {
            return if body.is_empty() { Ok(()) } else { Err(breach("a body in answer to HEAD".into())) };
        }
        let Some(content) = content else {
            return if body.is_empty() {
                Ok(())
            } else {
                Err(breach(format!("{status} documents no body, and has one")))
            };
        };
        let media_type = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let essence = roster_runtime::essence(media_type);
        let documented = content
            .get(essence)
            .ok_or_else(|| breach(format!("{status} does not document the media type {essence:?}")))?;
        if essence.ends_with("json") {
            let value: Value = serde_json::from_slice(body).map_err(|error| breach(format!("body: {error}")))?;
            let violations = self.violations(&documented["schema"], &value);
            if !violations.is_empty() {
                return Err(breach(format!("{status} body: {}\n{value:#}", violations.join("; "))));
            }
        }
        Ok(())
    }

    fn check_header(&self, schema: &Value, text: &str) -> Result<(), String> {
        let value = match schema["type"].as_str() {
            Some("integer" | "number" | "boolean") => serde_json::from_str(text).map_err(|error| error.to_string())?,
            _ => Value::String(text.to_owned()),
        };
        let violations = self.violations(schema, &value);
        if violations.is_empty() { Ok(()) } else { Err(violations.join("; ")) }
    }

    fn violations(&self, schema: &Value, value: &Value) -> Vec<String> {
        let mut schema = schema.clone();
        close(&mut schema);
        let wrapped = json!({"allOf": [schema], "components": self.components});
        validator(&wrapped).iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

impl Operation {
    /// The statuses that are documented.
    pub fn statuses(&self) -> impl Iterator<Item = &str> {
        self.responses.keys().map(String::as_str)
    }

    /// The examples of problem documents.
    pub fn problems(&self) -> Vec<&Value> {
        let contents =
            self.responses.values().filter_map(|response| response.pointer("/content/application~1problem+json"));
        contents
            .flat_map(|content| {
                let several =
                    content.get("examples").and_then(Value::as_object).into_iter().flat_map(|all| all.values());
                content.get("example").into_iter().chain(several.filter_map(|example| example.get("value")))
            })
            .collect()
    }

    /// The documented path, and its aliases.
    pub fn templates(&self) -> &[String] {
        &self.templates
    }

    /// The documented path with its parameters filled in, percent-encoded.
    ///
    /// # Panics
    /// If a parameter of the path is not given.
    pub fn fill(&self, template: usize, values: &[(String, String)]) -> String {
        self.templates[template]
            .split('/')
            .map(|segment| match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                None => segment.to_owned(),
                Some(name) => {
                    let (_, value) = values
                        .iter()
                        .find(|(given, _)| given == name)
                        .unwrap_or_else(|| panic!("{} needs the path parameter {name}", self.id));
                    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
                }
            })
            .collect::<Vec<_>>()
            .join("/")
    }
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(schema)
        .unwrap_or_else(|error| panic!("the documented schema is not a JSON Schema: {error}"))
}

/// Forbids what a schema does not document: a server must not send properties that are not in the document.
/// Members of `allOf` stay open, since each sees the properties of the others.
fn close(schema: &mut Value) {
    close_in(schema, false);
}

fn close_in(schema: &mut Value, inside_all_of: bool) {
    match schema {
        Value::Object(members) => {
            let closes = members.contains_key("properties")
                && !members.contains_key("additionalProperties")
                && !members.contains_key("allOf")
                && !inside_all_of;
            for (key, member) in members.iter_mut() {
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const") {
                    close_in(member, key == "allOf" || key == "not");
                }
            }
            if closes && members.get("properties").is_some_and(Value::is_object) {
                members.insert("additionalProperties".into(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| close_in(item, inside_all_of)),
        _ => {}
    }
}
