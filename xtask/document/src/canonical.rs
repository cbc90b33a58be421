//! One spelling for what can be spelled in several ways, so that upgraded documents can be compared as values.
//!
//! | written | becomes |
//! | --- | --- |
//! | a flag that is `false`, as it is where it is absent | left out |
//! | a parameter without `required` | `required: false`, as utoipa writes it |
//! | an empty list or map that says what its absence says | left out |
//! | `mapping: {a: Cat}` of a discriminator | `mapping: {a: '#/components/schemas/Cat'}` |
//! | a component that is a mere `$ref` | `allOf` of that |
//! | a bound that is an integer beyond 64 bits with sign | the nearest number with a fraction |
//! | no `components` | `components: {}`, as utoipa writes it |
//! | an operation without `operationId` | the name that generated code gives it |

use std::collections::HashSet;

use super::{Kind, Location, METHODS, Member, Node, Object, Value, operation::made_id};

/// Settles what an object of this kind says; its members are settled already.
pub(super) fn settle(kind: Kind, node: &mut Node) {
    let location = node.location.clone();
    let Value::Object(object) = &mut node.value else { return };
    let (flags, collections): (&[&str], &[&str]) = match kind {
        Kind::Document => (&[], &["servers", "tags"]),
        Kind::Components => (&[], &["schemas", "securitySchemes"]),
        Kind::Operation => (&["deprecated"], &["parameters", "tags"]),
        Kind::Parameter => (&["deprecated", "allowEmptyValue", "allowReserved"], &[]),
        Kind::Header => (&["deprecated", "required"], &[]),
        Kind::RequestBody => (&["required"], &[]),
        Kind::Response => (&[], &["headers", "content"]),
        Kind::MediaType => (&[], &["encoding"]),
        Kind::Schema => (&["deprecated", "readOnly", "writeOnly", "uniqueItems"], &["required", "properties"]),
        _ => (&[], &[]),
    };
    object.retain(|name, member| match &member.node.value {
        Value::Boolean(false) => !flags.contains(&name.as_str()),
        Value::Array(items) => !(items.is_empty() && collections.contains(&name.as_str())),
        Value::Object(members) => !(members.is_empty() && collections.contains(&name.as_str())),
        _ => true,
    });
    match kind {
        Kind::Parameter if !object.contains_key("required") => {
            insert(object, "required", Value::Boolean(false), &location);
        }
        Kind::Discriminator => settle_mapping(object),
        Kind::Components => settle_aliases(object),
        Kind::Schema => settle_bounds(object),
        Kind::Document => {
            name_operations(object);
            if !object.contains_key("components") {
                insert(object, "components", Value::Object(Object::new()), &location);
            }
        }
        _ => {}
    }
}

fn insert(object: &mut Object, name: &str, value: Value, place: &Location) {
    object.insert(name.to_owned(), Member { key: place.clone(), node: Node::new(value, place.clone()) });
}

fn settle_mapping(discriminator: &mut Object) {
    let Some(Value::Object(mapping)) = discriminator.get_mut("mapping").map(|member| &mut member.node.value) else {
        return;
    };
    for member in mapping.values_mut() {
        if let Value::String(target) = &mut member.node.value
            && !target.contains(['#', '/'])
        {
            *target = format!("#/components/schemas/{target}");
        }
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

fn settle_bounds(schema: &mut Object) {
    for bound in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
        if let Some(Value::Number(number)) = schema.get_mut(bound).map(|member| &mut member.node.value)
            && !number.is_i64()
            && let Some(nearest) = number.as_f64().and_then(serde_json::Number::from_f64)
        {
            *number = nearest;
        }
    }
}

/// Names what has no `operationId`, in the document's order, as the generator does.
fn name_operations(document: &mut Object) {
    let Some(Value::Object(paths)) = document.get_mut("paths").map(|member| &mut member.node.value) else { return };
    let mut taken: HashSet<String> = paths
        .values()
        .filter_map(|item| item.node.as_object())
        .flatten()
        .filter_map(|(_, member)| Some(member.node.get("operationId")?.as_str()?.to_owned()))
        .collect();
    for (path, item) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
        let Value::Object(item) = &mut item.node.value else { continue };
        for (method, operation) in item.iter_mut().filter(|(name, _)| METHODS.contains(&name.as_str())) {
            let location = operation.node.location.clone();
            let Value::Object(operation) = &mut operation.node.value else { continue };
            if operation.contains_key("operationId") {
                continue;
            }
            let stem = made_id(method, path);
            let id = std::iter::once(stem.clone())
                .chain((2..).map(|number| format!("{stem}_{number}")))
                .find(|id| !taken.contains(id))
                .expect("numbers do not end");
            taken.insert(id.clone());
            insert(operation, "operationId", Value::String(id), &location);
        }
    }
}
