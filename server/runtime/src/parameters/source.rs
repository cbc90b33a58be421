//! Where parameters travel: path segments, query, headers and cookies of one request.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

use http::HeaderMap;
use http::header::COOKIE;
use http::request::Parts;
use roster_wire::pairs::{self, Pairs};
use roster_wire::style::percent::decode;

use super::Parameter;
use super::deep;
use super::kinds::Kinds;
use super::spread::{self, Others, is_spread};
use crate::operation::{OperationInfo, ParameterInfo, ParameterLocation, ParameterStyle};
use crate::template::{Mixed, Segment, Template};

/// Where a route's path has a parameter.
#[derive(Debug)]
pub(crate) struct PathPlace {
    segment: usize,
    /// Where the parameter is a part of its segment: which part.
    part: Option<(Arc<Mixed>, usize)>,
}

impl PathPlace {
    /// `path` as documented, or an alias of it.
    pub(crate) fn new(parameter: &ParameterInfo, path: &Template) -> Option<Self> {
        if parameter.location != ParameterLocation::Path {
            return None;
        }
        path.segments.iter().enumerate().find_map(|(index, segment)| match segment {
            Segment::Parameter(name) => (*name == parameter.name).then_some(Self { segment: index, part: None }),
            Segment::Mixed(mixed) => {
                let part = Some((Arc::clone(mixed), mixed.position(parameter.name)?));
                Some(Self { segment: index, part })
            }
            Segment::Literal(_) => None,
        })
    }

    fn find<'path>(&self, path: &'path str) -> Option<&'path str> {
        let segment = segment(path, self.segment)?;
        match &self.part {
            None => Some(segment),
            Some((mixed, position)) => mixed.find(segment, *position),
        }
    }
}

/// The segment in this place of an absolute path; `split` would bring a search that is made for long texts.
fn segment(path: &str, place: usize) -> Option<&str> {
    let slash = |text: &str| text.bytes().position(|byte| byte == b'/');
    let mut rest = path.get(1..)?;
    for _ in 0..place {
        rest = &rest[slash(rest)? + 1..];
    }
    Some(slash(rest).map_or(rest, |end| &rest[..end]))
}

