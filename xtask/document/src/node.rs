//! YAML and JSON values that remember where they were written.
//!
//! Every stage up to the IR works on these nodes, so any diagnostic can name file, line and column,
//! also after bundling has moved a node into another document.

use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::HashMap,
    fmt,
    hash::{Hash, Hasher},
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use super::{Object, reference::unescape, scalar};

/// A place in a source file; line and column count from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    pub file: SourceFile,
    pub line: u32,
    pub column: u32,
}

impl Location {
    pub fn new(file: impl Into<SourceFile>, line: u32, column: u32) -> Self {
        Self { file: file.into(), line, column }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// A source file, in one word of memory: every value has one.
#[derive(Clone)]
pub struct SourceFile(Arc<Source>);

struct Source {
    path: PathBuf,
    /// What stands at the places whose value JSON writes in another way: `1.10`.
    spellings: OnceLock<Spellings>,
}

/// Text of numbers and booleans, by line and column.
pub(crate) type Spellings = HashMap<(u32, u32), Box<str>>;

impl SourceFile {
    /// Keeps the spellings, once the file was read.
    pub(crate) fn keep(&self, mut spellings: Spellings) {
        spellings.shrink_to_fit();
        // A file is read once; a second reading would find the same.
        let _ = self.0.spellings.set(spellings);
    }

    fn spelling(&self, line: u32, column: u32) -> Option<&str> {
        self.0.spellings.get()?.get(&(line, column)).map(AsRef::as_ref)
    }
}

impl From<&Path> for SourceFile {
    fn from(path: &Path) -> Self {
        Self(Arc::new(Source { path: path.to_owned(), spellings: OnceLock::new() }))
    }
}

impl Deref for SourceFile {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0.path
    }
}

impl fmt::Debug for SourceFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || **self == **other
    }
}

impl Eq for SourceFile {}

impl PartialOrd for SourceFile {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SourceFile {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { (**self).cmp(&**other) }
    }
}

impl Hash for SourceFile {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

/// A value and the place where it starts.
#[derive(Clone, Debug)]
pub struct Node {
    pub value: Value,
    pub location: Location,
}

/// A JSON value whose members are [`Node`]s; objects keep the order of the source.
#[derive(Clone, Debug)]
pub enum Value {
    Null,
    Boolean(bool),
    Number(serde_json::Number),
    String(String),
    Array(Vec<Node>),
    Object(Object),
}

/// A member of an object: where its key stands, and its value.
#[derive(Clone, Debug)]
pub struct Member {
    pub key: Location,
    pub node: Node,
}

impl Node {
    pub fn new(value: Value, location: Location) -> Self {
        Self { value, location }
    }

    /// The member `key` of an object; none for anything else.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key).map(|member| &member.node)
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string, a number or a boolean, as it is written in the source: `1.10` stays that.
    pub fn spelling(&self) -> Option<Cow<'_, str>> {
        let Location { file, line, column } = &self.location;
        let (is_same, json): (fn(&Value, &Value) -> bool, String) = match &self.value {
            Value::String(text) => return Some(text.into()),
            Value::Number(number) => (
                |left, right| matches!((left, right), (Value::Number(left), Value::Number(right)) if left == right),
                number.to_string(),
            ),
            Value::Boolean(value) => (
                |left, right| matches!((left, right), (Value::Boolean(left), Value::Boolean(right)) if left == right),
                value.to_string(),
            ),
            _ => return None,
        };
        let written = file.spelling(*line, *column);
        let written = written.filter(|text| scalar::resolve(text).is_ok_and(|value| is_same(&value, &self.value)));
        Some(written.map_or(json.into(), Cow::Borrowed))
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Boolean(value) => Some(value),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<&serde_json::Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The text of `$ref`, where the node is a Reference Object.
    pub fn reference(&self) -> Option<&str> {
        self.get("$ref")?.as_str()
    }

    /// The node at an RFC 6901 pointer below this one (`""` is the node itself).
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        if !(pointer.is_empty() || pointer.starts_with('/')) {
            return None;
        }
        pointer.split('/').skip(1).try_fold(self, |node, token| {
            let token = unescape(token);
            match &node.value {
                Value::Object(object) => object.get(&token).map(|member| &member.node),
                Value::Array(items) => items.get(token.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }

    pub(crate) fn pointer_mut(&mut self, pointer: &str) -> Option<&mut Node> {
        pointer.split('/').skip(1).try_fold(self, |node, token| {
            let token = unescape(token);
            match &mut node.value {
                Value::Object(object) => object.get_mut(&*token).map(|member| &mut member.node),
                Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }

    /// Takes out what is at a pointer below this one, if there is something.
    pub(crate) fn remove(&mut self, pointer: &str) {
        let Some((parent, token)) = pointer.rsplit_once('/') else { return };
        let token = unescape(token);
        match self.pointer_mut(parent).map(|node| &mut node.value) {
            Some(Value::Object(object)) => {
                object.shift_remove(&*token);
            }
            Some(Value::Array(items)) => {
                if let Some(index) = token.parse().ok().filter(|index| *index < items.len()) {
                    items.remove(index);
                }
            }
            _ => {}
        }
    }

    /// The object with other values under its keys; anything else as it is.
    pub(crate) fn map_members(&self, mut change: impl FnMut(&str, &Self) -> Self) -> Self {
        let Value::Object(object) = &self.value else { return self.clone() };
        let members = object.iter().map(|(name, member)| {
            let node = change(name, &member.node);
            (name.clone(), Member { key: member.key.clone(), node })
        });
        Self::new(Value::Object(members.collect()), self.location.clone())
    }

    /// The list with other items; anything else as it is.
    pub(crate) fn map_items(&self, change: impl FnMut(&Self) -> Self) -> Self {
        let Value::Array(items) = &self.value else { return self.clone() };
        Self::new(Value::Array(items.iter().map(change).collect()), self.location.clone())
    }

    /// How many values this is, itself and all that are in it.
    pub fn count(&self) -> usize {
        match &self.value {
            Value::Array(items) => items.iter().map(Self::count).sum::<usize>() + 1,
            Value::Object(object) => object.values().map(|member| member.node.count()).sum::<usize>() + 1,
            _ => 1,
        }
    }

    /// The value without its places.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Boolean(value) => (*value).into(),
            Value::Number(number) => number.clone().into(),
            Value::String(text) => text.clone().into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(object) => object.iter().map(|(key, member)| (key.clone(), member.node.to_json())).collect(),
        }
    }

    /// What JSON calls the value's type, for messages: `a string`, `an object`.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }
}
