//! Who calls: reads the credentials that an operation's security names, and asks the API whether they hold.

use std::borrow::Cow;
use std::future::Future;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use roster_wire::style::percent::decode;

use crate::operation::{OperationInfo, ParameterLocation, SecurityKind, SecurityRequirement, SecurityScheme};
use crate::parameters::cookies;
use crate::problem::Problem;

/// A credential as it was presented.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    ApiKey(&'a str),
    /// The token of `bearer`, OAuth 2 and OpenID Connect schemes.
    Bearer(&'a str),
    Basic {
        username: &'a str,
        password: &'a str,
    },
    /// What follows the name of any other authentication scheme of HTTP in `Authorization` (RFC 9110, section 11.4).
    Http(&'a str),
    /// `mutualTLS`: nothing in the request. Whose certificate it was, the server in front or the layer of TLS says, by a
    /// header or an extension of this head of the request.
    MutualTls(&'a Parts),
}

/// Implemented by the server once per API; the supertrait of every generated API trait.
pub trait Authenticator: Send + Sync + 'static {
    /// Who a valid credential stands for.
    type Principal: Clone + Send + Sync + 'static;

    /// `None`: the credential is not valid. `Err`: it could not be checked, such as 503.
    ///
    /// Where an alternative names several schemes, each is asked, and the principal is the first scheme's. Of
    /// [`Credential::MutualTls`], `None` says that there is no certificate, as of other credentials their absence does.
    fn authenticate(
        &self,
        scheme: &'static SecurityScheme,
        credential: Credential<'_>,
        scopes: &'static [&'static str],
    ) -> impl Future<Output = Result<Option<Self::Principal>, Problem>> + Send;

    /// Told of a request whose credentials for a scheme are all invalid, of which there may be several. `Err`: there were
    /// too many such requests.
    fn rejected(&self) -> Result<(), Problem> {
        Ok(())
    }

    /// Whether the principal has an authority that the document names (`x-authorities`).
    fn has_authority(&self, principal: &Self::Principal, authority: &str) -> bool;

    /// Asked before authentication: rate limits, maintenance.
    fn admit(
        &self,
        operation: &'static OperationInfo,
        parts: &http::request::Parts,
    ) -> impl Future<Output = Result<(), Problem>> + Send {
        let _ = (operation, parts);
        async { Ok(()) }
    }
}

/// An API none of whose operations looks at a credential: nothing but its operations is left to implement.
pub struct Anonymous<A>(pub Arc<A>);

impl<A: Send + Sync + 'static> Authenticator for Anonymous<A> {
    type Principal = ();

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        _: Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<()>, Problem> {
        Ok(None)
    }

    fn has_authority(&self, (): &(), _: &str) -> bool {
        false
    }
}

/// Who calls, as far as security found out.
pub(crate) struct Identity<P> {
    /// None: anonymous.
    pub(crate) principal: Option<P>,
    /// Whether a header carried the credential, which a browser never adds on its own.
    pub(crate) is_by_header: bool,
}

impl<P> Identity<P> {
    const ANONYMOUS: Self = Self { principal: None, is_by_header: false };
}

/// Tries the alternatives in order. An invalid credential is not taken for none: anonymous access is for those who
/// present nothing.
pub(crate) async fn authenticate<A: Authenticator>(
    api: &A,
    operation: &'static OperationInfo,
    realm: &str,
    parts: &Parts,
) -> Result<Identity<A::Principal>, Problem> {
    if operation.security.is_empty() {
        return Ok(Identity::ANONYMOUS);
    }
    let mut is_presented = false;
    for requirement in operation.security.iter().filter(|requirement| !requirement.schemes.is_empty()) {
        match satisfy(api, requirement, parts).await? {
            Outcome::Satisfied(identity) => return authorize(api, operation, identity),
            Outcome::Invalid => is_presented = true,
            Outcome::Absent => {}
        }
    }
    let allows_anonymous = operation.security.iter().any(|requirement| requirement.schemes.is_empty());
    if allows_anonymous && !is_presented && operation.authorities.is_empty() {
        return Ok(Identity::ANONYMOUS);
    }
    Err(unauthorized(operation, realm, is_presented))
}

