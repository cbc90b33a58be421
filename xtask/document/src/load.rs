//! Files into nodes: YAML and JSON, every value with its line and column.
//!
//! Refuses what would be read differently by different tools (duplicate keys, merge keys, custom tags, several
//! documents in a file) and what would exhaust memory (alias bombs, deep nesting, huge files).
//! What the values mean is none of its business.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::{Location, Member, Node, Object, Value, json, scalar};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Levels of nesting that a file may have; what is behind (JSON readers, recursive walks) copes with these.
pub(crate) const MAX_DEPTH: usize = 100;
/// Bytes of one file.
const MAX_FILE_SIZE: u64 = 128 * 1024 * 1024;
/// What all aliases of a file may add up to, in nodes (64 bytes of text count as one more).
const MAX_EXPANSION: usize = 1_000_000;

/// Reads the file at `path` (YAML, or JSON where the name ends in `.json`).
///
/// Locations name `path` as it is given.
/// # Errors
/// Everything that is wrong with the file, each with its place: it cannot be read, is not UTF-8, breaks the syntax,
/// or uses what the module refuses.
pub fn load(path: &Path) -> Result<Node, Diagnostics> {
    let file: Arc<Path> = path.into();
    let start = Location { file: file.clone(), line: 1, column: 1 };
    let unreadable = |error: &std::io::Error| {
        single(Diagnostic::error(
            "unreadable-file",
            &start,
            format!("the file cannot be read: {error}"),
            "check the path and its permissions",
        ))
    };
    let size = fs::metadata(path).map_err(|error| unreadable(&error))?.len();
    if size > MAX_FILE_SIZE {
        return Err(single(Diagnostic::error(
            "file-too-large",
            &start,
            format!("the file has {size} bytes; at most {MAX_FILE_SIZE} are read"),
            "split the document into several files",
        )));
    }
    let bytes = fs::read(path).map_err(|error| unreadable(&error))?;
    let text = match str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return Err(single(not_utf8(&file, &bytes, error.valid_up_to()))),
    };
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        json::parse(text, &file)
    } else {
        parse(text, &file)
    }
}

/// Reads YAML text as if it stood in `file`.
///
/// # Errors
/// As for [`load`].
pub fn parse(text: &str, file: &Arc<Path>) -> Result<Node, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        file: file.clone(),
        parser: Parser::new_from_str(text),
        anchors: HashMap::new(),
        expansion: 0,
        diagnostics: Diagnostics::default(),
    };
    let node = match reader.document() {
        Ok(node) => Some(node),
        Err(stop) => {
            reader.diagnostics.push(*stop);
            None
        }
    };
    match node {
        Some(node) if !reader.diagnostics.has_errors() => Ok(node),
        _ => Err(reader.diagnostics),
    }
}

pub(super) fn single(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}

pub(super) fn too_deep(location: &Location) -> Diagnostic {
    Diagnostic::error(
        "nesting-too-deep",
        location,
        format!("values are nested more than {MAX_DEPTH} levels deep"),
        "move the inner part into a component of its own and refer to it with `$ref`",
    )
}

