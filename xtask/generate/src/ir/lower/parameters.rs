//! Parameters and response headers, with the combinations of place, style and schema that have a meaning.

use crate::ir::{
    Field, Header, HeaderForm, Parameter, ParameterLocation, ParameterStyle, Presence, Schema, SchemaRef, SchemaType,
    Type,
    lower::{Context, fields::Fields, references, schemas::Schemas},
};
use roster_document::{Diagnostic, Diagnostics, Node, Object};

/// The parameter at `node`, its references followed; none where it makes no sense, which is reported.
pub(super) fn read(context: &mut Context<'_>, node: &Node) -> Option<Parameter> {
    let resolved = references::resolve(context.document, node, "parameters", &mut context.diagnostics)?;
    if let Some(parameter) = resolved.component.and_then(|component| context.shared.parameters.get(component)) {
        return Some(parameter.clone());
    }
    let node = resolved.node;
    let fields = Fields::new(node);
    let name = fields.required_text("name");
    let place_text = fields.required_text("in");
    let place = match place_text.as_str() {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "header" => ParameterLocation::Header,
        "cookie" => ParameterLocation::Cookie,
        _ => return None,
    };
    let required = fields.flag("required");
    let style = style_of(fields.text("style").as_deref()).unwrap_or_else(|| default_style(place));
    let explicit_explode = fields.optional_flag("explode");
    let value = value(context, &fields)?;
    let diagnostics = &mut context.diagnostics;
    let parameter = Parameter {
        location: node.location.clone(),
        component: resolved.component.map(str::to_owned),
        field: placeholder(&name, required),
        name,
        place,
        style,
        explode: explicit_explode.unwrap_or(style == ParameterStyle::Form),
        required,
        deprecated: fields.flag("deprecated"),
        allow_empty_value: fields.flag("allowEmptyValue"),
        allow_reserved: fields.flag("allowReserved"),
        description: fields.text("description"),
        schema: value.schema,
        content_type: value.content_type,
        aliases: fields.texts("x-aliases"),
    };
    if parameter.content_type.is_none() {
        check_style(&parameter, &context.schemas, diagnostics);
    }
    if let Some(component) = resolved.component {
        context.shared.parameters.insert(component.to_owned(), parameter.clone());
    }
    Some(parameter)
}

/// The headers of a response.
pub(super) fn headers(context: &mut Context<'_>, object: Option<&Object>) -> Vec<Header> {
    object.into_iter().flatten().filter_map(|(name, member)| header(context, name, &member.node)).collect()
}

fn header(context: &mut Context<'_>, name: &str, node: &Node) -> Option<Header> {
    let resolved = references::resolve(context.document, node, "headers", &mut context.diagnostics)?;
    if let Some(header) = resolved.component.and_then(|component| context.shared.headers.get(component)) {
        let field = placeholder(name, header.required);
        return Some(Header { name: name.to_owned(), field, ..header.clone() });
    }
    let node = resolved.node;
    let fields = Fields::new(node);
    let required = fields.flag("required");
    let explode = fields.optional_flag("explode");
    let value = value(context, &fields)?;
    let header = Header {
        location: node.location.clone(),
        component: resolved.component.map(str::to_owned),
        name: name.to_owned(),
        field: placeholder(name, required),
        description: fields.text("description"),
        required,
        deprecated: fields.flag("deprecated"),
        explode,
        schema: value.schema,
        content_type: value.content_type,
        form: HeaderForm::Plain,
    };
    if let Some(component) = resolved.component {
        context.shared.headers.insert(component.to_owned(), header.clone());
    }
    Some(header)
}

/// `schema` or `content`.
struct ParameterValue {
    schema: SchemaRef,
    content_type: Option<String>,
}

fn value(context: &mut Context<'_>, fields: &Fields<'_>) -> Option<ParameterValue> {
    if let Some(node) = fields.take("schema") {
        let schema = context.schemas.schema(node, &mut context.diagnostics);
        return Some(ParameterValue { schema, content_type: None });
    }
    let (media_type, member) = fields.object("content")?.first()?;
    let schema = match member.node.get("schema") {
        Some(node) => context.schemas.schema(node, &mut context.diagnostics),
        None => context.schemas.any(&member.node),
    };
    Some(ParameterValue { schema, content_type: Some(media_type.clone()) })
}

fn placeholder(name: &str, required: bool) -> Field {
    Field {
        wire: name.to_owned(),
        name: String::new(),
        ty: Type::Any,
        nullable: false,
        presence: if required { Presence::Required } else { Presence::Optional },
        documentation: None,
        deprecated: false,
    }
}

fn default_style(place: ParameterLocation) -> ParameterStyle {
    match place {
        ParameterLocation::Path | ParameterLocation::Header => ParameterStyle::Simple,
        ParameterLocation::Query | ParameterLocation::Cookie => ParameterStyle::Form,
    }
}

pub(super) fn style_of(text: Option<&str>) -> Option<ParameterStyle> {
    Some(match text? {
        "simple" => ParameterStyle::Simple,
        "label" => ParameterStyle::Label,
        "matrix" => ParameterStyle::Matrix,
        "form" => ParameterStyle::Form,
        "spaceDelimited" => ParameterStyle::SpaceDelimited,
        "pipeDelimited" => ParameterStyle::PipeDelimited,
        "deepObject" => ParameterStyle::DeepObject,
        _ => return None,
    })
}

/// Refuses what OpenAPI leaves undefined: nested values, and styles that cannot carry the type.
fn check_style(parameter: &Parameter, schemas: &Schemas<'_>, diagnostics: &mut Diagnostics) {
    let schema = schemas.get(parameter.schema);
    let kind = shape(schemas, schema, 0);
    let problem = match (parameter.style, kind) {
        (ParameterStyle::DeepObject, None | Some(SchemaType::Array | SchemaType::Object)) => None,
        (_, Some(SchemaType::Array)) if items(schemas, schema, 0).is_some_and(|items| is_nested(schemas, items)) => {
            Some("is an array of arrays or objects, for which no style is defined")
        }
        (_, Some(SchemaType::Object)) if has_nested_property(schemas, schema, 0) => {
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

/// The type of a schema, looked for through `allOf`; none where it says nothing, or alternatives differ.
fn shape(schemas: &Schemas<'_>, schema: &Schema, depth: usize) -> Option<SchemaType> {
    if schema.schema_type.is_some() || depth > 16 {
        return schema.schema_type;
    }
    if !schema.properties.is_empty() {
        return Some(SchemaType::Object);
    }
    schema.all_of.iter().find_map(|part| shape(schemas, schemas.get(*part), depth + 1))
}

fn items<'s>(schemas: &'s Schemas<'_>, schema: &'s Schema, depth: usize) -> Option<&'s Schema> {
    if let Some(items) = schema.items {
        return Some(schemas.get(items));
    }
    if depth > 16 {
        return None;
    }
    schema.all_of.iter().find_map(|part| items(schemas, schemas.get(*part), depth + 1))
}

fn is_nested(schemas: &Schemas<'_>, schema: &Schema) -> bool {
    matches!(shape(schemas, schema, 0), Some(SchemaType::Array | SchemaType::Object))
}

fn has_nested_property(schemas: &Schemas<'_>, schema: &Schema, depth: usize) -> bool {
    schema.properties.values().any(|property| is_nested(schemas, schemas.get(*property)))
        || matches!(schema.additional_properties, crate::ir::AdditionalProperties::Schema(reference)
            if is_nested(schemas, schemas.get(reference)))
        || (depth <= 16 && schema.all_of.iter().any(|part| has_nested_property(schemas, schemas.get(*part), depth + 1)))
}
