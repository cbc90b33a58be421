//! From a bundled document to a collection.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    bodies,
    model::{Auth, Authentication, Body, Collection, Field, Folder, Request, Variable},
    parameters::{self, description},
    responses, security,
};
use roster_document::{Node, OperationNode, operations};

/// Where a server of ours listens, for documents that say only where on a server they are.
const HOST: &str = "http://127.0.0.1:8080";

/// The tag of operations that have none.
const UNTAGGED: &str = "other";

/// The requests of a bundled document that is called `name`.
pub fn read(document: &Node, name: &str) -> Collection {
    let text = |pointer: &str| document.pointer(pointer).and_then(Node::as_str).unwrap_or_default().trim().to_owned();
    let operations = operations(document);
    let auth = security::of_document(document);
    let shared = shared_path_values(&operations);
    let mut folders: Vec<Folder> = Vec::new();
    for tag in document.get("tags").and_then(Node::as_array).unwrap_or_default() {
        let name = tag.get("name").and_then(Node::as_str).unwrap_or_default().to_owned();
        folders.push(Folder { name, description: description(tag), requests: Vec::new() });
    }
    for operation in &operations {
        let request = request(operation, auth.as_ref(), &shared);
        let tag = operation.texts("tags").first().copied().unwrap_or(UNTAGGED);
        match folders.iter_mut().find(|folder| folder.name == tag) {
            Some(folder) => folder.requests.push(request),
            None => {
                folders.push(Folder { name: tag.to_owned(), description: String::new(), requests: vec![request] });
            }
        }
    }
    folders.retain(|folder| !folder.requests.is_empty());
    let mut variables = vec![Variable {
        name: "baseUrl".to_owned(),
        value: base_url(document),
        description: "Where the server is, without a slash at the end.".to_owned(),
        secret: false,
    }];
    variables.extend(credentials(auth.as_ref(), &folders));
    variables.extend(shared.into_values());
    Collection {
        name: name.to_owned(),
        title: text("/info/title"),
        version: text("/info/version"),
        description: text("/info/description"),
        variables,
        auth,
        folders,
    }
}

fn request(operation: &OperationNode<'_>, inherited: Option<&Auth>, shared: &BTreeMap<String, Variable>) -> Request {
    let id = operation.name();
    let variants = bodies::variants(operation);
    let mut headers = parameters::fields(operation, "header");
    let body = variants.first().map(|variant| variant.body.clone());
    if let Some(Body::Text { media_type, .. } | Body::File { media_type }) = &body {
        headers.push(Field {
            name: "Content-Type".to_owned(),
            value: media_type.clone(),
            description: String::new(),
            enabled: true,
        });
    }
    let (path, path_values) = path(operation, shared);
    Request {
        title: operation.node.get("summary").and_then(Node::as_str).unwrap_or(&id).to_owned(),
        description: description(operation.node),
        method: operation.method.to_uppercase(),
        path,
        path_values,
        query: parameters::fields(operation, "query"),
        headers,
        authentication: security::of_operation(operation, inherited),
        examples: responses::examples(operation, &variants),
        body,
        id,
    }
}

/// The path with `:name` where a whole segment is a parameter, which is all that programs understand; elsewhere the
/// example itself is put in.
fn path(operation: &OperationNode<'_>, shared: &BTreeMap<String, Variable>) -> (String, Vec<Field>) {
    let mut values = Vec::new();
    let mut path = operation.path.to_owned();
    for parameter in path_parameters(operation) {
        let name = parameter.get("name").and_then(Node::as_str).unwrap_or_default();
        let example = parameters::path_value(operation.document, parameter);
        let template = format!("{{{name}}}");
        if !is_whole_segment(operation, name) {
            path = path.replace(&template, &example);
            continue;
        }
        path = path.replace(&template, &format!(":{name}"));
        values.push(Field {
            name: name.to_owned(),
            value: if shared.contains_key(name) { format!("{{{{{name}}}}}") } else { example },
            description: description(parameter),
            enabled: true,
        });
    }
    (path, values)
}

/// The parameters of paths that mean the same in every path, and so are variables; `id` mostly is not among them.
fn shared_path_values(operations: &[OperationNode<'_>]) -> BTreeMap<String, Variable> {
    let mut shared: BTreeMap<String, Variable> = BTreeMap::new();
    let mut ambiguous: BTreeSet<String> = ["baseUrl", "token", "username", "password"].map(str::to_owned).into();
    for operation in operations {
        for parameter in path_parameters(operation) {
            let name = parameter.get("name").and_then(Node::as_str).unwrap_or_default();
            if !is_whole_segment(operation, name) {
                continue;
            }
            let variable = Variable {
                name: name.to_owned(),
                value: parameters::path_value(operation.document, parameter),
                description: description(parameter),
                secret: false,
            };
            let first = shared.entry(variable.name.clone()).or_insert_with(|| variable.clone());
            if (&first.value, &first.description) != (&variable.value, &variable.description) {
                ambiguous.insert(variable.name);
            }
        }
    }
    shared.retain(|name, _| !ambiguous.contains(name));
    shared
}

fn is_whole_segment(operation: &OperationNode<'_>, name: &str) -> bool {
    operation
        .path
        .split('/')
        .any(|segment| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name))
}

fn path_parameters<'document>(
    operation: &OperationNode<'document>,
) -> impl Iterator<Item = &'document Node> + use<'document> {
    let parameters = operation.parameters().into_iter();
    parameters.filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("path"))
}

/// The variables that the requests' ways to authenticate stand on.
fn credentials(auth: Option<&Auth>, folders: &[Folder]) -> Vec<Variable> {
    let own = folders.iter().flat_map(|folder| &folder.requests).filter_map(|request| match &request.authentication {
        Authentication::Own(auth) => Some(auth),
        _ => None,
    });
    let all: Vec<&Auth> = auth.into_iter().chain(own).collect();
    let variable = |name: &str, description: &str, secret| Variable {
        name: name.to_owned(),
        value: String::new(),
        description: description.to_owned(),
        secret,
    };
    let mut variables = Vec::new();
    if all.iter().any(|auth| **auth != Auth::Basic) {
        variables.push(variable("token", "Whose requests these are. Keep it out of what you share.", true));
    }
    if all.contains(&&Auth::Basic) {
        variables.push(variable("username", "Whose requests these are.", false));
        variables.push(variable("password", "Keep it out of what you share.", true));
    }
    variables
}

/// The first server, with the defaults of its variables, and without a slash at the end.
fn base_url(document: &Node) -> String {
    let server = document.get("servers").and_then(Node::as_array).and_then(<[Node]>::first);
    let mut url = server.and_then(|server| server.get("url")).and_then(Node::as_str).unwrap_or("/").to_owned();
    let variables = server.and_then(|server| server.get("variables")).and_then(Node::as_object);
    for (name, member) in variables.into_iter().flatten() {
        let default = member.node.get("default").and_then(Node::as_str).unwrap_or_default();
        url = url.replace(&format!("{{{name}}}"), default);
    }
    let absolute = if url.contains("://") { url } else { format!("{HOST}/{}", url.trim_start_matches('/')) };
    absolute.trim_end_matches('/').to_owned()
}