/// What was found for a parameter, as it is on the wire.
pub(crate) enum Raw<'request> {
    /// Still percent-encoded.
    Path(&'request str),
    /// Under the name it was found by, beside what belongs to others.
    Pairs(&'request Pairs<'request>, Others<'request>),
    /// Header lines joined; nothing is percent-encoded.
    Header { text: Cow<'request, str>, lines: usize },
    /// Still percent-encoded.
    Cookie(Vec<&'request str>),
    /// A single encoded value, of a query or cookie.
    Encoded(&'request str),
    /// The query string as a whole, still percent-encoded.
    Query(Cow<'request, str>),
}

impl<'request> Raw<'request> {
    /// The value as one decoded text.
    pub(crate) fn into_text(self) -> Result<Cow<'request, str>, String> {
        match self {
            Self::Path(text) => decode(text, false),
            Self::Encoded(text) => decode(text, true),
            Self::Query(text) => decode(&text, false).map(|decoded| Cow::Owned(decoded.into_owned())),
            Self::Header { text, .. } => Ok(text),
            Self::Cookie(values) => decode(values.first().copied().unwrap_or_default(), false),
            Self::Pairs(..) => Ok(Cow::Borrowed("")),
        }
    }
}

/// The places of one request, each taken apart when it is first needed.
pub(crate) struct Sources<'request> {
    operation: &'static OperationInfo,
    parts: &'request Parts,
    pairs: OnceCell<Pairs<'request>>,
    /// By whether their names are encoded.
    cookies: [OnceCell<Pairs<'request>>; 2],
}

impl<'request> Sources<'request> {
    pub(crate) fn new(operation: &'static OperationInfo, parts: &'request Parts) -> Self {
        Self { operation, parts, pairs: OnceCell::new(), cookies: [OnceCell::new(), OnceCell::new()] }
    }

    /// The raw value and the name it was found by: the documented one, else the first alias that is there.
    pub(crate) fn find(&self, parameter: &Parameter) -> Result<Option<(&'static str, Raw<'_>)>, String> {
        let &Parameter { info: parameter, index, ref place, .. } = parameter;
        if parameter.location == ParameterLocation::Path {
            let raw = place.as_ref().and_then(|place| place.find(self.parts.uri.path())).map(Raw::Path);
            return Ok(raw.map(|raw| (parameter.name, raw)));
        }
        if parameter.location == ParameterLocation::Querystring {
            return Ok(self.query_string().map(|text| (parameter.name, Raw::Query(text))));
        }
        for name in std::iter::once(&parameter.name).chain(parameter.aliases) {
            let raw = match parameter.location {
                ParameterLocation::Header => header(&self.parts.headers, name)?,
                ParameterLocation::Cookie => self.cookie(parameter, index, name),
                _ => self.query(parameter, index, name)?,
            };
            if let Some(raw) = raw {
                return Ok(Some((name, raw)));
            }
        }
        Ok(None)
    }

    /// The query as a whole, without the credentials in it; none where nothing is left.
    fn query_string(&self) -> Option<Cow<'request, str>> {
        let query = self.parts.uri.query().filter(|query| !query.is_empty())?;
        let is_key = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or(pair);
            decode(name, true).is_ok_and(|name| spread::is_key(self.operation, ParameterLocation::Query, &name))
        };
        if !query.split('&').any(|pair| is_key(&pair)) {
            return Some(Cow::Borrowed(query));
        }
        let rest: Vec<&str> = query.split('&').filter(|pair| !is_key(pair)).collect();
        (!rest.is_empty()).then(|| Cow::Owned(rest.join("&")))
    }

    fn pairs(&self) -> &Pairs<'request> {
        self.pairs.get_or_init(|| Pairs::parse(self.parts.uri.query().unwrap_or("")))
    }

    fn query(&self, parameter: &'static ParameterInfo, index: usize, name: &str) -> Result<Option<Raw<'_>>, String> {
        let pairs = self.pairs();
        if parameter.content_type.is_some() {
            let mut values = pairs.values(name);
            let first = values.next();
            if values.next().is_some() {
                return Err("must not be given more than once".to_owned());
            }
            return Ok(first.map(Raw::Encoded));
        }
        let others = Others::Parameters { operation: self.operation, index };
        let is_there = match parameter.style {
            ParameterStyle::DeepObject => deep::is_there(name, pairs),
            _ => pairs.contains(name) || has_members(parameter, pairs, others),
        };
        Ok(is_there.then_some(Raw::Pairs(pairs, others)))
    }

    fn cookie(&self, parameter: &'static ParameterInfo, index: usize, name: &str) -> Option<Raw<'_>> {
        let cookies = &self.cookies[usize::from(parameter.style != ParameterStyle::Cookie)];
        let cookies = cookies.get_or_init(|| Pairs::of_cookies(self::cookies(&self.parts.headers), parameter.style));
        if is_spread(parameter) {
            let others = Others::Parameters { operation: self.operation, index };
            let is_there = cookies.contains(name) || has_members(parameter, cookies, others);
            return is_there.then_some(Raw::Pairs(cookies, others));
        }
        let values: Vec<&str> = cookies.values(name).collect();
        match (values.first(), parameter.content_type) {
            (None, _) => None,
            (Some(first), Some(_)) => Some(Raw::Encoded(first)),
            (Some(_), None) => Some(Raw::Cookie(values)),
        }
    }
}

/// Whether an object that is spread has any of its members there.
fn has_members(parameter: &'static ParameterInfo, pairs: &Pairs<'_>, others: Others<'_>) -> bool {
    // Most parameters are no objects: that is asked first.
    is_spread(parameter)
        && Kinds::of(parameter.schema.get())
            .object
            .is_some_and(|object| spread::members(object, pairs, others).next().is_some())
}

fn header<'request>(headers: &'request HeaderMap, name: &str) -> Result<Option<Raw<'request>>, String> {
    let mut values = headers.get_all(name).iter();
    let Some(first) = values.next() else { return Ok(None) };
    let read = |value: &'request http::HeaderValue| {
        let text = std::str::from_utf8(value.as_bytes()).map_err(|_| "must be text in UTF-8".to_owned())?;
        Ok::<_, String>(text.trim())
    };
    let mut text = Cow::Borrowed(read(first)?);
    let mut lines = 1;
    for value in values {
        text.to_mut().push(',');
        text.to_mut().push_str(read(value)?);
        lines += 1;
    }
    Ok(Some(Raw::Header { text, lines }))
}

/// Names and values of all `Cookie` headers.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| std::str::from_utf8(header.as_bytes()).ok())
        .flat_map(pairs::cookies)
}