fn not_utf8(file: &Arc<Path>, bytes: &[u8], valid: usize) -> Diagnostic {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Diagnostic::error(
        "not-utf-8",
        &Location { file: file.clone(), line: count(line), column: count(column) },
        format!("the file is not UTF-8: byte 0x{:02x} starts no character here", bytes[valid]),
        "save the file in UTF-8",
    )
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A problem that makes going on pointless.
type Stop = Box<Diagnostic>;

struct Anchored {
    /// None while the value is still being read: an alias in there refers to what contains it.
    node: Option<Node>,
    weight: usize,
    height: usize,
}

struct Reader<'input> {
    file: Arc<Path>,
    parser: Parser<'input, saphyr_parser::StrInput<'input>>,
    anchors: HashMap<usize, Anchored>,
    expansion: usize,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Stop> {
        let mut root = None;
        loop {
            let (event, start) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd | Event::Nothing => {}
                Event::DocumentStart(_) => {
                    if root.is_some() {
                        let message = "the file holds more than one YAML document".to_owned();
                        return Err(stop(
                            "several-documents",
                            &start,
                            message,
                            "keep one document per file, remove `---`",
                        ));
                    }
                    let (event, start) = self.next()?;
                    root = Some(self.node(event, start, 1)?);
                }
                Event::StreamEnd => {
                    let empty = Node::new(Value::Null, start);
                    return Ok(root.unwrap_or(empty));
                }
                _ => {
                    let message = "a value stands outside of the document".to_owned();
                    return Err(stop("syntax", &start, message, "remove it"));
                }
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'static>, Location), Stop> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((own(event), self.location(&span.start))),
            Some(Err(error)) => Err(self.syntax(&error)),
            None => {
                let end = Location { file: self.file.clone(), line: 1, column: 1 };
                Err(stop("syntax", &end, "the file ends too early".to_owned(), "complete the document"))
            }
        }
    }

    fn location(&self, marker: &Marker) -> Location {
        Location { file: self.file.clone(), line: count(marker.line().max(1)), column: count(marker.col() + 1) }
    }

    fn syntax(&self, error: &ScanError) -> Stop {
        let location = self.location(error.marker());
        if error.info().contains("recursion limit") {
            return Box::new(too_deep(&location));
        }
        let message = format!("the YAML is not well formed: {}", error.info());
        stop("syntax", &location, message, "check indentation, quotes, brackets and colons here and just above")
    }

    fn node(&mut self, event: Event<'static>, location: Location, depth: usize) -> Result<Node, Stop> {
        if depth > MAX_DEPTH {
            return Err(Box::new(too_deep(&location)));
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.scalar(text.into_owned(), style, tag.as_deref(), &location);
                let node = Node::new(value, location);
                self.remember(anchor, &node);
                Ok(node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "seq", &location);
                self.open(anchor);
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, start) => items.push(self.node(event, start, depth + 1)?),
                    }
                }
                let node = Node::new(Value::Array(items), location);
                self.remember(anchor, &node);
                Ok(node)
            }
            Event::MappingStart(anchor, tag) => {
                self.collection_tag(tag.as_deref(), "map", &location);
                self.open(anchor);
                let object = self.object(depth)?;
                let node = Node::new(Value::Object(object), location);
                self.remember(anchor, &node);
                Ok(node)
            }
            Event::Alias(anchor) => self.alias(anchor, &location, depth),
            _ => Err(stop("syntax", &location, "a value is missing here".to_owned(), "write the value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Object, Stop> {
        let mut object = Object::new();
        loop {
            let (event, start) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(object);
            }
            let key = self.key(event, &start, depth)?;
            let (event, value_start) = self.next()?;
            let node = self.node(event, value_start, depth + 1)?;
            let Some(key) = key else { continue };
            if let Some(first) = object.get(&key) {
                let first: &Member = first;
                self.diagnostics.push(Diagnostic::error(
                    "duplicate-key",
                    &start,
                    format!("the key `{key}` stands twice in this object, first in line {}", first.key.line),
                    "remove or rename one of the two",
                ));
            } else {
                object.insert(key, Member { key: start, node });
            }
        }
    }

    /// The text of a key; none after a diagnostic.
    fn key(&mut self, event: Event<'static>, location: &Location, depth: usize) -> Result<Option<String>, Stop> {
        let (text, style, tag) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = Node::new(Value::String(text.to_string()), location.clone());
                self.remember(anchor, &node);
                (text.into_owned(), style, tag)
            }
            Event::Alias(anchor) => {
                let node = self.alias(anchor, location, depth)?;
                return Ok(match node.value {
                    Value::String(text) => Some(text),
                    _ => self.bad_key(location, &format!("the key is {}", node.type_name())),
                });
            }
            other => {
                // Read past the key, so that the rest is checked, too.
                self.node(other, location.clone(), depth + 1)?;
                return Ok(self.bad_key(location, "the key is a list or an object"));
            }
        };
        self.scalar_tag(tag.as_deref(), location);
        if style == ScalarStyle::Plain && text == "<<" {
            self.diagnostics.push(Diagnostic::error(
                "merge-key",
                location,
                "merge keys (`<<`) are not part of YAML 1.2, and tools disagree about them",
                "write the members out, or use `$ref` or `allOf`",
            ));
            return Ok(None);
        }
        if style == ScalarStyle::Plain && matches!(scalar::resolve(&text), Ok(Value::Null)) {
            return Ok(self.bad_key(location, "the key is null"));
        }
        Ok(Some(text))
    }

    fn bad_key(&mut self, location: &Location, message: &str) -> Option<String> {
        self.diagnostics.push(Diagnostic::error("key-not-text", location, message, "write the key as text, in quotes"));
        None
    }

    fn scalar(&mut self, text: String, style: ScalarStyle, tag: Option<&Tag>, location: &Location) -> Value {
        let known = self.scalar_tag(tag, location);
        if style != ScalarStyle::Plain || known == Some("str") {
            return Value::String(text);
        }
        scalar::resolve(&text).unwrap_or_else(|why| {
            let message = format!("`{text}` has no JSON form: {why}");
            self.diagnostics.push(Diagnostic::error(
                "not-json",
                location,
                message,
                "write a finite number, or quote it",
            ));
            Value::Null
        })
    }

    /// The core schema's tags are taken where they change nothing, and `!!str`, which makes text of a plain scalar.
    fn scalar_tag<'tag>(&mut self, tag: Option<&'tag Tag>, location: &Location) -> Option<&'tag str> {
        let tag = tag?;
        if tag.handle == "!" && tag.suffix.is_empty() || tag.is_yaml_core_schema() && tag.suffix == "str" {
            return Some("str");
        }
        self.refuse_tag(tag, location);
        None
    }

    fn collection_tag(&mut self, tag: Option<&Tag>, expected: &str, location: &Location) {
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == expected)
        {
            self.refuse_tag(tag, location);
        }
    }

    fn refuse_tag(&mut self, tag: &Tag, location: &Location) {
        let handle = if tag.is_yaml_core_schema() { "!!" } else { tag.handle.as_str() };
        self.diagnostics.push(Diagnostic::error(
            "yaml-tag",
            location,
            format!("the YAML tag `{handle}{}` has no meaning in an OpenAPI document", tag.suffix),
            "remove the tag; quote the value if it is text",
        ));
    }

    fn open(&mut self, anchor: usize) {
        if anchor > 0 {
            self.anchors.insert(anchor, Anchored { node: None, weight: 0, height: 0 });
        }
    }

    fn remember(&mut self, anchor: usize, node: &Node) {
        if anchor > 0 {
            let (weight, height) = measure(node);
            // The copy that is kept counts, too: anchors within anchors add up.
            self.expansion = self.expansion.saturating_add(weight);
            self.anchors.insert(anchor, Anchored { node: Some(node.clone()), weight, height });
        }
    }

    fn alias(&mut self, anchor: usize, location: &Location, depth: usize) -> Result<Node, Stop> {
        let Some(Anchored { node: Some(node), weight, height }) = self.anchors.get(&anchor) else {
            let message = "the alias stands inside of the value that it refers to".to_owned();
            return Err(stop("alias-cycle", location, message, "use a `$ref` for what is recursive"));
        };
        self.expansion = self.expansion.saturating_add(*weight);
        if self.expansion > MAX_EXPANSION {
            let message = format!("the aliases of this file expand to more than {MAX_EXPANSION} values");
            return Err(stop("alias-expansion", location, message, "use `$ref`s instead of aliases"));
        }
        if depth + height > MAX_DEPTH {
            return Err(Box::new(too_deep(location)));
        }
        Ok(node.clone())
    }
}

