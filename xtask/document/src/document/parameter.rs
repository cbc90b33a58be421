//! Parameters (section 4.7.12).

use super::{Example, SchemaRef};
use crate::Location;

#[derive(Clone, Debug)]
pub struct Parameter {
    pub location: Location,
    /// The key in `components.parameters`, where it was referred to there.
    pub component: Option<String>,
    /// As on the wire.
    pub name: String,
    pub place: ParameterLocation,
    /// As documented, else that of the place.
    pub style: ParameterStyle,
    pub explode: bool,
    pub required: bool,
    pub deprecated: bool,
    pub allow_empty_value: bool,
    pub allow_reserved: bool,
    pub description: Option<String>,
    pub schema: SchemaRef,
    /// The media type where the parameter has `content` instead of `schema`.
    pub content_type: Option<String>,
    pub examples: Vec<Example>,
    /// `x-aliases`: deprecated misspellings that are read too.
    pub aliases: Vec<String>,
}

impl Parameter {
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
}

impl ParameterLocation {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "path" => Self::Path,
            "query" => Self::Query,
            "header" => Self::Header,
            "cookie" => Self::Cookie,
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
        }
    }

    /// The style where none is documented.
    pub(super) fn style(self) -> ParameterStyle {
        match self {
            Self::Path | Self::Header => ParameterStyle::Simple,
            Self::Query | Self::Cookie => ParameterStyle::Form,
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
}

impl ParameterStyle {
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            _ => return None,
        })
    }
}
