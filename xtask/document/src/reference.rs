//! `$ref`s between files: what they point at, and the files read on the way.
//!
//! Knows files, URIs and pointers only; what a target becomes in a bundle is the bundler's decision.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use super::{
    Location, Node, Value,
    load::{Budget, Loaded, read},
    overlay,
    resources::{Resources, is_inside},
    scope::{Bindings, Scopes},
    suggest::nearest,
    uri::{is_absolute, join, percent_decode},
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// A place that a `$ref` can point at: a file and an RFC 6901 pointer in it (`""`: the whole file).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    pub file: PathBuf,
    pub pointer: String,
    /// What the way to it has bound, as far as that makes it another schema.
    pub(crate) bindings: Bindings,
}

impl Target {
    pub(crate) fn new(file: PathBuf, pointer: String) -> Self {
        Self { file, pointer, bindings: Bindings::default() }
    }

    /// The place alone.
    pub(crate) fn unbound(&self) -> Self {
        Self::new(self.file.clone(), self.pointer.clone())
    }

    /// Whether `other` is this place, or one in it.
    pub(crate) fn holds(&self, other: &Self) -> bool {
        self.file == other.file && is_inside(&self.pointer, &other.pointer)
    }

    /// The pointer's reference tokens, unescaped.
    pub fn tokens(&self) -> Vec<String> {
        self.pointer.split('/').skip(1).map(|token| unescape(token).into_owned()).collect()
    }
}

/// `~` and `/` of a key as they stand in a pointer.
pub fn escape(token: &str) -> Cow<'_, str> {
    // Nearly no key has one, and walks escape every key that they pass.
    if token.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        token.replace('~', "~0").replace('/', "~1").into()
    } else {
        token.into()
    }
}

/// The key of a token of a pointer.
pub(crate) fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}

/// The files read so far, each once.
#[derive(Debug, Default)]
pub(crate) struct Files {
    /// None for a file that could not be read, which is reported once.
    loaded: HashMap<PathBuf, Option<Arc<Node>>>,
    /// In the order of reading.
    order: Vec<PathBuf>,
    budget: Budget,
    /// What is wrong or odd in the files themselves.
    found: Diagnostics,
    /// Targets that are not there; each is searched for what was meant, as long as they are few.
    missed: usize,
    /// Whether schemas name themselves, as JSON Schema 2020-12 has it.
    has_resources: bool,
    pub(crate) resources: Resources,
    pub(crate) scopes: Scopes,
}

/// How many missing targets get a suggestion: to look for one is to compare it with every key there is.
const MAX_SUGGESTIONS: usize = 100;

impl Files {
    pub(crate) fn paths(&self) -> &[PathBuf] {
        &self.order
    }

    /// What was found in the files so far.
    pub(crate) fn found(&self) -> Diagnostics {
        self.found.clone()
    }

    /// The root of a file; none where it cannot be read, which [`Self::found`] says.
    pub(crate) fn get(&mut self, path: &Path) -> Option<Arc<Node>> {
        if let Some(known) = self.loaded.get(path) {
            return known.clone();
        }
        self.order.push(path.to_owned());
        let node = match read(path, &mut self.budget) {
            Ok(Loaded { node, warnings }) => {
                self.found.extend(warnings);
                let node = match self.has_resources {
                    true => self.resources.read(path, node, &mut self.found),
                    false => node,
                };
                Some(Arc::new(node))
            }
            Err(problems) => {
                self.found.extend(problems);
                None
            }
        };
        self.loaded.insert(path.to_owned(), node.clone());
        node
    }

    /// The root of a document with these overlays applied, which is what it is from here on.
    ///
    /// # Errors
    /// Everything that keeps them from being applied.
    pub(crate) fn overlay(&mut self, root: &Path, overlays: &[PathBuf]) -> Result<Option<Arc<Node>>, Diagnostics> {
        let Some(document) = self.get(root) else { return Ok(None) };
        if overlays.is_empty() {
            return Ok(Some(document));
        }
        let (changed, found) = overlay::apply(&document, root, overlays, &mut self.budget)?;
        self.found.extend(found);
        for file in overlays {
            self.order.push(file.clone());
            self.resources.overlay(file.clone(), root.to_owned());
        }
        let changed = Arc::new(changed);
        self.loaded.insert(root.to_owned(), Some(Arc::clone(&changed)));
        Ok(Some(changed))
    }

    /// From here on, schemas name themselves: first those of the root, which was read already.
    pub(crate) fn with_resources(&mut self, root: &Path) -> Option<Arc<Node>> {
        self.has_resources = true;
        let node = self.get(root)?;
        let node = Arc::new(self.resources.read(root, (*node).clone(), &mut self.found));
        self.loaded.insert(root.to_owned(), Some(Arc::clone(&node)));
        Some(node)
    }