fn stop(rule: &'static str, location: &Location, message: String, help: &str) -> Stop {
    Box::new(Diagnostic::error(rule, location, message, help))
}

/// Number of nodes (long text counts more) and levels.
fn measure(node: &Node) -> (usize, usize) {
    let sum = |parts: &mut dyn Iterator<Item = &Node>| {
        parts.fold((1, 1), |(weight, height), part| {
            let (inner, levels) = measure(part);
            (weight + inner, height.max(levels + 1))
        })
    };
    match &node.value {
        Value::String(text) => (1 + text.len() / 64, 1),
        Value::Array(items) => sum(&mut items.iter()),
        Value::Object(object) => sum(&mut object.values().map(|member| &member.node)),
        _ => (1, 1),
    }
}

/// The event without its borrow of the text.
fn own(event: Event<'_>) -> Event<'static> {
    let tag = |tag: Option<std::borrow::Cow<'_, Tag>>| tag.map(|tag| std::borrow::Cow::Owned(tag.into_owned()));
    match event {
        Event::Scalar(text, style, anchor, given) => Event::Scalar(text.into_owned().into(), style, anchor, tag(given)),
        Event::SequenceStart(anchor, given) => Event::SequenceStart(anchor, tag(given)),
        Event::MappingStart(anchor, given) => Event::MappingStart(anchor, tag(given)),
        Event::Nothing => Event::Nothing,
        Event::StreamStart => Event::StreamStart,
        Event::StreamEnd => Event::StreamEnd,
        Event::DocumentStart(explicit) => Event::DocumentStart(explicit),
        Event::DocumentEnd => Event::DocumentEnd,
        Event::Alias(anchor) => Event::Alias(anchor),
        Event::SequenceEnd => Event::SequenceEnd,
        Event::MappingEnd => Event::MappingEnd,
    }
}
