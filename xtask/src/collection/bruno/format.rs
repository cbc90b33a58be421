//! The objects of the format, with the members that are written here and in the order that Bruno itself writes.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct CollectionFile<'a> {
    pub(super) opencollection: &'static str,
    pub(super) info: Info<'a>,
    pub(super) request: Defaults<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) docs: Option<Docs<'a>>,
    pub(super) bundled: bool,
    pub(super) extensions: Extensions,
}

#[derive(Serialize)]
pub(super) struct Info<'a> {
    pub(super) name: &'a str,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seq: Option<u32>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) version: &'a str,
}

impl<'a> Info<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        Self { name, kind: None, seq: None, version: "" }
    }
}

#[derive(Serialize)]
pub(super) struct Defaults<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth: Option<AuthBlock<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) variables: Vec<Entry<'a>>,
}

#[derive(Serialize)]
pub(super) struct Inheriting {
    pub(super) auth: AuthBlock<'static>,
}

#[derive(Serialize)]
pub(super) struct Docs<'a> {
    content: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl<'a> Docs<'a> {
    /// None for an empty text.
    pub(super) fn new(content: &'a str) -> Option<Self> {
        (!content.is_empty()).then_some(Self { content, kind: "text/markdown" })
    }
}

#[derive(Serialize)]
pub(super) struct Extensions {
    pub(super) bruno: Bruno,
}

#[derive(Serialize)]
pub(super) struct Bruno {
    pub(super) presets: Presets,
}

#[derive(Serialize)]
pub(super) struct Presets {
    #[serde(rename = "defaultEnvironment")]
    pub(super) default_environment: &'static str,
}

#[derive(Serialize)]
pub(super) struct EnvironmentFile<'a> {
    pub(super) name: &'static str,
    pub(super) variables: Vec<Entry<'a>>,
}

#[derive(Serialize)]
pub(super) struct FolderFile<'a> {
    pub(super) info: Info<'a>,
    pub(super) request: Inheriting,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) docs: Option<Docs<'a>>,
}

#[derive(Serialize)]
pub(super) struct RequestFile<'a> {
    pub(super) info: Info<'a>,
    pub(super) http: Http<'a>,
    pub(super) settings: Settings,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) examples: Vec<ExampleBlock<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) docs: &'a str,
}

#[derive(Serialize)]
pub(super) struct Http<'a> {
    pub(super) method: &'a str,
    pub(super) url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) headers: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) params: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<BodyBlock<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth: Option<AuthBlock<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Settings {
    pub(super) encode_url: bool,
    /// In milliseconds; 0 waits without an end.
    pub(super) timeout: u32,
    pub(super) follow_redirects: bool,
    pub(super) max_redirects: u32,
    #[serde(rename = "forwardAuthorizationHeader")]
    pub(super) forward: bool,
}

/// A name with its value, which is what most things of a collection are.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry<'a> {
    #[serde(skip_serializing_if = "is_false")]
    pub(super) secret: bool,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Value<'a>>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_type: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) disabled: bool,
}

impl<'a> Entry<'a> {
    pub(super) fn new(name: &'a str, value: &'a str) -> Self {
        let value = Some(Value::Text(value));
        Self { secret: false, name, value, kind: None, content_type: None, description: "", disabled: false }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Value<'a> {
    Text(&'a str),
    /// None is chosen yet.
    Files([(); 0]),
}

#[derive(Serialize)]
pub(super) struct BodyBlock<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) data: BodyData<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum BodyData<'a> {
    Text(&'a str),
    Entries(Vec<Entry<'a>>),
    Files([File<'a>; 1]),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct File<'a> {
    pub(super) file_path: &'static str,
    pub(super) content_type: &'a str,
    pub(super) selected: bool,
}

#[derive(Serialize)]
pub(super) struct ExampleBlock<'a> {
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    pub(super) request: ExampleRequest<'a>,
    pub(super) response: ExampleResponse<'a>,
}

#[derive(Serialize)]
pub(super) struct ExampleRequest<'a> {
    pub(super) url: String,
    pub(super) method: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) headers: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) params: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<BodyBlock<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ExampleResponse<'a> {
    pub(super) status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) status_text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) headers: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) body: Option<ResponseContent<'a>>,
}

#[derive(Serialize)]
pub(super) struct ResponseContent<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) data: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum AuthBlock<'a> {
    #[serde(serialize_with = "inherit")]
    Inherit,
    Own(OwnAuth<'a>),
}

#[derive(Serialize)]
pub(super) struct OwnAuth<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) username: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) placement: Option<&'static str>,
}

impl OwnAuth<'_> {
    pub(super) fn new(kind: &'static str) -> Self {
        Self { kind, token: None, username: None, password: None, key: None, value: None, placement: None }
    }
}

fn inherit<S: serde::Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("inherit")
}

fn is_false(value: &bool) -> bool {
    !value
}
