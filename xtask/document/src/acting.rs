//! What of a document acts, in one spelling: what the document that a server derives from its tables has to be equal to.
//!
//! `grammar.rs` says which fields act. What can be said in several ways is said in one:
//!
//! | written | becomes |
//! | --- | --- |
//! | a flag that is `false`, an empty list or map | left out, as its absence says the same |
//! | a parameter's `required`, `style` and `explode` | written, as the default says where they are not |
//! | `security`, `x-rejections`, `x-body-limit` of the document | in each operation, unless it has its own; with defaults |
//! | `mapping: {a: Cat}` of a discriminator | `mapping: {a: '#/components/schemas/Cat'}` |
//! | a component that is a mere `$ref` | `allOf` of that |
//! | `true` and `false` as schemas | `{}` and `{not: {}}` |
//! | a list of types | null last; one type alone is no list |
//! | `contentEncoding` that is not base64 | left out: nobody decodes it |
//! | `contentMediaType` and `contentSchema`, unless both are there for JSON | left out: nobody looks inside |
//! | `scheme: Bearer` | `scheme: bearer` |
//! | `openapi: 3.2.0` | `openapi: 3.1.0` |
//! | `prefixEncoding`, `itemEncoding` | `contentType` alone; the last ones left out that repeat that of all that follow |
//! | `content` of a parameter or header without a schema | `schema: {}` in it |
//! | no `components`, no `paths` | `components: {}`, `paths: {}`, as utoipa writes them |
//! | an operation without `operationId` | the name that generated code gives it |
//! | a path without operations | left out |

use std::collections::HashSet;

use super::{
    Kind, Location, METHODS, Member, Node, Object, Shape, Value, Version,
    document::is_json,
    grammar::ADDITIONAL_OPERATIONS,
    operation::{methods, new_id, webhooks},
    resolve, upgrade,
};

/// Bodies are at most so long where `x-body-limit` says nothing, in bytes.
const BODY_LIMIT: u64 = 2 * 1024 * 1024;

/// Everything that acts in a document that was mended, as OpenAPI 3.1.
pub fn acting(document: &Node) -> serde_json::Value {
    upgrade(&Keeper { document }.keep(document, &Shape::Object(Kind::Document)))
}

struct Keeper<'document> {
    document: &'document Node,
}

