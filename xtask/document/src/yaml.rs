//! YAML text into nodes, by the events of a parser.
//!
//! Refuses what would be read differently by different tools (duplicate keys, custom tags, several documents in a
//! file), and alias bombs.

use std::collections::{BTreeSet, HashMap};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::{
    Location, Member, Node, Object, SourceFile, Value,
    load::{Budget, Loaded, MAX_DEPTH, MAX_FILE_SIZE, Stop, count, stop, too_deep},
    merge,
    node::Spellings,
    scalar,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// What all aliases of a file may add up to, in values.
const MAX_EXPANSION: usize = 1_000_000;

/// Reads YAML text as if it stood in `file`.
pub(super) fn parse(text: &str, file: &SourceFile, budget: &mut Budget) -> Result<Loaded, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut moved = BTreeSet::new();
    let mut attempt = attempt(text, file, *budget, &moved);
    if attempt.bracket.is_some_and(|line| starts_with_bracket(text, line)) {
        moved = brackets(text);
        if let Some(better) = move_right(text, &moved) {
            attempt = self::attempt(&better, file, *budget, &moved);
        }
        // Some of them were text; that stays as it is written.
        if !attempt.in_text.is_empty() {
            moved.retain(|line| !attempt.in_text.contains(line));
            let better = move_right(text, &moved).expect("it is shorter than the one before");
            attempt = self::attempt(&better, file, *budget, &moved);
        }
    }
    let Attempt { result, spellings, rest, .. } = attempt;
    if result.is_ok() {
        file.keep(spellings);
        *budget = rest;
    }
    result
}

/// What came of reading YAML.
struct Attempt {
    result: Result<Loaded, Diagnostics>,
    spellings: Spellings,
    rest: Budget,
    /// The line of a closing bracket that the parser would have further right.
    bracket: Option<u32>,
    /// Lines that were moved and are text.
    in_text: BTreeSet<u32>,
}

fn attempt(text: &str, file: &SourceFile, mut budget: Budget, moved: &BTreeSet<u32>) -> Attempt {
    let mut reader = Reader {
        file: file.clone(),
        parser: Parser::new_from_str(text),
        moved,
        in_text: BTreeSet::new(),
        anchors: HashMap::new(),
        expansion: 0,
        budget: &mut budget,
        spellings: Spellings::new(),
        diagnostics: Diagnostics::default(),
    };
    let node = reader.document();
    let Reader { spellings, in_text, mut diagnostics, .. } = reader;
    let mut bracket = None;
    let result = match node {
        Ok(node) if !diagnostics.has_errors() => Ok(Loaded { node, warnings: diagnostics }),
        Ok(_) => Err(diagnostics),
        Err(stop) => {
            bracket = stop.message.ends_with("invalid indentation").then_some(stop.location.line);
            diagnostics.push(*stop);
            Err(diagnostics)
        }
    };
    Attempt { result, spellings, rest: budget, bracket, in_text }
}

/// Spaces in front of a closing bracket, for the parser. Where the last value in brackets is in quotes, it takes the
/// closing one on a line of its own for the end of the mapping around; and this is how examples are written.
const MOVE: u32 = 128;

fn starts_with_bracket(text: &str, line: u32) -> bool {
    text.split('\n').nth(line as usize - 1).is_some_and(|line| line.trim_start().starts_with(['}', ']']))
}

/// The lines that begin with a closing bracket.
fn brackets(text: &str) -> BTreeSet<u32> {
    let lines = (1..).zip(text.split('\n'));
    lines.filter(|(_, line)| line.trim_start().starts_with(['}', ']'])).map(|(number, _)| number).collect()
}

/// The text with these lines further right; none where it would be too long.
fn move_right(text: &str, moved: &BTreeSet<u32>) -> Option<String> {
    let length = text.len() + moved.len() * MOVE as usize;
    if length as u64 > 2 * MAX_FILE_SIZE {
        return None;
    }
    let space = " ".repeat(MOVE as usize);
    let mut better = String::with_capacity(length);
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if moved.contains(&number) {
            better.push_str(&space);
        }
        better.push_str(line);
    }
    Some(better)
}

struct Anchored {
    /// None while the value is still being read: an alias in there refers to what contains it.
    node: Option<Node>,
    weight: usize,
    height: usize,
}

