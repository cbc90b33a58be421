//! A part of a document: some of its operations and webhooks, and what these lead to.
//!
//! Works on the bundle, before anything is said of what is left out.

#![expect(clippy::mutable_key_type, reason = "places are compared by the names of their files, which do not change")]

use std::{
    collections::{BTreeSet, HashSet},
    fmt,
    str::FromStr,
};

use glob::{MatchOptions, Pattern};

use super::{
    Kind, Location, Member, Node, Value,
    diagnostic::{Diagnostic, Diagnostics},
    escape,
    mend::change,
    operation::{Operation, ids, method_pointer, operations, resolve, sent, webhooks},
    prune::{closure, leave_out},
    suggest::nearest,
    unused::graph,
};

/// Which operations and webhooks are taken: all that one of `only` fits, or all where there is none of these, without
/// those that one of `without` fits.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    pub only: Vec<Filter>,
    pub without: Vec<Filter>,
}

/// What has to hold of an operation: `tag=users`, `path=/v2/**`, `operation=users_*`, `method=GET`, or several of these
/// with commas between them, all of which have to hold then.
#[derive(Clone, Debug)]
pub struct Filter(Vec<Condition>);

#[derive(Clone, Debug)]
struct Condition {
    subject: Subject,
    text: String,
    /// Of text that can be read as one; text itself always fits.
    pattern: Option<Pattern>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Tag,
    Path,
    Operation,
    Method,
}

impl Subject {
    const ALL: [Self; 4] = [Self::Tag, Self::Path, Self::Operation, Self::Method];

    fn key(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Path => "path",
            Self::Operation => "operation",
            Self::Method => "method",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Tag => "the tag",
            Self::Path => "the path",
            Self::Operation => "the operationId",
            Self::Method => "the method",
        }
    }
}

impl FromStr for Filter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut conditions: Vec<(Subject, String)> = Vec::new();
        for part in text.split(',') {
            let condition = part.split_once('=').and_then(|(key, value)| {
                let subject = Subject::ALL.into_iter().find(|subject| subject.key() == key.trim())?;
                Some((subject, value.to_owned()))
            });
            match (condition, conditions.last_mut()) {
                (Some(condition), _) => conditions.push(condition),
                // Names and paths may have commas.
                (None, Some((_, value))) if !part.contains('=') => *value = format!("{value},{part}"),
                (None, _) => return Err(wrong(part)),
            }
        }
        let condition = |(subject, text): (Subject, String)| {
            let pattern = Pattern::new(&text).ok();
            Condition { subject, text, pattern }
        };
        match conditions.iter().find(|(_, value)| value.is_empty()) {
            Some((subject, _)) => Err(format!("`{}=` has no value", subject.key())),
            None => Ok(Self(conditions.into_iter().map(condition).collect())),
        }
    }
}