impl Keeper<'_> {
    fn keep(&self, node: &Node, shape: &Shape) -> Node {
        let members = |keep: &dyn Fn(&str, &Node) -> Option<Node>| match &node.value {
            Value::Object(object) => {
                let kept = object.iter().filter_map(|(name, member)| {
                    let node = keep(name, &member.node)?;
                    Some((name.clone(), Member { key: member.key.clone(), node }))
                });
                Node::new(Value::Object(kept.collect()), node.location.clone())
            }
            _ => node.clone(),
        };
        match shape {
            Shape::Reference(Kind::Schema) if node.as_bool().is_some() => boolean_schema(node),
            Shape::Reference(_) if node.reference().is_some() => {
                members(&|name, node| (name == "$ref").then(|| node.clone()))
            }
            Shape::Reference(kind) | Shape::Object(kind) => match kind.shape() {
                Shape::Any => {
                    let mut kept = members(&|name, node| self.member(*kind, name, node));
                    if let Value::Object(object) = &mut kept.value {
                        self.settle(*kind, node, object);
                    }
                    kept
                }
                free => self.keep(node, free),
            },
            Shape::BooleanOrSchema if node.as_bool().is_some() => node.clone(),
            Shape::BooleanOrSchema => self.keep(node, &Shape::Reference(Kind::Schema)),
            Shape::List(inner) => node.map_items(|item| self.keep(item, inner)),
            Shape::Map(inner) => members(&|_, node| Some(self.keep(node, inner))),
            Shape::Patterned(inner) => members(&|name, node| (!name.starts_with("x-")).then(|| self.keep(node, inner))),
            Shape::Any
            | Shape::Text
            | Shape::Boolean
            | Shape::Number
            | Shape::Count
            | Shape::Choice(_)
            | Shape::OneOrMore(_) => node.clone(),
        }
    }

    fn member(&self, kind: Kind, name: &str, node: &Node) -> Option<Node> {
        let Some(field) = kind.field(name) else {
            let says_something = !matches!(node.value, Value::Boolean(false)) && !is_empty(node);
            return (kind.acting_extensions().contains(&name) && says_something).then(|| node.clone());
        };
        let kept = field.acts.then(|| self.keep(node, field.shape))?;
        let says_nothing = match field.shape {
            // Some styles explode where nothing is said.
            Shape::Boolean if name == "explode" && kind != Kind::Header => false,
            Shape::Boolean => kept.as_bool() == Some(false),
            Shape::List(_) | Shape::Map(_) => is_empty(&kept),
            Shape::Text if name == "contentEncoding" => kept.as_str() != Some("base64"),
            _ => false,
        };
        (!says_nothing).then_some(kept)
    }

    /// Settles what an object of this kind says; its members are settled already.
    fn settle(&self, kind: Kind, written: &Node, object: &mut Object) {
        match kind {
            Kind::Document => settle_document(object, written),
            Kind::Components => settle_aliases(object),
            Kind::Operation => self.settle_operation(written, object),
            Kind::Parameter => {
                settle_content(object);
                settle_parameter(object, &written.location);
            }
            Kind::Header => settle_content(object),
            Kind::Schema => {
                settle_types(object);
                settle_content_of_texts(object);
            }
            Kind::Discriminator => settle_mapping(object),
            Kind::MediaType => self.settle_parts(written, object),
            Kind::SecurityScheme => {
                if let Some(Value::String(scheme)) = object.get_mut("scheme").map(|member| &mut member.node.value) {
                    scheme.make_ascii_lowercase();
                }
            }
            _ => {}
        }
    }

    /// What parts may be by their position, where they are items of a sequence.
    fn settle_parts(&self, written: &Node, media: &mut Object) {
        let of_type = written.get("schema").and_then(|schema| resolve(self.document, schema).get("type"));
        let is_array = of_type.is_some_and(|name| name.as_str() == Some("array"));
        let is_sequence = is_array || written.get("itemSchema").is_some();
        let place = &written.location;
        let encoding = |content_type: Option<&str>| {
            let mut encoding = Object::new();
            if let Some(content_type) = content_type {
                insert(&mut encoding, "contentType", Value::String(content_type.to_owned()), place);
            }
            Value::Object(encoding)
        };
        let content_type = |encoding: &Node| Some(encoding.get("contentType")?.as_str()?.to_owned());
        let rest = media.shift_remove("itemEncoding").and_then(|member| content_type(&member.node));
        let prefix = media.shift_remove("prefixEncoding");
        let prefix = prefix.as_ref().and_then(|member| member.node.as_array()).into_iter().flatten();
        let mut prefix: Vec<_> = prefix.map(content_type).collect();
        while prefix.last().is_some_and(|last| *last == rest) {
            prefix.pop();
        }
        if is_sequence && !prefix.is_empty() {
            let prefix = prefix.iter().map(|one| Node::new(encoding(one.as_deref()), place.clone())).collect();
            insert(media, "prefixEncoding", Value::Array(prefix), place);
        }
        if is_sequence && rest.is_some() {
            insert(media, "itemEncoding", encoding(rest.as_deref()), place);
        }
    }

    /// What holds for the operation, whether it is written there or for the whole document.
    fn settle_operation(&self, written: &Node, operation: &mut Object) {
        let place = &written.location;
        let stated = |key: &str| written.get(key).into_iter().chain(self.document.get(key));
        operation.shift_remove("security");
        if let Some(security) = stated("security").next().filter(|security| !is_empty(security)) {
            insert(operation, "security", security.value.clone(), place);
        }
        let documents_404 = written.get("responses").is_some_and(|responses| responses.get("404").is_some());
        let mut rejections = Object::new();
        for (refusal, default) in [
            ("parameter", 400),
            ("path-parameter", if documents_404 { 404 } else { 400 }),
            ("body", 400),
            ("credential", 401),
            ("authority", 403),
        ] {
            let status = stated("x-rejections").find_map(|stated| stated.get(refusal)?.as_u64()).unwrap_or(default);
            insert(&mut rejections, refusal, Value::Number(status.into()), place);
        }
        insert(operation, "x-rejections", Value::Object(rejections), place);
        operation.shift_remove("x-body-limit");
        if operation.contains_key("requestBody") || operation.contains_key("x-optional-body") {
            let limit = stated("x-body-limit").find_map(Node::as_u64).unwrap_or(BODY_LIMIT);
            insert(operation, "x-body-limit", Value::Number(limit.into()), place);
        }
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

fn insert(object: &mut Object, name: &str, value: Value, place: &Location) {
    object.insert(name.to_owned(), Member { key: place.clone(), node: Node::new(value, place.clone()) });
}

fn settle_document(document: &mut Object, written: &Node) {
    let place = &written.location;
    for key in ["security", "x-rejections", "x-body-limit"] {
        document.shift_remove(key);
    }
    if let Some(version) = document.get_mut("openapi") {
        version.node.value = Value::String(Version::V31.full().to_owned());
    }
    if let Some(Value::Object(paths)) = document.get_mut("paths").map(|member| &mut member.node.value) {
        paths.retain(|_, item| methods(&item.node).next().is_some());
        name_operations(paths, webhooks(written).iter().filter_map(|webhook| webhook.id().map(str::to_owned)));
    }
    for key in ["paths", "components"] {
        if !document.contains_key(key) {
            insert(document, key, Value::Object(Object::new()), place);
        }
    }
}

/// Names what has no `operationId`, in the document's order, as the generator does.
fn name_operations(paths: &mut Object, of_webhooks: impl Iterator<Item = String>) {
    let mut taken: HashSet<String> = paths
        .values()
        .flat_map(|item| methods(&item.node))
        .filter_map(|(_, member)| Some(member.node.get("operationId")?.as_str()?.to_owned()))
        .chain(of_webhooks)
        .collect();
    let mut name = |path: &str, method: &str, operation: &mut Node| {
        let Value::Object(members) = &mut operation.value else { return };
        if members.contains_key("operationId") {
            return;
        }
        let id = new_id(method, path, &mut taken);
        insert(members, "operationId", Value::String(id), &operation.location);
    };
    for (path, item) in paths {
        let Value::Object(item) = &mut item.node.value else { continue };
        for (method, member) in item.iter_mut().filter(|(name, _)| METHODS.contains(&name.as_str())) {
            name(path, method, &mut member.node);
        }
        if let Some(Value::Object(others)) = item.get_mut(ADDITIONAL_OPERATIONS).map(|member| &mut member.node.value) {
            for (method, member) in others {
                name(path, method, &mut member.node);
            }
        }
    }
}

/// A schema that everything fits, or nothing.
pub(crate) fn boolean_schema(node: &Node) -> Node {
    let everything = Node::new(Value::Object(Object::new()), node.location.clone());
    let mut schema = everything.clone();
    if let (Value::Object(members), Some(false)) = (&mut schema.value, node.as_bool()) {
        insert(members, "not", everything.value, &node.location);
    }
    schema
}

fn settle_types(schema: &mut Object) {
    let Some(Value::Array(types)) = schema.get_mut("type").map(|member| &mut member.node.value) else { return };
    types.sort_by_key(|name| name.as_str() == Some("null"));
    if let [one] = types.as_slice() {
        let one = one.clone();
        schema["type"].node = one;
    }
}

/// The content of a string acts where it is JSON, and something is said of it.
fn settle_content_of_texts(schema: &mut Object) {
    let text = |key: &str| schema.get(key).and_then(|member| member.node.as_str());
    let is_json = text("contentMediaType").is_some_and(is_json) && !schema.contains_key("contentEncoding");
    if is_json && schema.contains_key("contentSchema") {
        let place = schema["contentMediaType"].node.location.clone();
        insert(schema, "contentMediaType", Value::String("application/json".to_owned()), &place);
    } else {
        schema.shift_remove("contentMediaType");
        schema.shift_remove("contentSchema");
    }
}

/// A parameter or a header has a schema, be it one that everything fits.
fn settle_content(object: &mut Object) {
    let Some(Value::Object(content)) = object.get_mut("content").map(|member| &mut member.node.value) else { return };
    for member in content.values_mut() {
        let place = member.node.location.clone();
        if let Value::Object(media) = &mut member.node.value
            && !media.contains_key("schema")
        {
            insert(media, "schema", Value::Object(Object::new()), &place);
        }
    }
}

fn settle_parameter(parameter: &mut Object, place: &Location) {
    if !parameter.contains_key("required") {
        insert(parameter, "required", Value::Boolean(false), place);
    }
    if parameter.contains_key("content") {
        parameter.shift_remove("style");
        parameter.shift_remove("explode");
        return;
    }
    let text = |key: &str| parameter.get(key).and_then(|member| member.node.as_str());
    let usual = if matches!(text("in"), Some("path" | "header")) { "simple" } else { "form" };
    let style = text("style").unwrap_or(usual).to_owned();
    let explodes = matches!(style.as_str(), "form" | "cookie");
    if !parameter.contains_key("explode") {
        insert(parameter, "explode", Value::Boolean(explodes), place);
    }
    insert(parameter, "style", Value::String(style), place);
}

fn settle_mapping(discriminator: &mut Object) {
    let settle = |node: &mut Node| {
        if let Value::String(target) = &mut node.value
            && !target.contains(['#', '/'])
        {
            *target = format!("#/components/schemas/{target}");
        }
    };
    if let Some(member) = discriminator.get_mut("defaultMapping") {
        settle(&mut member.node);
    }
    if let Some(Value::Object(mapping)) = discriminator.get_mut("mapping").map(|member| &mut member.node.value) {
        mapping.values_mut().for_each(|member| settle(&mut member.node));
    }
}

/// A component is a schema of its own: what refers to another says so by `allOf`.
fn settle_aliases(components: &mut Object) {
    let Some(Value::Object(schemas)) = components.get_mut("schemas").map(|member| &mut member.node.value) else {
        return;
    };
    for member in schemas.values_mut().filter(|member| member.node.reference().is_some()) {
        let location = member.node.location.clone();
        let reference = std::mem::replace(&mut member.node.value, Value::Object(Object::new()));
        let list = Value::Array(vec![Node::new(reference, location.clone())]);
        if let Value::Object(schema) = &mut member.node.value {
            insert(schema, "allOf", list, &location);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::acting;

    fn of(text: &str) -> Value {
        let document = crate::parse(text, std::path::Path::new("openapi.yaml"));
        acting(&document.unwrap_or_else(|found| panic!("{:?}", found.sorted())))
    }

    #[test]
    fn what_is_only_read_is_left_out_and_data_stays() {
        let schema = "{title: T, description: D, example: 1, xml: {name: x}, externalDocs: {url: u}, x-note: n, \
                      default: {description: D}, enum: [{example: 1}], additionalProperties: false, nullable: false, \
                      deprecated: true, x-violation-statuses: {enum: 409}}";
        let found = of(&format!(
            "openapi: 3.0.3\ninfo: {{title: A, version: '1', description: D, license: {{name: MIT}}}}\n\
             servers: [{{url: /}}]\ntags: [{{name: a}}]\nexternalDocs: {{url: u}}\nx-note: n\npaths: {{/a: {{summary: S}}, x-a: 1}}\n\
             components:\n  schemas: {{description: {schema}}}\n  examples: {{a: {{value: 1}}}}\n  \
             securitySchemes: {{a: {{type: http, scheme: Bearer, bearerFormat: JWT, description: D}}}}\n"
        ));
        let kept = json!({
            "default": {"description": "D"}, "enum": [{"example": 1}], "additionalProperties": false,
            "deprecated": true, "x-violation-statuses": {"enum": 409}
        });
        let expected = json!({
            "openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {},
            "components": {
                "schemas": {"description": kept},
                "securitySchemes": {"a": {"type": "http", "scheme": "bearer"}}
            }
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_inherited_or_usual_is_written_out() {
        let found = of("openapi: 3.0.3
info: {title: A, version: '1'}
security: [{key: []}]
x-rejections: {body: 422, parameter: 412}
x-body-limit: 10
paths:
  /a/{id}:
    servers: [{url: /b}]
    parameters:
      - {name: id, in: path, required: true, description: D, schema: {type: string}, example: a}
      - {name: q, in: query, explode: false, allowReserved: false, schema: {type: string}}
    put:
      x-rejections: {parameter: 400}
      requestBody: {content: {a/b: {encoding: {c: {headers: {D: {schema: {}}}, explode: false}}}}}
      responses: {'404': {description: D, links: {a: {operationId: b}}}}
    get: {security: [], tags: [], responses: {default: {$ref: '#/components/responses/R', description: D}}}
components:
  responses: {R: {description: D, headers: {H: {required: false, style: simple, schema: {$ref: '#/components/schemas/S'}}}}}
  schemas: {S: {$ref: '#/components/schemas/T', title: T}, T: {maximum: 18446744073709551616}}
");
        let parameters = json!([
            {
                "name": "id", "in": "path", "required": true, "style": "simple", "explode": false,
                "schema": {"type": "string"}
            },
            {
                "name": "q", "in": "query", "required": false, "style": "form", "explode": false,
                "schema": {"type": "string"}
            }
        ]);
        let rejections = |parameter: u16, path: u16| json!({"parameter": parameter, "path-parameter": path, "body": 422, "credential": 401, "authority": 403});
        let operations = json!({
            "put": {
                "operationId": "put_a_id", "parameters": parameters, "security": [{"key": []}], "x-body-limit": 10,
                "x-rejections": rejections(400, 404), "responses": {"404": {}},
                "requestBody": {"content": {"a/b": {"encoding": {"c": {"explode": false}}}}}
            },
            "get": {
                "operationId": "get_a_id", "parameters": parameters, "x-rejections": rejections(412, 400),
                "responses": {"default": {"headers": {"H": {"schema": {"$ref": "#/components/schemas/S"}}}}}
            }
        });
        assert_eq!(found["paths"], json!({"/a/{id}": operations}));
        let schemas = json!({"S": {"allOf": [{"$ref": "#/components/schemas/T"}]}, "T": {"maximum": 18_446_744_073_709_551_616.0}});
        assert_eq!(found["components"], json!({"schemas": schemas}));
        assert_eq!(found.as_object().map(serde_json::Map::len), Some(4));
    }
    #[test]
    fn of_parts_their_media_types_act() {
        let found = of("openapi: 3.2.0
info: {title: A, version: '1'}
paths:
  /a:
    put:
      requestBody:
        content:
          multipart/mixed:
            schema: {$ref: '#/components/schemas/List'}
            prefixEncoding: [{}, {contentType: a/b, style: form}, {contentType: c/d}, {contentType: c/d}]
            itemEncoding: {contentType: c/d, headers: {A: {schema: {}}}}
          multipart/related: {itemSchema: {}, prefixEncoding: [{contentType: a/b}]}
          multipart/parallel: {itemEncoding: {contentType: c/d}}
      responses: {'200': {description: D}}
components: {schemas: {List: {type: array}}}
");
        let content = json!({
            "multipart/mixed": {
                "schema": {"$ref": "#/components/schemas/List"},
                "prefixEncoding": [{}, {"contentType": "a/b"}],
                "itemEncoding": {"contentType": "c/d"}
            },
            "multipart/related": {"itemSchema": {}, "prefixEncoding": [{"contentType": "a/b"}]},
            "multipart/parallel": {}
        });
        assert_eq!(found["paths"]["/a"]["put"]["requestBody"]["content"], content);
    }
}