struct Reader<'input> {
    file: SourceFile,
    parser: Parser<'input, saphyr_parser::StrInput<'input>>,
    /// Lines that have [`MOVE`] spaces more than the file.
    moved: &'input BTreeSet<u32>,
    /// Those of them that are text.
    in_text: BTreeSet<u32>,
    anchors: HashMap<usize, Anchored>,
    expansion: usize,
    budget: &'input mut Budget,
    spellings: Spellings,
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
            Some(Ok((event, span))) => {
                if !self.moved.is_empty()
                    && let Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..) = event
                {
                    self.in_text.extend(self.moved.range(count(span.start.line())..=count(span.end.line())));
                }
                Ok((own(event), self.location(&span.start)))
            }
            Some(Err(error)) => Err(self.syntax(&error)),
            None => {
                let end = Location::new(self.file.clone(), 1, 1);
                Err(stop("syntax", &end, "the file ends too early".to_owned(), "complete the document"))
            }
        }
    }

    fn location(&self, marker: &Marker) -> Location {
        let (line, column) = (count(marker.line().max(1)), count(marker.col() + 1));
        let more = if self.moved.contains(&line) { MOVE } else { 0 };
        Location::new(self.file.clone(), line, column.saturating_sub(more).max(1))
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
                self.budget.spend(text.len(), &location)?;
                let value = self.scalar(text.into_owned(), style, tag.as_deref(), &location);
                self.remember(anchor, Node::new(value, location))
            }
            Event::SequenceStart(anchor, tag) => {
                self.budget.spend(0, &location)?;
                self.collection_tag(tag.as_deref(), "seq", &location);
                self.open(anchor);
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break,
                        (event, start) => items.push(self.node(event, start, depth + 1)?),
                    }
                }
                items.shrink_to_fit();
                self.remember(anchor, Node::new(Value::Array(items), location))
            }
            Event::MappingStart(anchor, tag) => {
                self.budget.spend(0, &location)?;
                self.collection_tag(tag.as_deref(), "map", &location);
                self.open(anchor);
                let object = self.object(depth)?;
                self.remember(anchor, Node::new(Value::Object(object), location))
            }
            Event::Alias(anchor) => self.alias(anchor, &location, depth),
            _ => Err(stop("syntax", &location, "a value is missing here".to_owned(), "write the value")),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Object, Stop> {
        let mut object = Object::new();
        let mut merged = Vec::new();
        loop {
            let (event, start) = self.next()?;
            if event == Event::MappingEnd {
                merge::into(&mut object, merged);
                return Ok(object.fit());
            }
            let is_merge = matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == merge::KEY);
            let key = self.key(event, &start, depth)?;
            let (event, value_start) = self.next()?;
            let node = self.node(event, value_start, depth + 1)?;
            if is_merge {
                merged.extend(merge::sources(&start, node, &mut self.diagnostics));
                continue;
            }
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
                self.budget.spend_text(text.len(), location)?;
                if anchor > 0 {
                    self.remember(anchor, Node::new(Value::String(text.to_string()), location.clone()))?;
                }
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
        let value = scalar::resolve(&text).unwrap_or_else(|why| {
            let message = format!("`{text}` has no JSON form: {why}");
            self.diagnostics.push(Diagnostic::error(
                "not-json",
                location,
                message,
                "write a finite number, or quote it",
            ));
            Value::Null
        });
        if !scalar::is_plain(&value, &text) {
            self.spellings.insert((location.line, location.column), text.into());
        }
        value
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

    /// Gives the node back, kept for the aliases of its anchor.
    fn remember(&mut self, anchor: usize, node: Node) -> Result<Node, Stop> {
        if anchor > 0 {
            let (weight, height) = measure(&node);
            // The copy that is kept counts, too: anchors within anchors add up.
            self.expand(weight, &node.location)?;
            self.anchors.insert(anchor, Anchored { node: Some(node.clone()), weight, height });
        }
        Ok(node)
    }

    fn expand(&mut self, weight: usize, location: &Location) -> Result<(), Stop> {
        self.expansion = self.expansion.saturating_add(weight);
        if self.expansion <= MAX_EXPANSION {
            return Ok(());
        }
        let message = format!("the anchors and aliases of this file expand to more than {MAX_EXPANSION} values");
        Err(stop("alias-expansion", location, message, "use `$ref`s instead of aliases"))
    }

    fn alias(&mut self, anchor: usize, location: &Location, depth: usize) -> Result<Node, Stop> {
        let Some(Anchored { node: Some(node), weight, height }) = self.anchors.get(&anchor) else {
            let message = "the alias stands inside of the value that it refers to".to_owned();
            return Err(stop("alias-cycle", location, message, "use a `$ref` for what is recursive"));
        };
        if depth + height > MAX_DEPTH {
            return Err(Box::new(too_deep(location)));
        }
        let (node, weight) = (node.clone(), *weight);
        self.expand(weight, location)?;
        self.budget.spend_many(weight, location)?;
        Ok(node)
    }
}

/// Number of nodes (long text counts more) and levels.
pub(crate) fn measure(node: &Node) -> (usize, usize) {
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