enum Outcome<P> {
    Satisfied(Identity<P>),
    /// A credential is there, and is not valid.
    Invalid,
    Absent,
}

/// Every scheme of the alternative has to be satisfied.
async fn satisfy<A: Authenticator>(
    api: &A,
    requirement: &SecurityRequirement,
    parts: &Parts,
) -> Result<Outcome<A::Principal>, Problem> {
    // Nearly every alternative is one scheme alone.
    if let [(scheme, scopes)] = requirement.schemes {
        let found = present(scheme, parts);
        if matches!(found, Presented::Absent) {
            return Ok(Outcome::Absent);
        }
        let principal = principal_of(api, scheme, scopes, &found).await?;
        return Ok(principal.map_or(unless_absent(scheme), |principal| {
            Outcome::Satisfied(Identity { principal: Some(principal), is_by_header: is_in_header(scheme) })
        }));
    }
    let mut presented = Vec::with_capacity(requirement.schemes.len());
    let mut is_invalid = false;
    for (scheme, scopes) in requirement.schemes {
        match present(scheme, parts) {
            Presented::Absent => return Ok(Outcome::Absent),
            Presented::Malformed => is_invalid = true,
            found => presented.push((*scheme, *scopes, found)),
        }
    }
    if is_invalid {
        return Ok(Outcome::Invalid);
    }
    let mut identity = Identity::ANONYMOUS;
    for (scheme, scopes, found) in &presented {
        let principal = principal_of(api, scheme, scopes, found).await?;
        let Some(principal) = principal else { return Ok(unless_absent(scheme)) };
        if identity.principal.is_none() {
            identity = Identity { principal: Some(principal), is_by_header: is_in_header(scheme) };
        }
    }
    Ok(Outcome::Satisfied(identity))
}

/// Whom the first valid one of what is presented for a scheme stands for.
async fn principal_of<A: Authenticator>(
    api: &A,
    scheme: &'static SecurityScheme,
    scopes: &'static [&'static str],
    found: &Presented<'_>,
) -> Result<Option<A::Principal>, Problem> {
    let (first, others) = found.credentials();
    let Some(first) = first else { return Ok(None) };
    let others = others.iter().map(|value| Credential::ApiKey(value));
    for credential in std::iter::once(first).chain(others) {
        let principal = api.authenticate(scheme, credential, scopes).await.map_err(Problem::mark_of_runtime)?;
        if principal.is_some() {
            return Ok(principal);
        }
    }
    api.rejected().map_err(Problem::mark_of_runtime)?;
    Ok(None)
}

/// What it means that a credential is not valid: whether a connection has a certificate, nobody else knows.
fn unless_absent<P>(scheme: &SecurityScheme) -> Outcome<P> {
    match scheme.kind {
        SecurityKind::MutualTls => Outcome::Absent,
        _ => Outcome::Invalid,
    }
}

fn authorize<A: Authenticator>(
    api: &A,
    operation: &'static OperationInfo,
    identity: Identity<A::Principal>,
) -> Result<Identity<A::Principal>, Problem> {
    let is_allowed = operation.authorities.is_empty()
        || identity.principal.as_ref().is_some_and(|principal| {
            operation.authorities.iter().any(|authority| api.has_authority(principal, authority))
        });
    if is_allowed {
        return Ok(identity);
    }
    let authorities = operation.authorities.join(" or ");
    let status = operation.rejections.authority;
    let code = if status == 401 { "unauthorized" } else { "forbidden" };
    Err(Problem::of_runtime(status, code, format!("This needs the authority {authorities}.")))
}