    /// What the text of a `$ref` at `location` points at; none after a diagnostic.
    pub(crate) fn parse(&mut self, text: &str, location: &Location, diagnostics: &mut Diagnostics) -> Option<Target> {
        let (uri, fragment) = text.split_once('#').unwrap_or((text, ""));
        let (base, own) = self.resources.base(location);
        let Some(fragment) = percent_decode(fragment).filter(|_| is_absolute(uri) || percent_decode(uri).is_some())
        else {
            diagnostics.push(Diagnostic::error(
                "bad-reference",
                location,
                format!("`{text}` has a `%` that does not stand for a byte of UTF-8"),
                "write `%25` for a percent sign",
            ));
            return None;
        };
        let Some(root) = (if uri.is_empty() { Some(own) } else { self.locate(uri, &base, location) }) else {
            diagnostics.push(match uri.contains("//") {
                true => Diagnostic::error(
                    "remote-reference",
                    location,
                    format!("`{text}` refers to another machine"),
                    "keep a copy of the file beside the document and refer to that",
                ),
                false => Diagnostic::error(
                    "missing-target",
                    location,
                    format!("no schema has the `$id` `{uri}`"),
                    "correct it, or refer to the file that has it as well, so that it is read",
                ),
            });
            return None;
        };
        if !fragment.is_empty() && !fragment.starts_with('/') && !text.is_empty() {
            return self.anchor(&root, &fragment, text, location, diagnostics);
        }
        if has_bad_escape(&fragment) || text.is_empty() {
            diagnostics.push(malformed(text, location));
            return None;
        }
        let target = Target::new(root.file.clone(), format!("{}{fragment}", root.pointer));
        if !uri.is_empty() || root.pointer.is_empty() || self.has(&target) {
            return Some(target);
        }
        let outer = Target::new(root.file, fragment);
        if !self.has(&outer) {
            return Some(target);
        }
        diagnostics.push(Diagnostic::invalid(
            "reference-base",
            location,
            format!(
                "`{text}` leads nowhere in the schema with the `$id` `{base}`; it is read as from the root of the file"
            ),
            "leave the `$id` out, or write the file or its URI before the `#`",
        ));
        Some(outer)
    }

    /// What stands at a URI; none where that is on another machine.
    fn locate(&self, uri: &str, base: &str, location: &Location) -> Option<Target> {
        let full = join(base, uri);
        if let Some(known) = self.resources.at(&full) {
            return Some(known.clone());
        }
        let file = |path: PathBuf| Target::new(path, String::new());
        let there = match is_absolute(&full) {
            true => self.beside(&full),
            false => Some(PathBuf::from(&full)).filter(|path| self.is_there(path)),
        };
        if let Some(path) = there {
            return Some(file(path));
        }
        let own = self.resources.file(location).to_string_lossy();
        (!is_absolute(uri)).then(|| file(PathBuf::from(join(&own, uri))))
    }

    /// The file that a URI names which begins as that of another file does: both are as far from each other on the disk.
    fn beside(&self, uri: &str) -> Option<PathBuf> {
        self.resources.named_files().find_map(|(path, base)| {
            let folder = &base[..=base.rfind('/')?];
            let rest = uri.strip_prefix(folder).filter(|rest| !rest.is_empty() && folder.contains("://"))?;
            let path = PathBuf::from(join(&path.to_string_lossy(), rest));
            self.is_there(&path).then_some(path)
        })
    }

    fn anchor(
        &mut self,
        root: &Target,
        name: &str,
        text: &str,
        location: &Location,
        diagnostics: &mut Diagnostics,
    ) -> Option<Target> {
        if !self.is_there(&root.file) {
            diagnostics.push(no_file(&root.file, location));
            return None;
        }
        self.get(&root.file)?;
        if let Some(target) = self.resources.anchor(root, name, location) {
            return Some(target.clone());
        }
        let anchors = self.resources.anchors(root);
        diagnostics.push(match anchors.is_empty() {
            true => malformed(text, location),
            false => Diagnostic::error(
                "missing-target",
                location,
                format!("no schema has the `$anchor` `{name}` there"),
                match nearest(name, anchors.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("add `$anchor: {name}` to the schema that is meant"),
                },
            ),
        });
        None
    }

    /// The node at a target; none after a diagnostic that stands at the `$ref`.
    pub(crate) fn find(&mut self, target: &Target, from: &Location, diagnostics: &mut Diagnostics) -> Option<Node> {
        if !self.is_there(&target.file) {
            diagnostics.push(no_file(&target.file, from));
            return None;
        }
        let root = self.get(&target.file)?;
        match root.pointer(&target.pointer) {
            Some(node) => Some(node.clone()),
            None => {
                self.missed += 1;
                diagnostics.push(missing(&root, target, from, self.missed <= MAX_SUGGESTIONS));
                None
            }
        }
    }
}

