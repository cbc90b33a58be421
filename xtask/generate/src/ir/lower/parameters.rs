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
    let diagnostics = &mut context.diagnostics;
    let node = resolved.node;
    let fields = Fields::new(node, "a parameter", diagnostics);
    if !fields.is_object() {
        return None;
    }
    let name = fields.required_text("name", diagnostics);
    let place_text = fields.required_text("in", diagnostics);
    let place = match place_text.as_str() {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "header" => ParameterLocation::Header,
        "cookie" => ParameterLocation::Cookie,
        "" => return None,
        other => {
            let help = match other {
                "body" | "formData" => "that is Swagger 2.0: write a `requestBody`",
                _ => "write path, query, header or cookie",
            };
            let message = format!("`{other}` is not a place of parameters");
            diagnostics.push(Diagnostic::error("unsupported-parameter-location", &node.location, message, help));
            return None;
        }
    };
    if name.is_empty() || (place == ParameterLocation::Header && !is_token(&name)) {
        diagnostics.push(Diagnostic::error(
            "invalid-parameter-name",
            &node.location,
            format!("`{name}` cannot be the name of a parameter in the {place_text}"),
            "correct the name",
        ));
    }
    let required = fields.flag("required", diagnostics);
    if place == ParameterLocation::Path && !required {
        diagnostics.push(Diagnostic::error(
            "path-parameter",
            &node.location,
            format!("the path parameter `{name}` is not required"),
            "add `required: true`",
        ));
    }
    let style_node = fields.take("style");
    let style = match style_node {
        Some(node) => style(node, place, diagnostics)?,
        None => default_style(place),
    };
    let explicit_explode = fields.optional_flag("explode", diagnostics);
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
        deprecated: fields.flag("deprecated", diagnostics),
        allow_empty_value: fields.flag("allowEmptyValue", diagnostics),
        allow_reserved: fields.flag("allowReserved", diagnostics),
        description: fields.text("description", diagnostics),
        schema: value.schema,
        content_type: value.content_type,
        aliases: fields.texts("x-aliases", diagnostics),
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
    let mut headers: Vec<Header> = Vec::new();
    for (name, member) in object.into_iter().flatten() {
        let Some(header) = header(context, name, &member.node) else { continue };
        if !is_token(name) {
            context.diagnostics.push(Diagnostic::error(
                "invalid-header-name",
                &member.key,
                format!("`{name}` cannot be the name of a header"),
                "correct the name",
            ));
        } else if headers.iter().any(|other| other.name.eq_ignore_ascii_case(name)) {
            context.diagnostics.push(Diagnostic::error(
                "duplicate-header",
                &member.key,
                format!("the header `{name}` is documented twice; case makes no difference"),
                "remove one of them",
            ));
        }
        headers.push(header);
    }
    headers
}

fn header(context: &mut Context<'_>, name: &str, node: &Node) -> Option<Header> {
    let resolved = references::resolve(context.document, node, "headers", &mut context.diagnostics)?;
    if let Some(header) = resolved.component.and_then(|component| context.shared.headers.get(component)) {
        let field = placeholder(name, header.required);
        return Some(Header { name: name.to_owned(), field, ..header.clone() });
    }
    let node = resolved.node;
    let diagnostics = &mut context.diagnostics;
    let fields = Fields::new(node, "a header", diagnostics);
    let required = fields.flag("required", diagnostics);
    if let Some(style) = fields.take("style").filter(|style| style.as_str() != Some("simple")) {
        diagnostics.push(Diagnostic::error(
            "unsupported-parameter-style",
            &style.location,
            "headers have the style `simple`",
            "remove `style`",
        ));
    }
    let explode = fields.optional_flag("explode", diagnostics);
    let value = value(context, &fields)?;
    let diagnostics = &mut context.diagnostics;
    let header = Header {
        location: node.location.clone(),
        component: resolved.component.map(str::to_owned),
        name: name.to_owned(),
        field: placeholder(name, required),
        description: fields.text("description", diagnostics),
        required,
        deprecated: fields.flag("deprecated", diagnostics),
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
    let location = &fields.node.location;
    let schema = fields.take("schema");
    let content = fields.object("content", &mut context.diagnostics);
    let mut refuse = |rule, message: String, help: &str| {
        context.diagnostics.push(Diagnostic::error(rule, location, message, help));
        None
    };
    match (schema, content) {
        (Some(node), None) => {
            let schema = context.schemas.schema(node, &mut context.diagnostics);
            Some(ParameterValue { schema, content_type: None })
        }
        (None, Some(content)) => {
            let Some((media_type, member)) = content.get_index(0).filter(|_| content.len() == 1) else {
                let message = format!("`content` has {} media types", content.len());
                return refuse("unsupported-parameter-content", message, "write exactly one");
            };
            let media = Fields::new(&member.node, "a media type", &mut context.diagnostics);
            let schema = match media.take("schema") {
                Some(node) => context.schemas.schema(node, &mut context.diagnostics),
                None => context.schemas.any(&member.node),
            };
            Some(ParameterValue { schema, content_type: Some(media_type.clone()) })
        }
        (None, None) => refuse("missing-key", "there is neither `schema` nor `content`".to_owned(), "add a `schema`"),
        (Some(_), Some(_)) => refuse(
            "conflicting-keywords",
            "there are `schema` and `content`".to_owned(),
            "remove one of them: OpenAPI allows either",
        ),
    }
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

/// Whether `name` can be the name of a header (RFC 9110, section 5.6.2).
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
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

fn style(node: &Node, place: ParameterLocation, diagnostics: &mut Diagnostics) -> Option<ParameterStyle> {
    use ParameterStyle::{DeepObject, Form, Label, Matrix, PipeDelimited, Simple, SpaceDelimited};
    let (allowed, names): (&[ParameterStyle], _) = match place {
        ParameterLocation::Path => (&[Simple, Label, Matrix], "simple, label or matrix"),
        ParameterLocation::Query => {
            (&[Form, SpaceDelimited, PipeDelimited, DeepObject], "form, spaceDelimited, pipeDelimited or deepObject")
        }
        ParameterLocation::Header => (&[Simple], "simple"),
        ParameterLocation::Cookie => (&[Form], "form"),
    };
    let style = style_of(node.as_str()).filter(|style| allowed.contains(style));
    if style.is_none() {
        diagnostics.push(Diagnostic::error(
            "unsupported-parameter-style",
            &node.location,
            format!("{} is not a style of parameters in this place", node.to_json()),
            format!("use {names}"),
        ));
    }
    style
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

/// Several parameters of one operation that take each other's input.
pub(super) fn check_together(parameters: &[Parameter], diagnostics: &mut Diagnostics) {
    for (index, parameter) in parameters.iter().enumerate() {
        for alias in &parameter.aliases {
            let taken = |other: &Parameter| {
                other.place == parameter.place && (other.name == *alias || other.aliases.contains(alias))
            };
            let others = parameters.iter().enumerate().filter(|(position, _)| *position != index);
            if others.into_iter().any(|(_, other)| taken(other)) {
                diagnostics.push(Diagnostic::error(
                    "duplicate-parameter",
                    &parameter.location,
                    format!("the alias `{alias}` of `{}` is another parameter's name", parameter.name),
                    "remove the alias",
                ));
            }
        }
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
