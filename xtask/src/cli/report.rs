//! Findings in the words that were asked for, and all other output.

mod format;

use std::{
    io::{self, Write as _},
    path::Path,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context as _, Result};

use super::arguments::Format;
use super::console::{self, ERROR, HELP, WARNING};
use roster_document::{Diagnostic, Diagnostics, Location, Severity};

/// The findings of a run, sorted.
pub(crate) struct Findings(Vec<Diagnostic>);

impl Findings {
    pub(crate) fn new(found: Diagnostics, errors_only: bool) -> Self {
        let mut found = found.sorted();
        found.retain(|diagnostic| !errors_only || diagnostic.severity == Severity::Error);
        Self(found)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// The findings on standard output, and a line that counts them on standard error.
    pub(crate) fn print_human(&self, documents: usize) -> Result<()> {
        for diagnostic in &self.0 {
            say(&format!("{}\n", human(diagnostic)))?;
        }
        console::status(&format!(
            "{} in {}: {}, {}",
            if self.is_empty() { "nothing found" } else { "found" },
            plural(documents, "document"),
            plural(self.count(Severity::Error), "error"),
            plural(self.0.len() - self.count(Severity::Error), "warning"),
        ));
        Ok(())
    }

    /// All of them at once, for programs.
    pub(crate) fn print_for_programs(&self, format: Format) -> Result<()> {
        say(&match format {
            Format::Human => return Ok(()),
            Format::Json => format::json(&self.0),
            Format::Sarif => format::sarif(&self.0),
            Format::Github => format::github(&self.0),
        })
    }

    fn print_all(&self) {
        console::clear();
        for diagnostic in &self.0 {
            anstream::eprintln!("{}", human(diagnostic));
        }
    }
}

/// In colour; where that is not wanted, it is left out by whoever prints it.
fn human(diagnostic: &Diagnostic) -> String {
    let Diagnostic { severity, rule, .. } = diagnostic;
    let style = if *severity == Severity::Error { ERROR } else { WARNING };
    let kind = format!("{severity}[{rule}]");
    let text = diagnostic.to_string();
    text.replacen(&kind, &format!("{style}{kind}{style:#}"), 1).replacen(
        "  help:",
        &format!("  {HELP}help{HELP:#}:"),
        1,
    )
}

/// Says what a stage has found; none if it failed.
pub fn unwrap<T>(result: Result<T, Diagnostics>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(problems) => {
            print(problems);
            Ok(None)
        }
    }
}

/// What is kept for the end of the command, as programs want all findings at once, and their form.
static KEPT: Mutex<Option<(Format, Diagnostics)>> = Mutex::new(None);

/// From here on, findings are in this form: those for people come on standard error as they are found, those for programs on
/// standard output, at the end.
pub(crate) fn set_format(format: Format) {
    if format != Format::Human {
        KEPT.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert((format, Diagnostics::default()));
    }
}

/// Says what a stage has found.
pub fn print(found: Diagnostics) {
    match &mut *KEPT.lock().unwrap_or_else(PoisonError::into_inner) {
        Some((_, kept)) => kept.extend(found),
        None => Findings::new(found, false).print_all(),
    }
}

/// Says which files are not what they should be: one a line, or for programs a finding each.
pub(super) fn differences(root: &Path, files: &[(&'static str, &Path)]) -> Result<()> {
    if let Some((_, kept)) = &mut *KEPT.lock().unwrap_or_else(PoisonError::into_inner) {
        for (kind, path) in files {
            let (place, message) = (Location::new(root.join(path).as_path(), 1, 1), format!("the file is {kind}"));
            kept.push(Diagnostic::error("stale-file", &place, message, "generate again, and commit the result"));
        }
        return Ok(());
    }
    files.iter().try_for_each(|(kind, path)| say(&format!("{kind}: {}\n", root.join(path).display())))
}

/// Says what was kept for the end.
pub(super) fn finish() -> Result<()> {
    match KEPT.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some((format, found)) => Findings::new(found, false).print_for_programs(format),
        None => Ok(()),
    }
}

/// Text on standard output; nobody listening any more (`| head`) is no error.
///
/// # Errors
/// Standard output cannot be written to for another reason.
pub fn say(text: &str) -> Result<()> {
    console::clear();
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output")
        }
        _ => Ok(()),
    }
}

pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
