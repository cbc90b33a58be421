//! Reads objects of a document: members by name, components once, whoever refers to them.

use std::{collections::HashMap, sync::Arc};

use super::{
    Encoding, Example, Header, Link, MediaType, Operation, Pagination, Parameter, ParameterLocation, ParameterStyle,
    Rejections, RequestBody, Response, SchemaRef, Schemas, SecurityScheme, Stated, StatusPattern, security, server,
};
use crate::{Member, Node, mirror, operation};

/// The document being read, and the components of it that were.
pub(super) struct Reader<'n> {
    pub(super) document: &'n Node,
    pub(super) schemas: Schemas,
    parameters: HashMap<String, Arc<Parameter>>,
    headers: HashMap<String, Arc<Header>>,
    bodies: HashMap<String, Arc<RequestBody>>,
    responses: HashMap<String, Arc<Response>>,
}

impl<'n> Reader<'n> {
    pub(super) fn new(document: &'n Node) -> Self {
        let mut reader = Self {
            document,
            schemas: Schemas::default(),
            parameters: HashMap::new(),
            headers: HashMap::new(),
            bodies: HashMap::new(),
            responses: HashMap::new(),
        };
        reader.component_schemas();
        reader
    }

    /// What a node is, or refers to, with the key of the component that it is then.
    fn resolve(&self, node: &'n Node, section: &str) -> (&'n Node, Option<String>) {
        let prefix = format!("#/components/{section}/");
        let (node, reference) = operation::follow(self.document, node);
        let key = reference.and_then(|text| text.strip_prefix(&prefix));
        (node, key.map(|key| key.replace("~1", "/").replace("~0", "~")))
    }

    pub(super) fn operation(&mut self, view: &operation::Operation<'n>, id: String) -> Operation {
        let node = view.node;
        let mut parameters: Vec<Arc<Parameter>> = self.parameters(view.item);
        let own = self.parameters(node);
        parameters.retain(|shared| !own.iter().any(|own| own.name == shared.name && own.place == shared.place));
        parameters.extend(own);
        let responses: Vec<_> = members(node, "responses")
            .filter_map(|(key, member)| Some((StatusPattern::of(key)?, self.response(&member.node))))
            .collect();
        let documents_not_found = responses.iter().any(|(status, _)| *status == StatusPattern::Exact(404));
        Operation {
            location: node.location.clone(),
            id,
            has_id: view.id().is_some(),
            method: operation::sent(view.method),
            path: view.path.to_owned(),
            tags: texts(node, "tags"),
            summary: text(node, "summary").or_else(|| text(view.item, "summary")),
            description: text(node, "description").or_else(|| text(view.item, "description")),
            deprecated: flag(node, "deprecated"),
            parameters,
            body: node.get("requestBody").map(|body| self.body(body)).or_else(|| optional_body(node)),
            responses,
            security: view.alternatives().map(security::alternatives).unwrap_or_default(),
            rust_name: Stated::of(node, "x-rust-name"),
            servers: [node, view.item]
                .map(|node| items(node, "servers").map(server).collect::<Vec<_>>())
                .into_iter()
                .find(|servers| !servers.is_empty())
                .unwrap_or_default(),
            aliases: texts(node, "x-aliases"),
            authorities: texts(node, "x-authorities"),
            rejections: rejections(self.document, node, documents_not_found),
            body_limit: [node, self.document].into_iter().find_map(|node| node.get("x-body-limit")?.as_u64()),
            target: text(node, mirror::TARGET),
            pagination: node.get("x-pagination").map(pagination),
        }
    }

    fn parameters(&mut self, node: &'n Node) -> Vec<Arc<Parameter>> {
        items(node, "parameters").filter_map(|node| self.parameter(node)).collect()
    }

    fn parameter(&mut self, node: &'n Node) -> Option<Arc<Parameter>> {
        let mut parameter = self.shared_parameter(node)?;
        if let Some(description) = beside(node, "description") {
            Arc::make_mut(&mut parameter).description = Some(description);
        }
        Some(parameter)
    }

    fn shared_parameter(&mut self, node: &'n Node) -> Option<Arc<Parameter>> {
        let (node, component) = self.resolve(node, "parameters");
        if let Some(known) = component.as_ref().and_then(|component| self.parameters.get(component)) {
            return Some(Arc::clone(known));
        }
        let place = ParameterLocation::of(&text(node, "in")?)?;
        let style = style(node).unwrap_or_else(|| place.style());
        let (schema, content) = self.value(node);
        let parameter = Arc::new(Parameter {
            location: node.location.clone(),
            component: component.clone(),
            name: text(node, "name")?,
            place,
            style,
            explode: optional_flag(node, "explode").unwrap_or(style.explodes()),
            required: flag(node, "required"),
            is_usual: flag(node, "x-usual"),
            deprecated: flag(node, "deprecated"),
            allow_empty_value: flag(node, "allowEmptyValue"),
            allow_reserved: flag(node, "allowReserved"),
            description: text(node, "description"),
            schema,
            examples: self
                .examples(node)
                .into_iter()
                .chain(content.iter().flat_map(|it| it.examples.clone()))
                .collect(),
            content_type: content.as_ref().map(|content| content.name.clone()),
            encoding: content.map(|content| content.encoding).unwrap_or_default(),
            rust_name: Stated::of(node, "x-rust-name"),
            aliases: texts(node, "x-aliases"),
        });
        if let Some(component) = component {
            self.parameters.insert(component, Arc::clone(&parameter));
        }
        Some(parameter)
    }

