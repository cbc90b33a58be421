//! Parameters (section 4.7.12).

use super::{Encoding, Example, SchemaRef, Stated, essence};
use crate::Location;

#[derive(Clone, Debug)]
pub struct Parameter {
    pub location: Location,
    /// The key in `components.parameters`, where it was referred to there.
    pub component: Option<String>,
    /// As on the wire; of a query string as a whole, what it is called in the document.
    pub name: String,
    pub place: ParameterLocation,
    /// As documented, else that of the place.
    pub style: ParameterStyle,
    pub explode: bool,
    pub required: bool,
    /// `x-usual`: most requests have it, where it is not required either.
    pub is_usual: bool,
    pub deprecated: bool,
    pub allow_empty_value: bool,
    pub allow_reserved: bool,
    pub description: Option<String>,
    pub schema: SchemaRef,
    /// The media type where the parameter has `content` instead of `schema`.
    pub content_type: Option<String>,
    /// Of the properties, where the media type is a form.
    pub encoding: Vec<Encoding>,
    pub examples: Vec<Example>,
    /// `x-rust-name`.
    pub rust_name: Option<Stated>,
    /// `x-aliases`: deprecated misspellings that are read too.
    pub aliases: Vec<String>,
}

impl Parameter {
    /// Whether a sample of a request has it.
    pub fn is_sampled(&self) -> bool {
        self.required || self.is_usual
    }

    /// Whether it is the query string as a whole, in the form that bodies of forms have.
    pub fn is_form(&self) -> bool {
        let is_form = |media_type: &str| essence(media_type) == "application/x-www-form-urlencoded";
        self.place == ParameterLocation::Querystring && self.content_type.as_deref().is_some_and(is_form)
    }

    /// Whether OpenAPI says that the parameter is ignored: headers that media types and security describe.
    pub fn is_ignored(&self) -> bool {
        const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];
        self.place == ParameterLocation::Header && IGNORED.iter().any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterLocation {
    Path,
    Query,
    Header,
    Cookie,
    /// The query string as a whole.
    Querystring,
}

impl ParameterLocation {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "path" => Self::Path,
            "query" => Self::Query,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
            "querystring" => Self::Querystring,
            _ => return None,
        })
    }

    /// As documented: `query`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Querystring => "querystring",
        }
    }

    /// The style where none is documented.
    pub(super) fn style(self) -> ParameterStyle {
        match self {
            Self::Path | Self::Header => ParameterStyle::Simple,
            Self::Query | Self::Cookie | Self::Querystring => ParameterStyle::Form,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `Form`, and nothing is percent-encoded.
    Cookie,
}

impl ParameterStyle {
    /// Whether a value explodes where nothing is said.
    pub fn explodes(self) -> bool {
        matches!(self, Self::Form | Self::Cookie)
    }

    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }
}
