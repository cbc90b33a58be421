//! Postman Collection Format v2.1.0, and an environment, as JSON.
//!
//! <https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html>

mod format;

use serde::Serialize;
use sha1::{Digest as _, Sha1};
use uuid::Uuid;

use self::format::{
    Attribute, AuthBlock, BodyBlock, Entry, Environment, EnvironmentValue, FormPart, Group, Info, Item, Node,
    RequestBlock, Response, Root, Url,
};
use super::model::{Auth, Authentication, Body, Collection, Example, Field, Folder, Part, Request, language};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// A collection, to be imported as one file.
pub fn postman(collection: &Collection) -> String {
    let variables = collection.variables.iter();
    text(&Root {
        info: Info {
            id: id(collection, "collection"),
            name: &collection.title,
            description: &collection.description,
            version: &collection.version,
            schema: SCHEMA,
        },
        auth: collection.auth.as_ref().map(auth),
        variable: variables
            .map(|variable| Entry {
                description: &variable.description,
                kind: Some("string"),
                ..Entry::new(&variable.name, &variable.value)
            })
            .collect(),
        item: collection.folders.iter().map(group).collect(),
    })
}

/// An environment with the server and the credentials, these as secrets: Postman masks them, and does not share them.
pub fn environment(collection: &Collection) -> String {
    let variables = collection.variables.iter().filter(|variable| variable.is_of_environment());
    text(&Environment {
        id: id(collection, "environment"),
        name: format!("{} (local)", collection.title),
        values: variables
            .map(|variable| EnvironmentValue {
                key: &variable.name,
                value: &variable.value,
                kind: if variable.secret { "secret" } else { "default" },
                enabled: true,
            })
            .collect(),
        scope: "environment",
    })
}

fn text(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("every key is text");
    text.push('\n');
    text
}

/// A name-based UUID (RFC 9562, section 5.5), so that a newer collection replaces an older one where it is imported.
fn id(collection: &Collection, kind: &str) -> Uuid {
    let mut hash = Sha1::new();
    hash.update(Uuid::NAMESPACE_URL.as_bytes());
    hash.update(format!("postman:{kind}:{}:{}", collection.name, collection.title));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_sha1_bytes(bytes).into_uuid()
}

fn group(folder: &Folder) -> Group<'_> {
    let requests = folder.requests.iter().map(|request| Node::Request(Box::new(item(request))));
    let folders = folder.folders.iter().map(|folder| Node::Folder(group(folder)));
    Group { name: &folder.name, description: &folder.description, item: requests.chain(folders).collect() }
}

fn item(request: &Request) -> Item<'_> {
    let examples = request.examples.iter();
    Item {
        id: &request.id,
        name: &request.title,
        request: RequestBlock {
            method: &request.method,
            auth: match &request.authentication {
                Authentication::Inherited => None,
                Authentication::Anonymous => Some(AuthBlock { kind: "noauth", ..AuthBlock::default() }),
                Authentication::Own(own) => Some(auth(own)),
            },
            header: entries(&request.headers),
            body: request.body.as_ref().map(body_block),
            url: url(request),
            description: &request.description,
        },
        response: examples.map(|example| response(request, example)).collect(),
    }
}

/// What was sent to get an answer: what is sent without switching anything on, and no explanations.
fn sent<'a>(request: &'a Request, example: &'a Example) -> RequestBlock<'a> {
    let plain = |entries: Vec<Entry<'a>>| {
        let enabled = entries.into_iter().filter(|entry| !entry.disabled);
        enabled.map(|entry| Entry { description: "", ..entry }).collect()
    };
    let url = url(request);
    RequestBlock {
        method: &request.method,
        auth: None,
        header: plain(entries(&request.headers)),
        body: example.request_body.as_ref().map(body_block),
        url: Url { query: plain(url.query), variable: plain(url.variable), ..url },
        description: "",
    }
}