fn wrong(part: &str) -> String {
    let key = part.split('=').next().unwrap_or_default();
    let near = nearest(key.trim(), Subject::ALL.map(Subject::key));
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}=`?"));
    format!("`{part}` is none of tag=NAME, path=PATTERN, operation=ID and method=METHOD{hint}")
}

impl fmt::Display for Filter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, condition) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(formatter, "{comma}{}={}", condition.subject.key(), condition.text)?;
        }
        Ok(())
    }
}

impl Filter {
    fn fits(&self, candidate: &Candidate<'_>) -> bool {
        self.0.iter().all(|condition| condition.fits(candidate))
    }
}

impl Condition {
    fn fits(&self, candidate: &Candidate<'_>) -> bool {
        candidate.values(self.subject).iter().any(|value| self.fits_text(value))
    }

    fn fits_text(&self, value: &str) -> bool {
        let is_method = self.subject == Subject::Method;
        let options = MatchOptions {
            case_sensitive: !is_method,
            require_literal_separator: self.subject == Subject::Path,
            require_literal_leading_dot: false,
        };
        self.text == value
            || is_method && self.text.eq_ignore_ascii_case(value)
            || self.pattern.as_ref().is_some_and(|pattern| pattern.matches_with(value, options))
    }
}

/// An operation or a webhook.
struct Candidate<'document> {
    operation: Operation<'document>,
    id: String,
    is_webhook: bool,
}

impl Candidate<'_> {
    /// What a condition is held against.
    fn values(&self, subject: Subject) -> Vec<String> {
        match subject {
            Subject::Tag => self.operation.texts("tags").into_iter().map(str::to_owned).collect(),
            Subject::Path if self.is_webhook => Vec::new(),
            Subject::Path => vec![self.operation.path.to_owned()],
            Subject::Operation => vec![self.id.clone()],
            Subject::Method => vec![sent(self.operation.method)],
        }
    }

    /// The pointer of its path item.
    fn item(&self) -> String {
        let section = if self.is_webhook { "webhooks" } else { "paths" };
        format!("/{section}/{}", escape(self.operation.path))
    }
}

impl Selection {
    pub(crate) fn is_everything(&self) -> bool {
        self.only.is_empty() && self.without.is_empty()
    }

    /// The bundled document with what is selected of it.
    ///
    /// # Errors
    /// A filter fits nothing, or nothing is left.
    pub(crate) fn of(&self, document: &Node) -> Result<Node, Diagnostics> {
        let candidates = candidates(document);
        let mut found = Diagnostics::default();
        for (option, filters) in [("--only", &self.only), ("--without", &self.without)] {
            let idle = filters.iter().filter(|filter| !candidates.iter().any(|candidate| filter.fits(candidate)));
            idle.for_each(|filter| found.push(fits_nothing(option, filter, &candidates, &document.location)));
        }
        let is_selected = |candidate: &Candidate<'_>| {
            let is_in = self.only.is_empty() || self.only.iter().any(|filter| filter.fits(candidate));
            is_in && !self.without.iter().any(|filter| filter.fits(candidate))
        };
        let (kept, left): (Vec<_>, Vec<_>) = candidates.iter().partition(|candidate| is_selected(candidate));
        if kept.is_empty() && !found.has_errors() {
            let message = "the selection leaves no operation of the document";
            found.push(Diagnostic::error("selection", &document.location, message, "leave out less"));
        }
        if found.has_errors() { Err(found) } else { Ok(reduced(document, &kept, &left)) }
    }
}

fn candidates(document: &Node) -> Vec<Candidate<'_>> {
    let of_paths = operations(document);
    let count = of_paths.len();
    let all: Vec<_> = of_paths.into_iter().chain(webhooks(document)).collect();
    let ids = ids(&all);
    let candidates = all.into_iter().zip(ids).enumerate();
    candidates.map(|(index, (operation, id))| Candidate { operation, id, is_webhook: index >= count }).collect()
}

/// Values that are listed where none is near.
const MAX_LISTED: usize = 12;

fn fits_nothing(option: &str, filter: &Filter, candidates: &[Candidate<'_>], place: &Location) -> Diagnostic {
    let idle = filter.0.iter().find(|condition| !candidates.iter().any(|candidate| condition.fits(candidate)));
    let Some(Condition { subject, text, .. }) = idle else {
        let message = format!("`{option} {filter}` fits no operation: none fits all of it");
        return Diagnostic::error("selection", place, message, "repeat the option for what may hold instead");
    };
    let message = format!("`{option} {filter}` fits no operation: none has {} `{text}`", subject.noun());
    let values: BTreeSet<String> = candidates.iter().flat_map(|candidate| candidate.values(*subject)).collect();
    let help = match nearest(text, values.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if values.is_empty() => "the document has none".to_owned(),
        None => {
            let listed: Vec<&str> = values.iter().map(String::as_str).take(MAX_LISTED).collect();
            let more = if values.len() > MAX_LISTED { ", …" } else { "" };
            format!("there are {}{more}", listed.join(", "))
        }
    };
    Diagnostic::error("selection", place, message, help)
}

fn reduced(document: &Node, kept: &[&Candidate<'_>], left: &[&Candidate<'_>]) -> Node {
    let inherits = kept.iter().any(|candidate| candidate.operation.node.get("security").is_none());
    let gone: BTreeSet<String> =
        left.iter().map(|candidate| method_pointer(&candidate.item(), candidate.operation.method)).collect();
    let mut reduced = document.clone();
    let leads_away = |link: &Node| {
        let link = resolve(document, link);
        let id = link.get("operationId").and_then(Node::as_str);
        let pointer = link.get("operationRef").and_then(Node::as_str).and_then(|text| text.strip_prefix('#'));
        id.is_some_and(|id| left.iter().any(|candidate| candidate.id == id))
            || pointer.is_some_and(|pointer| gone.contains(pointer))
    };
    change(&mut reduced, &mut |kind, node, _| {
        if let (Kind::Response, Value::Object(response)) = (kind, &mut node.value)
            && let Some(Value::Object(links)) = response.get_mut("links").map(|member| &mut member.node.value)
        {
            links.retain(|_, member| !leads_away(&member.node));
        }
    });
    let mut start: Vec<String> = kept.iter().map(|candidate| candidate.item()).collect();
    start.extend(kept.iter().map(|candidate| method_pointer(&candidate.item(), candidate.operation.method)));
    start.extend(inherits.then(String::new));
    let needed = closure(&graph(&reduced), start);
    leave_out(&mut reduced, &gone, &BTreeSet::new(), &|part| !needed.contains(part));
    let Value::Object(root) = &mut reduced.value else { return reduced };
    if !inherits {
        root.shift_remove("security");
    }
    let tags = |candidates: &[&Candidate<'_>]| -> BTreeSet<String> {
        candidates.iter().flat_map(|candidate| candidate.values(Subject::Tag)).collect()
    };
    let (mut used, others) = (tags(kept), tags(left));
    if let Some(Value::Array(list)) = root.get_mut("tags").map(|member| &mut member.node.value) {
        let text = |tag: &Node, key: &str| tag.get(key).and_then(Node::as_str).map(str::to_owned);
        // A tag stands in another one, which stands in another one.
        for _ in 0..list.len() {
            let inner = list.iter().filter(|tag| text(tag, "name").is_some_and(|name| used.contains(&name)));
            let parents: Vec<String> = inner.filter_map(|tag| text(tag, "parent")).collect();
            let before = used.len();
            used.extend(parents);
            if used.len() == before {
                break;
            }
        }
        list.retain(|tag| text(tag, "name").is_none_or(|name| used.contains(&name) || !others.contains(&name)));
    }
    if let Some(Value::Object(components)) = root.get_mut("components").map(|member| &mut member.node.value) {
        components.retain(|_, member| !is_empty(&member.node));
    }
    root.retain(|key, member| key == "paths" || !is_empty(&member.node));
    reduced
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// Findings without those about what stands in `before` and not in `after`.
pub(crate) fn about(after: &Node, before: &Node, found: Diagnostics) -> Diagnostics {
    let (mut left, mut all) = (HashSet::new(), HashSet::new());
    places(after, &mut left);
    places(before, &mut all);
    found.filter(|finding| left.contains(&finding.location) || !all.contains(&finding.location))
}

fn places<'document>(node: &'document Node, places_of: &mut HashSet<&'document Location>) {
    places_of.insert(&node.location);
    match &node.value {
        Value::Object(members) => members.values().for_each(|Member { key, node }| {
            places_of.insert(key);
            places(node, places_of);
        }),
        Value::Array(items) => items.iter().for_each(|item| places(item, places_of)),
        _ => {}
    }
}