/// References that one pointer may lead through.
const MAX_THROUGH: usize = 32;

impl Files {
    /// The target that a pointer through other references leads to; none where it leads through none, or nowhere.
    pub(crate) fn through(&mut self, target: &Target, diagnostics: &mut Diagnostics) -> Option<Target> {
        let mut at = target.clone();
        for _ in 0..MAX_THROUGH {
            if !self.is_there(&at.file) {
                return None;
            }
            let root = self.get(&at.file)?;
            let tokens = at.tokens();
            let mut node = &*root;
            let mut reached = 0;
            while reached < tokens.len() && node.reference().is_none() {
                match node.pointer(&format!("/{}", escape(&tokens[reached]))) {
                    Some(next) => node = next,
                    None => return None,
                }
                reached += 1;
            }
            if reached == tokens.len() {
                return (at != *target).then_some(at);
            }
            let place = node.get("$ref").map_or(&node.location, |text| &text.location);
            let mut next = self.parse(node.reference()?, place, diagnostics)?;
            for token in &tokens[reached..] {
                next.pointer.push('/');
                next.pointer.push_str(&escape(token));
            }
            at = next;
        }
        None
    }

    fn is_there(&self, file: &Path) -> bool {
        self.loaded.contains_key(file) || file.is_file()
    }

    /// Whether something is at the target.
    pub(crate) fn has(&mut self, target: &Target) -> bool {
        self.is_there(&target.file)
            && self.get(&target.file).is_some_and(|root| root.pointer(&target.pointer).is_some())
    }
}

fn malformed(text: &str, location: &Location) -> Diagnostic {
    Diagnostic::error(
        "bad-reference",
        location,
        format!("`{text}` is not a file with a JSON pointer after `#`"),
        "write `file.yaml#/Name`, `#/components/schemas/Name` or `file.yaml`; `~1` stands for `/`, `~0` for `~`",
    )
}

/// Says how far the pointer leads, and which key was meant.
fn missing(root: &Node, target: &Target, from: &Location, suggests: bool) -> Diagnostic {
    let mut node = root;
    let mut reached = String::from("#");
    for token in target.tokens() {
        let next = node.pointer(&format!("/{}", escape(&token)));
        if let Some(next) = next {
            reached = format!("{reached}/{}", escape(&token));
            node = next;
            continue;
        }
        let keys: Vec<&str> = match &node.value {
            Value::Object(object) if suggests => object.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let help = match nearest(&token, keys.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if node.reference().is_some() => {
                "the pointer leads through a `$ref`; point at its target instead".to_owned()
            }
            None if keys.is_empty() && suggests => format!("`{reached}` is {}, without members", node.type_name()),
            None if keys.len() <= 8 && suggests => format!("`{reached}` has {}", keys.join(", ")),
            None => "correct the pointer, or add what it names".to_owned(),
        };
        let message = format!("`{token}` does not exist at `{reached}` of `{}`", target.file.display());
        return Diagnostic::error("missing-target", from, message, help);
    }
    Diagnostic::error("missing-target", from, "the target does not exist", "correct the pointer")
}

/// Says what is at the path instead of a file.
fn no_file(path: &Path, from: &Location) -> Diagnostic {
    let shown = path.display();
    let error = |message: String, help: String| Diagnostic::error("missing-file", from, message, help);
    if path.is_dir() {
        return error(
            format!("`{shown}` is a folder, not a file"),
            "add the name of a file in it; the path is relative to the file of the `$ref`".to_owned(),
        );
    }
    if path.exists() {
        return error(
            format!("`{shown}` is a device or a pipe, not a file"),
            "save what it gives in a file, and refer to that".to_owned(),
        );
    }
    let help = match near_file(path) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "create the file, or correct the path; it is relative to the file of the `$ref`".to_owned(),
    };
    error(format!("the file `{shown}` does not exist"), help)
}

fn near_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let siblings: BTreeMap<String, ()> =
        std::fs::read_dir(path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new(".")))
            .ok()?
            .filter_map(|entry| Some((entry.ok()?.file_name().into_string().ok()?, ())))
            .collect();
    nearest(name, siblings.keys().map(String::as_str)).map(str::to_owned)
}

fn has_bad_escape(pointer: &str) -> bool {
    pointer.split('~').skip(1).any(|after| !after.starts_with(['0', '1']))
}

/// Without `.` and `inner/..`; leading `..` stay. Does not ask the disk.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(normal.components().next_back(), Some(Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    if normal.as_os_str().is_empty() { PathBuf::from(".") } else { normal }
}