fn url(request: &Request) -> Url<'_> {
    // A plus in a query is read as a space, and programs leave it as it is.
    let query: Vec<_> = request
        .query
        .iter()
        .map(|field| match field.name.is_empty() {
            // As it is sent.
            true => Entry { key: &field.value, value: None, ..entry(field) },
            false => {
                let value = field.value.replace('%', "%25").replace('+', "%2B");
                Entry { value: Some(value.into()), ..entry(field) }
            }
        })
        .collect();
    let sent = query.iter().filter(|entry| !entry.disabled).map(|entry| match &entry.value {
        Some(value) => format!("{}={value}", entry.key),
        None => entry.key.to_owned(),
    });
    let sent = sent.collect::<Vec<_>>().join("&");
    let question = if sent.is_empty() { "" } else { "?" };
    Url {
        raw: format!("{{{{baseUrl}}}}{}{question}{sent}", request.path),
        host: ["{{baseUrl}}"],
        path: request.path.trim_start_matches('/').split('/').collect(),
        query,
        variable: entries(&request.path_values),
    }
}

fn response<'a>(request: &'a Request, example: &'a Example) -> Response<'a> {
    let body = example.body.as_ref();
    Response {
        name: &example.title,
        original_request: sent(request, example),
        status: &example.reason,
        code: example.status,
        language: body.map_or("text", |body| language(&body.media_type)),
        header: example.headers.iter().map(|(name, value)| Entry::new(name, value)).collect(),
        cookie: [],
        body: body.and_then(|body| body.text.as_deref()).unwrap_or_default(),
    }
}

fn body_block(body: &Body) -> BodyBlock<'_> {
    match body {
        Body::Text { media_type, text } => BodyBlock::raw(text, language(media_type)),
        Body::Form(fields) => BodyBlock { urlencoded: Some(entries(fields)), ..BodyBlock::new("urlencoded") },
        Body::Multipart(parts) => {
            BodyBlock { formdata: Some(parts.iter().map(part).collect()), ..BodyBlock::new("formdata") }
        }
        Body::File { .. } => BodyBlock { file: Some(format::File { src: None }), ..BodyBlock::new("file") },
    }
}

fn part(part: &Part) -> FormPart<'_> {
    FormPart {
        key: &part.field.name,
        kind: if part.is_file { "file" } else { "text" },
        value: (!part.is_file).then_some(part.field.value.as_str()),
        src: part.is_file.then_some([]),
        content_type: part.media_type.as_deref(),
        description: &part.field.description,
        disabled: !part.field.enabled,
    }
}

fn auth(auth: &Auth) -> AuthBlock<'_> {
    let attributes = |pairs: Vec<(&'static str, &'static str)>| {
        Some(pairs.into_iter().map(|(key, value)| Attribute { key, value, kind: "string" }).collect())
    };
    match auth {
        Auth::Bearer => {
            AuthBlock { kind: "bearer", bearer: attributes(vec![("token", "{{token}}")]), ..AuthBlock::default() }
        }
        Auth::Basic => {
            let pairs = vec![("username", "{{username}}"), ("password", "{{password}}")];
            AuthBlock { kind: "basic", basic: attributes(pairs), ..AuthBlock::default() }
        }
        Auth::Key { name, value, in_query } => {
            let place = if *in_query { "query" } else { "header" };
            let pairs = [("key", name.as_str()), ("value", value), ("in", place)];
            let apikey = pairs.map(|(key, value)| Attribute { key, value, kind: "string" });
            AuthBlock { kind: "apikey", apikey: Some(apikey.into()), ..AuthBlock::default() }
        }
    }
}

fn entries(fields: &[Field]) -> Vec<Entry<'_>> {
    fields.iter().map(entry).collect()
}

fn entry(field: &Field) -> Entry<'_> {
    Entry { description: &field.description, disabled: !field.enabled, ..Entry::new(&field.name, &field.value) }
}
