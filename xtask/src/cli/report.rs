//! Findings as text and as JSON, and all other output that was asked for.

use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::console::{self, ERROR, HELP, WARNING};
use roster_document::{Diagnostic, Diagnostics, Severity};

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

    pub(crate) fn print_json(&self) -> Result<()> {
        let list: Vec<Record<'_>> = self.0.iter().map(Record::new).collect();
        let text = serde_json::to_string_pretty(&list).context("the findings cannot be written as JSON")?;
        say(&format!("{text}\n"))
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

/// Prints the findings of a stage on standard error; none if it failed.
pub fn unwrap<T>(result: Result<T, Diagnostics>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(problems) => {
            print(problems);
            Ok(None)
        }
    }
}

/// Prints findings on standard error.
pub fn print(found: Diagnostics) {
    Findings::new(found, false).print_all();
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

/// What `--format json` says of a finding.
#[derive(Serialize)]
struct Record<'diagnostic> {
    severity: String,
    rule: &'static str,
    file: String,
    line: u32,
    column: u32,
    message: &'diagnostic str,
    help: &'diagnostic str,
}

impl<'diagnostic> Record<'diagnostic> {
    fn new(diagnostic: &'diagnostic Diagnostic) -> Self {
        Self {
            severity: diagnostic.severity.to_string(),
            rule: diagnostic.rule,
            file: diagnostic.location.file.display().to_string(),
            line: diagnostic.location.line,
            column: diagnostic.location.column,
            message: &diagnostic.message,
            help: &diagnostic.help,
        }
    }
}
