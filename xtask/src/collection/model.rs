//! What a collection holds, whatever program it is for.
//!
//! `{{name}}` in a value stands for a variable, `:name` in a path for one of the request's path values; both programs
//! write it so.

use roster_document::essence;

/// The requests of one document.
#[derive(Clone, Debug)]
pub struct Collection {
    /// As in the names of files: `twona`.
    pub name: String,
    pub title: String,
    pub version: String,
    pub description: String,
    pub variables: Vec<Variable>,
    /// What requests send that inherit it.
    pub auth: Option<Auth>,
    pub folders: Vec<Folder>,
}

/// What somebody sets once, for all requests.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    pub value: String,
    pub description: String,
    pub secret: bool,
}

impl Variable {
    /// Whether it says which server, or whose requests: what differs from one place or person to the next.
    pub(super) fn is_of_environment(&self) -> bool {
        self.secret || matches!(self.name.as_str(), "baseUrl" | "username")
    }
}

/// How a request proves whose it is, by variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Auth {
    Bearer,
    /// User and password.
    Basic,
    /// A header, or a parameter of the query, with this value.
    Key {
        name: String,
        value: String,
        in_query: bool,
    },
}

/// The operations that are found under one tag.
#[derive(Clone, Debug)]
pub struct Folder {
    pub name: String,
    pub description: String,
    /// Those of tags whose parent is this one.
    pub folders: Vec<Folder>,
    pub requests: Vec<Request>,
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Request {
    /// The operationId, or method and path where it has none.
    pub id: String,
    pub title: String,
    pub description: String,
    /// As it is sent.
    pub method: String,
    /// From the first slash, with `:name` for what [`Request::path_values`] holds.
    pub path: String,
    pub path_values: Vec<Field>,
    /// One without a name is the query string as a whole, as it is sent.
    pub query: Vec<Field>,
    pub headers: Vec<Field>,
    pub body: Option<Body>,
    pub authentication: Authentication,
    pub examples: Vec<Example>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// The collection's.
    Inherited,
    /// None: anybody may call it.
    Anonymous,
    Own(Auth),
}

/// A parameter or a part of a form, with an example as its value.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub value: String,
    pub description: String,
    /// Optional ones are there to be switched on.
    pub enabled: bool,
}

#[derive(Clone, Debug)]
pub enum Body {
    Text {
        media_type: String,
        text: String,
    },
    Form(Vec<Field>),
    Multipart(Vec<Part>),
    /// A file that the user chooses.
    File {
        media_type: String,
    },
}

/// A part of a multipart body.
#[derive(Clone, Debug)]
pub struct Part {
    pub field: Field,
    pub is_file: bool,
    pub media_type: Option<String>,
}

/// A documented answer.
#[derive(Clone, Debug)]
pub struct Example {
    pub title: String,
    pub description: String,
    pub status: u16,
    /// Empty where the status has no usual phrase.
    pub reason: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<ResponseBody>,
    /// What was sent to get it.
    pub request_body: Option<Body>,
}

#[derive(Clone, Debug)]
pub struct ResponseBody {
    pub media_type: String,
    /// None where the content is no text.
    pub text: Option<String>,
}

/// What programs colour a text as: `json`, `xml`, `html` or `text`.
pub(super) fn language(media_type: &str) -> &'static str {
    let essence = essence(media_type);
    match essence.as_str() {
        _ if essence.ends_with("/json") || essence.ends_with("+json") => "json",
        _ if essence.ends_with("/xml") || essence.ends_with("+xml") => "xml",
        "text/html" => "html",
        _ => "text",
    }
}