#[cold]
fn unauthorized(operation: &OperationInfo, realm: &str, is_presented: bool) -> Problem {
    let detail = match is_presented {
        true => "The credential is not valid.".to_owned(),
        false => format!("The request has no credential: {} is needed.", wanted(operation)),
    };
    let mut problem = Problem::of_runtime(operation.rejections.credential, "unauthorized", detail);
    let mut challenges: Vec<&str> = Vec::new();
    for (scheme, _) in operation.security.iter().flat_map(|requirement| requirement.schemes) {
        let challenge = match scheme.kind {
            SecurityKind::ApiKey { .. } | SecurityKind::MutualTls => continue,
            SecurityKind::Basic => "Basic",
            SecurityKind::Http { scheme } => scheme,
            SecurityKind::Bearer | SecurityKind::OAuth2 | SecurityKind::OpenIdConnect { .. } => "Bearer",
        };
        if challenges.contains(&challenge) {
            continue;
        }
        challenges.push(challenge);
        let details = match challenge {
            "Basic" => ", charset=\"UTF-8\"",
            "Bearer" if is_presented => ", error=\"invalid_token\"",
            _ => "",
        };
        problem = problem.with_header(WWW_AUTHENTICATE, format!("{challenge} realm=\"{realm}\"{details}"));
    }
    problem
}

/// Where the operation's alternatives have their credentials.
fn wanted(operation: &OperationInfo) -> String {
    let place = |scheme: &SecurityScheme| match scheme.kind {
        SecurityKind::ApiKey { location: ParameterLocation::Header, name } => format!("the header {name}"),
        SecurityKind::ApiKey { location: ParameterLocation::Cookie, name } => format!("the cookie {name}"),
        SecurityKind::ApiKey { name, .. } => format!("the query parameter {name}"),
        SecurityKind::Basic => "the header Authorization with Basic".to_owned(),
        SecurityKind::Http { scheme } => format!("the header Authorization with {scheme}"),
        SecurityKind::Bearer | SecurityKind::OAuth2 | SecurityKind::OpenIdConnect { .. } => {
            "the header Authorization with Bearer".to_owned()
        }
        SecurityKind::MutualTls => "a certificate of the client".to_owned(),
    };
    let mut alternatives: Vec<String> = Vec::new();
    for requirement in operation.security.iter().filter(|requirement| !requirement.schemes.is_empty()) {
        let places: Vec<String> = requirement.schemes.iter().map(|(scheme, _)| place(scheme)).collect();
        let alternative = places.join(" and ");
        if !alternatives.contains(&alternative) {
            alternatives.push(alternative);
        }
    }
    alternatives.join(" or ")
}

/// How many cookies of one name are looked at.
const MAXIMUM_COOKIES: usize = 4;

/// What a request presents for a scheme.
enum Presented<'request> {
    Absent,
    /// There is something that cannot be a credential, or more than one.
    Malformed,
    ApiKey(Cow<'request, str>),
    /// A browser sends all cookies of one name, those that another host of the domain has set included, and says nothing
    /// of where they come from.
    Cookies(&'request str, Vec<&'request str>),
    Bearer(&'request str),
    Basic(String, String),
    Http(&'request str),
    MutualTls(&'request Parts),
}

impl Presented<'_> {
    /// The first one, and further values of a key.
    fn credentials(&self) -> (Option<Credential<'_>>, &[&str]) {
        let first = match self {
            Self::Absent | Self::Malformed => None,
            Self::ApiKey(key) => Some(Credential::ApiKey(key)),
            Self::Cookies(first, others) => return (Some(Credential::ApiKey(first)), others),
            Self::Bearer(token) => Some(Credential::Bearer(token)),
            Self::Basic(username, password) => Some(Credential::Basic { username, password }),
            Self::Http(credentials) => Some(Credential::Http(credentials)),
            Self::MutualTls(parts) => Some(Credential::MutualTls(parts)),
        };
        (first, &[])
    }
}

fn present<'request>(scheme: &SecurityScheme, parts: &'request Parts) -> Presented<'request> {
    match scheme.kind {
        SecurityKind::ApiKey { location, name } => present_key(location, name, parts),
        SecurityKind::MutualTls => Presented::MutualTls(parts),
        SecurityKind::Basic => match authorization(&parts.headers, "basic") {
            Ok(Some(encoded)) => decode_basic(encoded),
            Ok(None) => Presented::Absent,
            Err(()) => Presented::Malformed,
        },
        SecurityKind::Bearer | SecurityKind::OAuth2 | SecurityKind::OpenIdConnect { .. } => {
            presented(authorization(&parts.headers, "bearer"), Presented::Bearer)
        }
        SecurityKind::Http { scheme } => presented(authorization(&parts.headers, scheme), Presented::Http),
    }
}