    fn headers(&mut self, node: &'n Node) -> Vec<(String, Arc<Header>)> {
        members(node, "headers").map(|(name, member)| (name.clone(), self.header(&member.node))).collect()
    }

    fn header(&mut self, node: &'n Node) -> Arc<Header> {
        let mut header = self.shared_header(node);
        if let Some(description) = beside(node, "description") {
            Arc::make_mut(&mut header).description = Some(description);
        }
        header
    }

    fn shared_header(&mut self, node: &'n Node) -> Arc<Header> {
        let (node, component) = self.resolve(node, "headers");
        if let Some(known) = component.as_ref().and_then(|component| self.headers.get(component)) {
            return Arc::clone(known);
        }
        let (schema, content) = self.value(node);
        let header = Arc::new(Header {
            location: node.location.clone(),
            component: component.clone(),
            description: text(node, "description"),
            required: flag(node, "required"),
            deprecated: flag(node, "deprecated"),
            explode: optional_flag(node, "explode"),
            schema,
            examples: self
                .examples(node)
                .into_iter()
                .chain(content.iter().flat_map(|it| it.examples.clone()))
                .collect(),
            content_type: content.map(|content| content.name),
        });
        if let Some(component) = component {
            self.headers.insert(component, Arc::clone(&header));
        }
        header
    }

    /// `schema`, or the schema of the one media type of `content`, and that media type.
    fn value(&mut self, node: &'n Node) -> (SchemaRef, Option<MediaType>) {
        if let Some(schema) = node.get("schema") {
            return (self.schema(schema), None);
        }
        match members(node, "content").next() {
            Some((name, member)) => {
                let media = self.media_type(name, &member.node);
                (media.schema.unwrap_or_else(|| self.any(&member.node)), Some(media))
            }
            None => (self.any(node), None),
        }
    }

    fn body(&mut self, node: &'n Node) -> Arc<RequestBody> {
        let (node, component) = self.resolve(node, "requestBodies");
        if let Some(known) = component.as_ref().and_then(|component| self.bodies.get(component)) {
            return Arc::clone(known);
        }
        let body = Arc::new(RequestBody {
            location: node.location.clone(),
            component: component.clone(),
            required: flag(node, "required"),
            is_offered: true,
            content: self.content(node),
        });
        if let Some(component) = component {
            self.bodies.insert(component, Arc::clone(&body));
        }
        body
    }

    fn response(&mut self, node: &'n Node) -> Arc<Response> {
        let mut response = self.shared_response(node);
        if let Some(description) = beside(node, "description").or_else(|| beside(node, "summary")) {
            Arc::make_mut(&mut response).description = description;
        }
        response
    }

    fn shared_response(&mut self, node: &'n Node) -> Arc<Response> {
        let (node, component) = self.resolve(node, "responses");
        if let Some(known) = component.as_ref().and_then(|component| self.responses.get(component)) {
            return Arc::clone(known);
        }
        let response = Arc::new(Response {
            location: node.location.clone(),
            component: component.clone(),
            description: text(node, "description")
                .filter(|description| !description.is_empty())
                .or_else(|| text(node, "summary"))
                .unwrap_or_default(),
            headers: self.headers(node),
            content: self.content(node),
            links: self.links(node),
        });
        if let Some(component) = component {
            self.responses.insert(component, Arc::clone(&response));
        }
        response
    }

    fn links(&self, node: &'n Node) -> Vec<Link> {
        let links = members(node, "links").filter(|(name, _)| !name.starts_with("x-"));
        let link = |(name, member): (&'n String, &'n Member)| {
            let node = operation::resolve(self.document, &member.node);
            let parameters = members(node, "parameters");
            Link {
                location: node.location.clone(),
                name: name.clone(),
                description: beside(&member.node, "description").or_else(|| text(node, "description")),
                operation_id: text(node, "operationId"),
                operation_ref: text(node, "operationRef"),
                parameters: parameters.map(|(name, member)| (name.clone(), member.node.clone())).collect(),
                has_body: node.get("requestBody").is_some(),
            }
        };
        links.map(link).collect()
    }

    fn content(&mut self, node: &'n Node) -> Vec<Arc<MediaType>> {
        // What has no slash is an extension, where OpenAPI has none.
        let content = members(node, "content").filter(|(name, _)| name.contains('/'));
        content.map(|(name, member)| Arc::new(self.media_type(name, &member.node))).collect()
    }

