//! Path templates: what a documented path says of each segment, and whether a segment of a request fits it.
//!
//! Which handler gets a request is not decided here: see [`crate::routes`] and [`crate::dispatch`].

use std::sync::Arc;

/// A documented path, segment by segment.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) segments: Vec<Segment>,
    /// Whether a query or a fragment was left out, which no route can tell apart.
    pub(crate) is_cut: bool,
}

/// What a template says of one segment.
#[derive(Clone, Debug)]
pub(crate) enum Segment {
    /// Text that is compared as it is, as axum does.
    Literal(&'static str),
    /// The whole segment is the parameter of this name.
    Parameter(&'static str),
    /// What axum cannot route: text beside parameters, or text that has other spellings.
    Mixed(Arc<Mixed>),
}

/// Text and parameters by turns.
#[derive(Debug)]
pub(crate) struct Mixed {
    /// What comes before the first parameter, in canonical spelling.
    prefix: String,
    /// Each parameter and the text behind it.
    parameters: Vec<(&'static str, String)>,
}

impl Template {
    pub(crate) fn new(path: &'static str) -> Self {
        let route = path.split(['?', '#']).next().unwrap_or(path);
        Self { segments: route.split('/').skip(1).map(Segment::new).collect(), is_cut: route.len() < path.len() }
    }

    /// Whether axum routes the path as it is documented.
    pub(crate) fn is_plain(&self) -> bool {
        !self.is_cut && self.is_shape()
    }

    /// Whether every request that axum routes by the shape is of this template.
    pub(crate) fn is_shape(&self) -> bool {
        !self.segments.iter().any(|segment| matches!(segment, Segment::Mixed(_)))
    }

    /// The path as axum routes it, with a parameter for every segment that axum cannot compare.
    pub(crate) fn shape(&self) -> String {
        let part = |(index, segment): (usize, &Segment)| match segment {
            Segment::Literal(text) => format!("/{text}"),
            _ => format!("/{{{index}}}"),
        };
        self.segments.iter().enumerate().map(part).collect()
    }

    /// Whether a request's path, as it is on the wire, is of this template.
    pub(crate) fn fits(&self, path: &str) -> bool {
        let mut given = path.split('/').skip(1);
        self.segments.iter().all(|segment| given.next().is_some_and(|text| segment.fits(text)))
            && given.next().is_none()
    }

    /// Whether some path can be of both templates, as far as the segments that axum compares tell.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let differ = |(left, right): (&Segment, &Segment)| match (left, right) {
            (Segment::Literal(left), Segment::Literal(right)) => left != right,
            _ => false,
        };
        self.segments.len() == other.segments.len() && !self.segments.iter().zip(&other.segments).any(differ)
    }

    /// What goes before what, segment by segment: text, then text beside parameters (the most text first), then
    /// parameters.
    pub(crate) fn rank(&self) -> Vec<(u8, std::cmp::Reverse<usize>, usize)> {
        self.segments.iter().map(Segment::rank).collect()
    }
}

impl Segment {
    fn new(text: &'static str) -> Self {
        let name = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        if let Some(name) = name
            && !name.is_empty()
            && !name.contains(['{', '}', '*'])
        {
            return Self::Parameter(name);
        }
        let is_plain = !text.starts_with([':', '*']) && text.bytes().all(|byte| byte != b'%' && is_literal(byte));
        if is_plain { Self::Literal(text) } else { Self::Mixed(Arc::new(Mixed::new(text))) }
    }

    fn fits(&self, given: &str) -> bool {
        match self {
            Self::Literal(text) => *text == given,
            Self::Parameter(_) => !given.is_empty(),
            Self::Mixed(mixed) => mixed.scan(given, |_, _| {}),
        }
    }

    fn rank(&self) -> (u8, std::cmp::Reverse<usize>, usize) {
        let (class, text, parameters) = match self {
            Self::Literal(text) => (0, text.len(), 0),
            Self::Mixed(mixed) => {
                let text = mixed.parameters.iter().map(|(_, after)| after.len()).sum::<usize>() + mixed.prefix.len();
                (u8::from(!mixed.parameters.is_empty()), text, mixed.parameters.len())
            }
            Self::Parameter(_) => (2, 0, 1),
        };
        (class, std::cmp::Reverse(text), parameters)
    }
}

impl Mixed {
    /// Braces that do not match are text; generated documents have none.
    fn new(text: &'static str) -> Self {
        let mut parameters: Vec<(&'static str, String)> = Vec::new();
        let mut prefix = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_parameter(rest) {
            parameters.last_mut().map_or(&mut prefix, |(_, after)| after).push_str(&canonical(before));
            parameters.push((name, String::new()));
            rest = after;
        }
        parameters.last_mut().map_or(&mut prefix, |(_, after)| after).push_str(&canonical(rest));
        Self { prefix, parameters }
    }

    /// The place of a parameter among those of the segment.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|(candidate, _)| *candidate == name)
    }

    /// The raw text of the parameter at `position`, where `given` fits.
    pub(crate) fn find<'given>(&self, given: &'given str, position: usize) -> Option<&'given str> {
        let mut found = None;
        self.scan(given, |index, text| {
            if index == position {
                found = Some(text);
            }
        })
        .then_some(found)
        .flatten()
    }

    /// Whether `given` fits; `each` gets every parameter's text, which is as short as what follows allows.
    ///
    /// The first place of each text will do: whatever fits with a later one fits with the first one as well.
    fn scan<'given>(&self, given: &'given str, mut each: impl FnMut(usize, &'given str)) -> bool {
        let Some(mut begin) = spelled(given, &self.prefix) else { return false };
        for (index, (_, after)) in self.parameters.iter().enumerate() {
            let is_last = index + 1 == self.parameters.len();
            let mut end = begin;
            let next = loop {
                // A parameter is never empty.
                let Some(rest) = given.get(end..).filter(|rest| !rest.is_empty()) else { return false };
                end += unit(rest);
                let Some(rest) = given.get(end..) else { return false };
                match spelled(rest, after) {
                    Some(length) if !is_last || length == rest.len() => break end + length,
                    _ => {}
                }
            };
            let Some(text) = given.get(begin..end) else { return false };
            each(index, text);
            begin = next;
        }
        begin == given.len()
    }
}

