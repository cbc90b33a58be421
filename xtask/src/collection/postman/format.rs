//! The objects of the format, with the members that are written here and in the order that Postman itself writes.

use std::borrow::Cow;

use serde::Serialize;
use uuid::Uuid;

#[derive(Serialize)]
pub(super) struct Root<'a> {
    pub(super) info: Info<'a>,
    pub(super) item: Vec<Group<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth: Option<AuthBlock<'a>>,
    pub(super) variable: Vec<Entry<'a>>,
}

#[derive(Serialize)]
pub(super) struct Info<'a> {
    #[serde(rename = "_postman_id")]
    pub(super) id: Uuid,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) version: &'a str,
    pub(super) schema: &'static str,
}

#[derive(Serialize)]
pub(super) struct Group<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    pub(super) item: Vec<Node<'a>>,
}

/// What stands in a folder.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Node<'a> {
    Request(Box<Item<'a>>),
    Folder(Group<'a>),
}

#[derive(Serialize)]
pub(super) struct Item<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) request: RequestBlock<'a>,
    pub(super) response: Vec<Response<'a>>,
}

#[derive(Serialize)]
pub(super) struct RequestBlock<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth: Option<AuthBlock<'a>>,
    pub(super) method: &'a str,
    pub(super) header: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<BodyBlock<'a>>,
    pub(super) url: Url<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
}

#[derive(Serialize)]
pub(super) struct Url<'a> {
    pub(super) raw: String,
    pub(super) host: [&'static str; 1],
    pub(super) path: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) query: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) variable: Vec<Entry<'a>>,
}

#[derive(Serialize)]
pub(super) struct Response<'a> {
    pub(super) name: &'a str,
    #[serde(rename = "originalRequest")]
    pub(super) original_request: RequestBlock<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) status: &'a str,
    pub(super) code: u16,
    #[serde(rename = "_postman_previewlanguage")]
    pub(super) language: &'static str,
    pub(super) header: Vec<Entry<'a>>,
    pub(super) cookie: [(); 0],
    pub(super) body: &'a str,
}

/// A key with its value, which is what most things of a collection are.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    /// None of a query that is a key alone, which no equals sign follows.
    pub(super) value: Option<Cow<'a, str>>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) disabled: bool,
}

impl<'a> Entry<'a> {
    pub(super) fn new(key: &'a str, value: &'a str) -> Self {
        Self { key, value: Some(value.into()), kind: None, description: "", disabled: false }
    }
}

#[derive(Serialize)]
pub(super) struct BodyBlock<'a> {
    pub(super) mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) raw: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) urlencoded: Option<Vec<Entry<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) formdata: Option<Vec<FormPart<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<File>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) options: Option<Options>,
}

impl<'a> BodyBlock<'a> {
    pub(super) fn new(mode: &'static str) -> Self {
        Self { mode, raw: None, urlencoded: None, formdata: None, file: None, options: None }
    }

    pub(super) fn raw(text: &'a str, language: &'static str) -> Self {
        let options = Some(Options { raw: Language { language } });
        Self { raw: Some(text), options, ..Self::new("raw") }
    }
}

#[derive(Serialize)]
pub(super) struct Options {
    raw: Language,
}

#[derive(Serialize)]
struct Language {
    language: &'static str,
}

/// No file is chosen yet.
#[derive(Serialize)]
pub(super) struct File {
    pub(super) src: Option<&'static str>,
}

#[derive(Serialize)]
pub(super) struct FormPart<'a> {
    pub(super) key: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<&'a str>,
    /// Of a file; none is chosen yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) src: Option<[&'static str; 0]>,
    #[serde(rename = "contentType", skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) disabled: bool,
}

#[derive(Default, Serialize)]
pub(super) struct AuthBlock<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) apikey: Option<Vec<Attribute<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) basic: Option<Vec<Attribute<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bearer: Option<Vec<Attribute<'a>>>,
}

#[derive(Serialize)]
pub(super) struct Attribute<'a> {
    pub(super) key: &'static str,
    pub(super) value: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct Environment<'a> {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) values: Vec<EnvironmentValue<'a>>,
    #[serde(rename = "_postman_variable_scope")]
    pub(super) scope: &'static str,
}

#[derive(Serialize)]
pub(super) struct EnvironmentValue<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) enabled: bool,
}

fn is_false(value: &bool) -> bool {
    !value
}