/// What follows the name of a scheme, which is not nothing.
fn presented<'request>(
    given: Result<Option<&'request str>, ()>,
    credential: fn(&'request str) -> Presented<'request>,
) -> Presented<'request> {
    match given {
        Ok(Some("")) | Err(()) => Presented::Malformed,
        Ok(Some(text)) => credential(text),
        Ok(None) => Presented::Absent,
    }
}

fn present_key<'request>(location: ParameterLocation, name: &str, parts: &'request Parts) -> Presented<'request> {
    match location {
        ParameterLocation::Header => {
            only_key(parts.headers.get_all(name).iter().map(|value| value.to_str().ok().map(Cow::Borrowed)))
        }
        ParameterLocation::Cookie => {
            let mut named = cookies(&parts.headers).filter(|(candidate, _)| *candidate == name).peekable();
            if named.peek().is_none() {
                return Presented::Absent;
            }
            let mut values = named.map(|(_, value)| value).filter(|value| !value.is_empty()).take(MAXIMUM_COOKIES);
            match values.next() {
                Some(first) => Presented::Cookies(first, values.collect()),
                None => Presented::Malformed,
            }
        }
        ParameterLocation::Query | ParameterLocation::Path | ParameterLocation::Querystring => {
            only_key(query_values(parts.uri.query().unwrap_or(""), name))
        }
    }
}

/// A key that is given once, and can be read.
fn only_key<'request>(mut keys: impl Iterator<Item = Option<Cow<'request, str>>>) -> Presented<'request> {
    match (keys.next(), keys.next()) {
        (None, _) => Presented::Absent,
        (Some(Some(key)), None) if !key.is_empty() => Presented::ApiKey(key),
        _ => Presented::Malformed,
    }
}

fn query_values<'request>(query: &'request str, name: &str) -> impl Iterator<Item = Option<Cow<'request, str>>> {
    query.split('&').filter_map(move |pair| {
        let (candidate, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(candidate, true).ok()? == name).then(|| decode(value, true).ok())
    })
}

/// What follows the scheme in `Authorization`; none where there is no such header, or one of another scheme.
fn authorization<'request>(headers: &'request HeaderMap, scheme: &str) -> Result<Option<&'request str>, ()> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(());
    }
    let text = value.to_str().map_err(|_| ())?;
    let (given, rest) = text.split_once(' ').unwrap_or((text, ""));
    Ok(given.eq_ignore_ascii_case(scheme).then(|| rest.trim()))
}

/// RFC 7617.
fn decode_basic(encoded: &str) -> Presented<'static> {
    let decoded = STANDARD.decode(encoded).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded.as_deref().and_then(|text| text.split_once(':')) {
        Some((username, password)) => Presented::Basic(username.to_owned(), password.to_owned()),
        None => Presented::Malformed,
    }
}

fn is_in_header(scheme: &SecurityScheme) -> bool {
    match scheme.kind {
        SecurityKind::ApiKey { location, .. } => location == ParameterLocation::Header,
        // Browsers present certificates on their own.
        SecurityKind::MutualTls => false,
        _ => true,
    }
}
