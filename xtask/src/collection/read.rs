//! From a bundled document to a collection.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    bodies,
    model::{Auth, Authentication, Body, Collection, Field, Folder, Request, Variable},
    parameters::{self, description},
    responses, security,
};
use roster_document::{Document, Operation, Parameter, ParameterLocation, Server};

/// Where a server of ours listens, for documents that say only where on a server they are.
const HOST: &str = "http://127.0.0.1:8080";

/// The tag of operations that have none.
const UNTAGGED: &str = "other";

/// The requests of a document that is called `name`.
pub fn read(document: &Document, name: &str) -> Collection {
    let auth = security::of_document(document);
    let shared = shared_path_values(document);
    let mut folders: Vec<Folder> = Vec::new();
    for tag in document.tags.iter().filter(|tag| tag.is_navigation()) {
        let text = description(tag.description.as_deref().or(tag.summary.as_deref()), false);
        folders.push(folder(&tag.name, text));
    }
    for operation in &document.operations {
        let request = request(document, operation, auth.as_ref(), &shared);
        let tag = document.navigation_tag(operation).unwrap_or(UNTAGGED);
        match folders.iter_mut().find(|folder| folder.name == tag) {
            Some(folder) => folder.requests.push(request),
            None => folders.push(Folder { requests: vec![request], ..folder(tag, String::new()) }),
        }
    }
    let mut variables = vec![Variable {
        name: "baseUrl".to_owned(),
        value: base_url(document),
        description: match document.servers.first().and_then(|server| server.name.as_ref()) {
            Some(name) => format!("Where the server `{name}` is, without a slash at the end."),
            None => "Where the server is, without a slash at the end.".to_owned(),
        },
        secret: false,
    }];
    variables.extend(credentials(auth.as_ref(), &folders));
    let folders = nested(document, folders);
    variables.extend(shared.into_values());
    Collection {
        name: name.to_owned(),
        title: document.info.title.trim().to_owned(),
        version: document.info.version.trim().to_owned(),
        description: description(document.info.text().as_deref(), false),
        variables,
        auth,
        folders,
    }
}

fn folder(name: &str, description: String) -> Folder {
    Folder { name: name.to_owned(), description, folders: Vec::new(), requests: Vec::new() }
}

/// The folders in those of their tags' parents, without empty ones.
fn nested(document: &Document, folders: Vec<Folder>) -> Vec<Folder> {
    let parent = |folder: &Folder| {
        let parent = document.tags.iter().find(|tag| tag.name == folder.name)?.parent.as_deref()?;
        document.tags.iter().any(|tag| tag.name == parent && tag.is_navigation()).then_some(parent)
    };
    fn inside(name: Option<&str>, all: &mut Vec<(Option<String>, Folder)>) -> Vec<Folder> {
        let (own, rest) = std::mem::take(all).into_iter().partition(|(parent, _)| parent.as_deref() == name);
        *all = rest;
        let own: Vec<(Option<String>, Folder)> = own;
        let mut folders: Vec<Folder> = own.into_iter().map(|(_, folder)| folder).collect();
        for folder in &mut folders {
            folder.folders = inside(Some(&folder.name), all);
        }
        folders.retain(|folder| !folder.requests.is_empty() || !folder.folders.is_empty());
        folders
    }
    let mut all = folders.into_iter().map(|folder| (parent(&folder).map(str::to_owned), folder)).collect();
    inside(None, &mut all)
}

fn request(
    document: &Document,
    operation: &Operation,
    inherited: Option<&Auth>,
    shared: &BTreeMap<String, Variable>,
) -> Request {
    let id = match operation.has_id {
        true => operation.id.clone(),
        false => format!("{} {}", operation.method, operation.path),
    };
    let variants = bodies::variants(document, operation);
    let mut headers = parameters::fields(document, operation, ParameterLocation::Header);
    headers.extend(parameters::cookies(document, operation));
    let body = variants.first().map(|variant| variant.body.clone());
    if let Some(Body::Text { media_type, .. } | Body::File { media_type }) = &body {
        headers.push(Field {
            name: "Content-Type".to_owned(),
            value: media_type.clone(),
            description: String::new(),
            enabled: true,
        });
    }
    let (path, path_values) = path(document, operation, shared);
    Request {
        title: operation.summary.clone().unwrap_or_else(|| id.clone()),
        description: description(operation.description.as_deref(), operation.deprecated),
        method: operation.method.clone(),
        path,
        path_values,
        query: query(document, operation),
        headers,
        authentication: security::of_operation(document, operation, inherited),
        examples: responses::examples(document, operation, &variants),
        body,
        id,
    }
}

/// The pairs that are documented with the path, and the parameters.
fn query(document: &Document, operation: &Operation) -> Vec<Field> {
    let fixed = operation.fixed_query().into_iter().map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Field { name: name.to_owned(), value: value.to_owned(), description: String::new(), enabled: true }
    });
    let whole = operation.parameters.iter().find(|parameter| parameter.place == ParameterLocation::Querystring);
    let whole = whole.into_iter().flat_map(|parameter| parameters::query_string(document, parameter));
    fixed.chain(parameters::fields(document, operation, ParameterLocation::Query)).chain(whole).collect()
}

/// The path with `:name` where a whole segment is a parameter, which is all that programs understand; elsewhere the
/// example itself is put in.
fn path(document: &Document, operation: &Operation, shared: &BTreeMap<String, Variable>) -> (String, Vec<Field>) {
    let mut values = Vec::new();
    let mut path = operation.routed_path().to_owned();
    for parameter in path_parameters(operation) {
        let name = &parameter.name;
        let example = parameters::path_value(document, parameter);
        let template = format!("{{{name}}}");
        if !is_whole_segment(operation, name) {
            path = path.replace(&template, &example);
            continue;
        }
        path = path.replace(&template, &format!(":{name}"));
        values.push(Field {
            name: name.clone(),
            value: if shared.contains_key(name) { format!("{{{{{name}}}}}") } else { example },
            description: description(parameter.description.as_deref(), parameter.deprecated),
            enabled: true,
        });
    }
    (path, values)
}

/// The parameters of paths that mean the same in every path, and so are variables; `id` mostly is not among them.
fn shared_path_values(document: &Document) -> BTreeMap<String, Variable> {
    let mut shared: BTreeMap<String, Variable> = BTreeMap::new();
    let mut ambiguous: BTreeSet<String> = ["baseUrl", "token", "username", "password"].map(str::to_owned).into();
    for operation in &document.operations {
        for parameter in path_parameters(operation) {
            let name = &parameter.name;
            if !is_whole_segment(operation, name) {
                continue;
            }
            let variable = Variable {
                name: name.clone(),
                value: parameters::path_value(document, parameter),
                description: description(parameter.description.as_deref(), parameter.deprecated),
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

fn is_whole_segment(operation: &Operation, name: &str) -> bool {
    operation
        .routed_path()
        .split('/')
        .any(|segment| segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name))
}

fn path_parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    let parameters = operation.parameters.iter().map(AsRef::as_ref);
    parameters.filter(|parameter: &&Parameter| parameter.place == ParameterLocation::Path)
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
fn base_url(document: &Document) -> String {
    let url = document.servers.first().map_or_else(|| "/".to_owned(), Server::default_url);
    let absolute = if url.contains("://") { url } else { format!("{HOST}/{}", url.trim_start_matches('/')) };
    absolute.trim_end_matches('/').to_owned()
}
