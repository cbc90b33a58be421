//! Files into nodes: YAML and JSON, every value with its line and column.
//!
//! Refuses what would exhaust memory or never end (deep nesting, huge files, devices).
//! What the values mean is none of its business.

use std::{
    fs::{self, File},
    io::{self, Read as _},
    path::Path,
};

use super::{Location, Node, SourceFile, json, yaml};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Levels of nesting that a file may have; what is behind (JSON readers, recursive walks) copes with these.
pub(crate) const MAX_DEPTH: usize = 100;
/// Bytes of one file.
pub(super) const MAX_FILE_SIZE: u64 = 64 * 1024 * 1024;
/// What all files of a document may hold together, in values (64 bytes of text count as one more).
pub(crate) const MAX_VALUES: usize = 1_500_000;

/// How many more values may be read, of all files of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_VALUES)
    }
}

impl Budget {
    /// Takes a value with text of this length, or says that there are too many.
    pub(super) fn spend(&mut self, text: usize, location: &Location) -> Result<(), Stop> {
        self.spend_many(1 + text / 64, location)
    }

    /// Takes text of this length, which comes with a value that is counted already.
    pub(super) fn spend_text(&mut self, text: usize, location: &Location) -> Result<(), Stop> {
        self.spend_many(text / 64, location)
    }

    pub(crate) fn spend_many(&mut self, values: usize, location: &Location) -> Result<(), Stop> {
        match self.0.checked_sub(values) {
            Some(rest) => {
                self.0 = rest;
                Ok(())
            }
            None => Err(stop(
                "too-many-values",
                location,
                format!("the files hold more than {MAX_VALUES} values up to here, which is all that is read"),
                "leave out what this document does not need, or make several documents of it",
            )),
        }
    }
}

/// What was read of a file.
pub(crate) struct Loaded {
    pub(crate) node: Node,
    pub(crate) warnings: Diagnostics,
}

/// Reads the file at `path`: JSON where its name ends in `.json` or its text is JSON, else YAML; `-` is standard input.
///
/// Locations name `path` as it is given. Warnings are left out.
/// # Errors
/// Everything that is wrong with the file, each with its place: it cannot be read, is not UTF-8, breaks the syntax,
/// or uses what the module refuses.
pub fn load(path: &Path) -> Result<Node, Diagnostics> {
    read(path, &mut Budget::default()).map(|loaded| loaded.node)
}

/// As [`load`], with the warnings, and taking from what all files of a document may hold.
pub(crate) fn read(path: &Path, budget: &mut Budget) -> Result<Loaded, Diagnostics> {
    let file = SourceFile::from(path);
    let start = Location::new(file.clone(), 1, 1);
    let refuse = |rule, message, help: &str| single(Diagnostic::error(rule, &start, message, help));
    let unreadable = |error: &io::Error| {
        refuse("unreadable-file", format!("the file cannot be read: {error}"), "check the path and its permissions")
    };
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        let source = io::stdin().lock();
        source.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    } else {
        let kind = fs::metadata(path).map_err(|error| unreadable(&error))?;
        // Opening a pipe waits for a writer, and a device need not end.
        if !kind.is_file() {
            let (what, help) = match kind.is_dir() {
                true => ("a folder", "give the file in it that holds the document"),
                false => ("a device or a pipe", "save what it gives in a file, and give that"),
            };
            return Err(refuse("unreadable-file", format!("this is {what}, not a file"), help));
        }
        let source = File::open(path).map_err(|error| unreadable(&error))?;
        source.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    }
    if bytes.len() as u64 > MAX_FILE_SIZE {
        let message = format!("the file has more than {} MiB, which is all that is read", MAX_FILE_SIZE >> 20);
        return Err(refuse("file-too-large", message, "split the document into several files"));
    }
    let text = decode(&bytes, &file).map_err(single)?;
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return json::parse(text, &file, budget);
    }
    either(text, &file, budget)
}

/// Reads YAML or JSON text as if it stood in `file`.
///
/// # Errors
/// As for [`load`].
pub fn parse(text: &str, file: &Path) -> Result<Node, Diagnostics> {
    either(text, &file.into(), &mut Budget::default()).map(|loaded| loaded.node)
}

/// JSON where the text is that, since YAML readers refuse some of it (tabs, surrogate pairs, long keys); else YAML.
fn either(text: &str, file: &SourceFile, budget: &mut Budget) -> Result<Loaded, Diagnostics> {
    if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) {
        let mut rest = *budget;
        match json::parse(text, file, &mut rest) {
            Err(problems) if problems.has("syntax") => {}
            result => {
                *budget = rest;
                // What JSON does not allow, YAML does.
                return Ok(Loaded { warnings: Diagnostics::default(), ..result? });
            }
        }
    }
    yaml::parse(text, file, budget)
}

pub(super) fn single(diagnostic: Diagnostic) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(diagnostic);
    diagnostics
}

pub(crate) fn too_deep(location: &Location) -> Diagnostic {
    Diagnostic::error(
        "nesting-too-deep",
        location,
        format!("values are nested more than {MAX_DEPTH} levels deep"),
        "move the inner part into a component of its own and refer to it with `$ref`",
    )
}

/// The text of a file.
fn decode<'bytes>(bytes: &'bytes [u8], file: &SourceFile) -> Result<&'bytes str, Diagnostic> {
    let refuse = |valid: usize, message: String| {
        let before = String::from_utf8_lossy(&bytes[..valid]);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let place = Location::new(file.clone(), count(line), count(column));
        Diagnostic::error("not-utf-8", &place, message, "save the file in UTF-8")
    };
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(refuse(0, "the file is in UTF-16 or UTF-32, not in UTF-8".to_owned()));
    }
    let text = str::from_utf8(bytes).map_err(|error| {
        let valid = error.valid_up_to();
        refuse(valid, format!("the file is not UTF-8: byte 0x{:02x} starts no character here", bytes[valid]))
    })?;
    // YAML readers take it for the end of the file.
    match text.find('\0') {
        Some(place) => Err(refuse(place, "the file is not text: it has the character U+0000 here".to_owned())),
        None => Ok(text),
    }
}

pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A problem that makes going on pointless.
pub(super) type Stop = Box<Diagnostic>;

pub(super) fn stop(rule: &'static str, location: &Location, message: String, help: &str) -> Stop {
    Box::new(Diagnostic::error(rule, location, message, help))
}