/// What is before the first parameter, its name, and what is behind it.
fn next_parameter(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// The length of what cannot be taken apart: a percent-encoded byte, or a character.
fn unit(text: &str) -> usize {
    match encoded(text.as_bytes()) {
        Some(_) => 3,
        None => text.chars().next().map_or(1, char::len_utf8),
    }
}

/// How much of the beginning of `given` spells the canonical `text`, by whatever percent-encoding.
fn spelled(given: &str, text: &str) -> Option<usize> {
    let (mut left, mut expected) = (given.as_bytes(), text.as_bytes());
    while !expected.is_empty() {
        let (byte, length) = match (encoded(left), left) {
            (Some(byte), _) => (Canonical::of_encoded(byte), 3),
            (None, [byte, ..]) => (Canonical::of(*byte), 1),
            (None, []) => return None,
        };
        expected = expected.strip_prefix(byte.bytes())?;
        left = &left[length..];
    }
    Some(given.len() - left.len())
}

/// The one spelling of a text in a path: encoded where it has to be, in upper case, and not where it need not be.
fn canonical(text: &str) -> String {
    let mut rest = text.as_bytes();
    let mut spelling = String::with_capacity(text.len());
    while let [first, ..] = rest {
        let (byte, length) = match encoded(rest) {
            Some(byte) => (Canonical::of_encoded(byte), 3),
            None => (Canonical::of(*first), 1),
        };
        spelling.extend(byte.bytes().iter().copied().map(char::from));
        rest = &rest[length..];
    }
    spelling
}

/// A byte of a path in its canonical spelling.
struct Canonical([u8; 3], usize);

impl Canonical {
    fn of(byte: u8) -> Self {
        if is_literal(byte) && byte != b'%' { Self([byte, 0, 0], 1) } else { Self::encode(byte) }
    }

    /// A delimiter means something else once it is encoded; letters and digits do not (RFC 3986, section 6.2.2.2).
    fn of_encoded(byte: u8) -> Self {
        let is_unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if is_unreserved { Self([byte, 0, 0], 1) } else { Self::encode(byte) }
    }

    fn encode(byte: u8) -> Self {
        const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
        Self([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]], 3)
    }

    fn bytes(&self) -> &[u8] {
        &self.0[..self.1]
    }
}

/// The byte that a text begins with in percent-encoding.
fn encoded(text: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = text else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// What stands in a segment as it is (RFC 3986, section 3.3), percent signs included.
fn is_literal(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(template: &'static str, given: &str) -> Option<Vec<String>> {
        let mut values = Vec::new();
        Mixed::new(template).scan(given, |_, text| values.push(text.to_owned())).then_some(values)
    }

    #[test]
    fn text_beside_parameters_is_taken_off() {
        for (template, given, expected) in [
            ("{name}:cancel", "a:cancel", Some(vec!["a"])),
            ("{name}:cancel", "a:b:cancel", Some(vec!["a:b"])),
            ("{name}:cancel", "a:cancel:cancel", Some(vec!["a:cancel"])),
            ("{name}:cancel", ":cancel", None),
            ("{name}:cancel", "a:cancelled", None),
            ("{name}:cancel", "a%3Acancel", None),
            ("{name}:cancel", "a:c%61ncel", Some(vec!["a"])),
            ("v{version}", "v2", Some(vec!["2"])),
            ("v{version}", "v", None),
            ("{a}-{b}", "x-y-z", Some(vec!["x", "y-z"])),
            ("{a}-{b}", "--z", Some(vec!["-", "z"])),
            ("{a}-{b}", "x-", None),
            ("{a}..{b}.json", "x..y.json.json", Some(vec!["x", "y.json"])),
            ("{a}é", "%C3%A9%c3%a9", Some(vec!["%C3%A9"])),
            ("{a}é", "éé", Some(vec!["é"])),
            (":x", ":x", Some(vec![])),
            (":x", "%3Ax", None),
            ("%7Bx%7d", "%7bx%7D", Some(vec![])),
            ("a b", "a%20b", Some(vec![])),
            ("100%", "100%25", Some(vec![])),
        ] {
            let expected = expected.map(|texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(values(template, given), expected, "{template} {given}");
        }
    }

    #[test]
    fn half_of_a_character_is_never_taken_apart() {
        for template in ["%C3{a}", "{a}%A9", "{a}%C3{b}"] {
            for given in ["é", "éé", "xéy", "%C3é"] {
                let _ = values(template, given);
            }
        }
    }

    #[test]
    fn only_what_axum_compares_is_literal() {
        assert!(Template::new("/a.b/~c/{d}/(g)/users/").is_plain());
        for path in ["/:x", "/*", "/a b", "/%C3%A4", "/ä", "/{a}.json", "/a#b", "/a?b=c"] {
            assert!(!Template::new(path).is_plain(), "{path}");
        }
        assert_eq!(Template::new("/v1/{a}:x/{b}/c?d").shape(), "/v1/{1}/{2}/c");
        assert_eq!(Template::new("/").shape(), "/");
    }
}
