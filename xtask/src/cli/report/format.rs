//! Findings for programs: JSON, SARIF 2.1.0 (OASIS), and the commands of workflows on GitHub.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::json;

use crate::output::VERSION;
use roster_document::{Diagnostic, Severity};

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

pub(super) fn json(found: &[Diagnostic]) -> String {
    let records = found.iter().map(|diagnostic| Record {
        severity: diagnostic.severity.to_string(),
        rule: diagnostic.rule,
        file: diagnostic.location.file.display().to_string(),
        line: diagnostic.location.line,
        column: diagnostic.location.column,
        message: &diagnostic.message,
        help: &diagnostic.help,
    });
    pretty(&records.collect::<Vec<_>>())
}

pub(super) fn sarif(found: &[Diagnostic]) -> String {
    let mut rules: Vec<&str> = found.iter().map(|diagnostic| diagnostic.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let results = found.iter().map(|diagnostic| {
        let Diagnostic { severity, rule, location, message, help } = diagnostic;
        json!({
            "ruleId": rule,
            "ruleIndex": rules.binary_search(rule).unwrap_or_default(),
            "level": if *severity == Severity::Error { "error" } else { "warning" },
            "message": { "text": format!("{message}\nhelp: {help}") },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": uri(&location.file) },
                    "region": { "startLine": location.line, "startColumn": location.column },
                },
            }],
        })
    });
    let results: Vec<_> = results.collect();
    let rules: Vec<_> = rules.iter().map(|rule| json!({ "id": rule })).collect();
    pretty(&json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "roster", "version": VERSION, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

/// A line for each: <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>.
pub(super) fn github(found: &[Diagnostic]) -> String {
    let line = |diagnostic: &Diagnostic| {
        let Diagnostic { severity, rule, location, message, help } = diagnostic;
        format!(
            "::{severity} file={},line={},col={},title={}::{}\n",
            property(&location.file.display().to_string()),
            location.line,
            location.column,
            property(rule),
            data(&format!("{message}\nhelp: {help}")),
        )
    };
    found.iter().map(line).collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Relative to where the program runs, or with `file:` in front.
fn uri(path: &Path) -> String {
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let parts = path.components().filter_map(|component| match component {
        Component::RootDir | Component::CurDir => None,
        Component::Prefix(_) | Component::ParentDir | Component::Normal(_) => {
            Some(utf8_percent_encode(&component.as_os_str().to_string_lossy(), ESCAPED).to_string())
        }
    });
    let path_of_uri = parts.collect::<Vec<_>>().join("/");
    if path.is_absolute() { format!("file:///{path_of_uri}") } else { path_of_uri }
}

fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).expect("its keys are text") + "\n"
}
