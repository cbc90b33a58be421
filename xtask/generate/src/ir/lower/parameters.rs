//! Which parameters can be carried: combinations of style and schema that have a meaning.

use roster_document::{
    AdditionalProperties, Diagnostic, Diagnostics, Document, Parameter, ParameterStyle, Schema, SchemaType,
};

pub(super) fn check(document: &Document, diagnostics: &mut Diagnostics) {
    for parameter in document.operations.iter().flat_map(|operation| &operation.parameters) {
        if parameter.content_type.is_none() {
            check_style(document, parameter, diagnostics);
        } else if parameter.is_form() {
            check_form(document, parameter, diagnostics);
        }
    }
}

/// Refuses what OpenAPI leaves undefined: nested values, and styles that cannot carry the type.
fn check_style(document: &Document, parameter: &Parameter, diagnostics: &mut Diagnostics) {
    let schema = document.schema(parameter.schema);
    let kind = shape(document, schema, 0);
    let problem = match (parameter.style, kind) {
        (ParameterStyle::DeepObject, None | Some(SchemaType::Array | SchemaType::Object)) => None,
        (_, Some(SchemaType::Array)) if items(document, schema, 0).is_some_and(|items| is_nested(document, items)) => {
            Some("is an array of arrays or objects, for which no style is defined")
        }
        (_, Some(SchemaType::Object)) if has_nested_property(document, schema, 0) => {
            Some("is an object with arrays or objects in it, for which no style is defined")
        }
        (ParameterStyle::DeepObject, _) => Some("has the style `deepObject`, and is no object"),
        (ParameterStyle::SpaceDelimited | ParameterStyle::PipeDelimited, Some(SchemaType::Array)) => None,
        (ParameterStyle::SpaceDelimited | ParameterStyle::PipeDelimited, _) => {
            Some("has a style with delimiters, and is no array")
        }
        _ => None,
    };
    if let Some(problem) = problem {
        let help = "describe it by `content: {application/json: …}`, or use another style";
        diagnostics.push(Diagnostic::error(
            "unsupported-parameter-style",
            &parameter.location,
            format!("the parameter `{}` {problem}", parameter.name),
            help,
        ));
    }
}

/// Refuses query strings that are forms, and no objects.
fn check_form(document: &Document, parameter: &Parameter, diagnostics: &mut Diagnostics) {
    if let Some(kind) = shape(document, document.schema(parameter.schema), 0).filter(|kind| *kind != SchemaType::Object)
    {
        diagnostics.push(Diagnostic::error(
            "unsupported-parameter-style",
            &parameter.location,
            format!("the query string `{}` is a form, and its schema of type {}", parameter.name, kind.name()),
            "write a schema with `type: object` and `properties`, or another media type",
        ));
    }
}

/// The type of a schema, looked for through `allOf`; none where it says nothing, or alternatives differ.
fn shape(document: &Document, schema: &Schema, depth: usize) -> Option<SchemaType> {
    if schema.schema_type().is_some() || depth > 16 {
        return schema.schema_type();
    }
    if !schema.properties().is_empty() {
        return Some(SchemaType::Object);
    }
    schema.all_of().iter().find_map(|part| shape(document, document.schema(*part), depth + 1))
}

fn items<'s>(document: &'s Document, schema: &'s Schema, depth: usize) -> Option<&'s Schema> {
    if let Some(items) = schema.items() {
        return Some(document.schema(items));
    }
    if depth > 16 {
        return None;
    }
    schema.all_of().iter().find_map(|part| items(document, document.schema(*part), depth + 1))
}

fn is_nested(document: &Document, schema: &Schema) -> bool {
    matches!(shape(document, schema, 0), Some(SchemaType::Array | SchemaType::Object))
}

fn has_nested_property(document: &Document, schema: &Schema, depth: usize) -> bool {
    schema.properties().values().any(|property| is_nested(document, document.schema(*property)))
        || matches!(schema.additional_properties(), AdditionalProperties::Schema(reference)
            if is_nested(document, document.schema(reference)))
        || (depth <= 16
            && schema.all_of().iter().any(|part| has_nested_property(document, document.schema(*part), depth + 1)))
}