    fn media_type(&mut self, name: &str, node: &'n Node) -> MediaType {
        let encoding = members(node, "encoding");
        MediaType {
            location: node.location.clone(),
            name: name.to_owned(),
            schema: node.get("schema").map(|schema| self.schema(schema)),
            encoding: encoding.map(|(property, member)| self.encoding(property, &member.node)).collect(),
            item_schema: node.get("itemSchema").map(|schema| self.schema(schema)),
            item_encoding: node.get("itemEncoding").map(|node| self.encoding("", node)),
            prefix_encoding: items(node, "prefixEncoding").map(|node| self.encoding("", node)).collect(),
            examples: self.examples(node),
        }
    }

    fn encoding(&mut self, property: &str, node: &'n Node) -> Encoding {
        Encoding {
            property: property.to_owned(),
            content_type: text(node, "contentType"),
            headers: self.headers(node),
            style: style(node),
            explode: optional_flag(node, "explode"),
            allow_reserved: optional_flag(node, "allowReserved"),
        }
    }

    /// `example`, then `examples`.
    fn examples(&self, node: &'n Node) -> Vec<Example> {
        let one = node.get("example").cloned();
        let one = one.map(|value| Example { name: None, summary: None, value: Some(value), serialized: None });
        let several = members(node, "examples").map(|(name, member)| {
            let node = operation::resolve(self.document, &member.node);
            Example {
                name: Some(name.clone()),
                summary: beside(&member.node, "summary").or_else(|| text(node, "summary")),
                value: node.get("dataValue").or_else(|| node.get("value")).cloned(),
                serialized: text(node, "serializedValue"),
            }
        });
        one.into_iter().chain(several).collect()
    }

    pub(super) fn security_schemes(&self) -> Vec<SecurityScheme> {
        let components = self.document.get("components").into_iter();
        let schemes = components.flat_map(|components| members(components, "securitySchemes"));
        schemes
            .filter_map(|(name, member)| {
                let node = operation::resolve(self.document, &member.node);
                let kind = security::kind(node)?;
                Some(SecurityScheme { location: node.location.clone(), name: name.clone(), kind })
            })
            .collect()
    }
}

/// What stands beside a reference, and is said of this use of what it leads to.
fn beside(node: &Node, key: &str) -> Option<String> {
    node.reference().and_then(|_| text(node, key))
}

/// A body of bytes that need not be there, and that clients are not told of (`x-optional-body`).
fn pagination(node: &Node) -> Pagination {
    let said = |(name, member): (&String, &Member)| {
        Some((name.clone(), (member.node.as_str()?.to_owned(), member.node.location.clone())))
    };
    let members = node.as_object().map(|members| members.iter().filter_map(said).collect());
    Pagination { location: node.location.clone(), members }
}

fn optional_body(node: &Node) -> Option<Arc<RequestBody>> {
    let node = node.get("x-optional-body")?;
    let media_type = MediaType {
        location: node.location.clone(),
        name: node.as_str()?.to_owned(),
        schema: None,
        encoding: Vec::new(),
        item_schema: None,
        item_encoding: None,
        prefix_encoding: Vec::new(),
        examples: Vec::new(),
    };
    Some(Arc::new(RequestBody {
        location: node.location.clone(),
        component: None,
        required: false,
        is_offered: false,
        content: vec![Arc::new(media_type)],
    }))
}

fn style(node: &Node) -> Option<ParameterStyle> {
    ParameterStyle::of(node.get("style")?.as_str()?)
}

/// `x-rejections` of the operation, else of the root.
fn rejections(document: &Node, operation: &Node, documents_not_found: bool) -> Rejections {
    let written = |key: &str| {
        let status = |node: &Node| u16::try_from(node.get("x-rejections")?.get(key)?.as_u64()?).ok();
        status(operation).or_else(|| status(document))
    };
    Rejections {
        parameter: written("parameter").unwrap_or(400),
        path_parameter: written("path-parameter").unwrap_or(if documents_not_found { 404 } else { 400 }),
        body: written("body").unwrap_or(400),
        credential: written("credential").unwrap_or(401),
        authority: written("authority").unwrap_or(403),
    }
}

pub(super) fn text(node: &Node, key: &str) -> Option<String> {
    Some(node.get(key)?.as_str()?.to_owned())
}

pub(super) fn flag(node: &Node, key: &str) -> bool {
    optional_flag(node, key).unwrap_or(false)
}

fn optional_flag(node: &Node, key: &str) -> Option<bool> {
    node.get(key)?.as_bool()
}

pub(super) fn texts(node: &Node, key: &str) -> Vec<String> {
    items(node, key).filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

pub(super) fn items<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = &'n Node> {
    node.get(key).and_then(Node::as_array).into_iter().flatten()
}

/// The members of the object under `key`, whose keys are free.
pub(super) fn members<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = (&'n String, &'n Member)> {
    node.get(key).and_then(Node::as_object).into_iter().flatten()
}
