//! Security schemes (section 4.7.27), and the alternatives of them that operations require (section 4.7.30).

use super::{ParameterLocation, reader};
use crate::{Location, Node};

/// One way to satisfy an operation's security: all of these schemes, each with its scopes. Empty: anonymous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityAlternative {
    pub schemes: Vec<(String, Vec<String>)>,
}

#[derive(Clone, Debug)]
pub struct SecurityScheme {
    pub location: Location,
    /// The key in `components.securitySchemes`.
    pub name: String,
    pub kind: SecurityKind,
}

#[derive(Clone, Debug)]
pub enum SecurityKind {
    ApiKey {
        place: ParameterLocation,
        name: String,
    },
    /// An authentication scheme of HTTP, in lower case: `bearer`.
    Http(String),
    OAuth2 {
        /// Where clients are granted tokens for their own credentials.
        token_url: Option<String>,
    },
    OpenIdConnect {
        url: String,
    },
    MutualTls,
}

pub(super) fn kind(node: &Node) -> Option<SecurityKind> {
    let text = |key| reader::text(node, key).unwrap_or_default();
    Some(match text("type").as_str() {
        "apiKey" => SecurityKind::ApiKey {
            place: ParameterLocation::of(&text("in")).unwrap_or(ParameterLocation::Header),
            name: text("name"),
        },
        "http" => SecurityKind::Http(text("scheme").to_ascii_lowercase()),
        "oauth2" => SecurityKind::OAuth2 {
            token_url: node
                .get("flows")
                .and_then(|flows| flows.get("clientCredentials"))
                .and_then(|flow| reader::text(flow, "tokenUrl")),
        },
        "mutualTLS" => SecurityKind::MutualTls,
        "openIdConnect" => SecurityKind::OpenIdConnect { url: text("openIdConnectUrl") },
        _ => return None,
    })
}

/// A `security` array: any of these alternatives.
pub(super) fn alternatives(node: &Node) -> Vec<SecurityAlternative> {
    let scopes =
        |node: &Node| node.as_array().into_iter().flatten().filter_map(Node::as_str).map(str::to_owned).collect();
    let alternative = |node: &Node| {
        let schemes = node.as_object().into_iter().flatten();
        SecurityAlternative { schemes: schemes.map(|(name, member)| (name.clone(), scopes(&member.node))).collect() }
    };
    node.as_array().into_iter().flatten().map(alternative).collect()
}
