//! What is wrong with a document: found by every stage, collected, sorted, and reported together.

use std::{borrow::Cow, fmt};

use crate::Location;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No meaning can be given, or what is meant is not supported.
    Error,
    /// Against the specification, with a meaning that everybody knows: an error in our own documents
    /// ([`Diagnostics::strict`]), a warning in others'.
    Invalid,
    Warning,
}

/// One finding, in the terms of the person who edits the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// Kebab case, stable: `operation-id-verb`.
    pub rule: &'static str,
    pub location: Location,
    /// Lower case, without a full stop: what is wrong.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl Diagnostic {
    pub fn error(rule: &'static str, location: &Location, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { severity: Severity::Error, rule, location: location.clone(), message: message.into(), help: help.into() }
    }

    pub fn invalid(
        rule: &'static str,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Invalid, ..Self::error(rule, location, message, help) }
    }

    pub fn warning(
        rule: &'static str,
        location: &Location,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, location, message, help) }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (severity, rule) = (self.severity, self.rule);
        let (message, help) = (printable(&self.message), printable(&self.help));
        write!(formatter, "{}: {severity}[{rule}]: {message}\n  help: {help}", self.location)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Error => "error",
            Self::Invalid | Self::Warning => "warning",
        })
    }
}

/// Documents name things as they like; what would end a line, or change how a terminal shows it, is spelled out.
fn printable(text: &str) -> Cow<'_, str> {
    let is_shown = |character: char| {
        let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        !character.is_control() && !turns
    };
    if text.chars().all(is_shown) {
        return Cow::Borrowed(text);
    }
    let spelled = |character: char| match is_shown(character) {
        true => character.to_string(),
        false => character.escape_default().to_string(),
    };
    Cow::Owned(text.chars().map(spelled).collect())
}

/// The findings of a stage or of several.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// What is against the specification becomes an error, whatever is meant.
    #[must_use]
    pub fn strict(mut self) -> Self {
        for diagnostic in self.0.iter_mut().filter(|diagnostic| diagnostic.severity == Severity::Invalid) {
            diagnostic.severity = Severity::Error;
        }
        self
    }

    #[must_use]
    pub fn with(mut self, diagnostics: Vec<Diagnostic>) -> Self {
        self.0.extend(diagnostics);
        self
    }

    #[must_use]
    pub(crate) fn filter(mut self, keep: impl FnMut(&Diagnostic) -> bool) -> Self {
        self.0.retain(keep);
        self
    }

    /// The errors and the rest.
    pub fn split(self) -> (Vec<Diagnostic>, Self) {
        let (errors, rest) = self.0.into_iter().partition(|diagnostic| diagnostic.severity == Severity::Error);
        (errors, Self(rest))
    }

    /// Whether a finding of this rule is among them.
    pub(crate) fn has(&self, rule: &str) -> bool {
        self.0.iter().any(|diagnostic| diagnostic.rule == rule)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// By place, then rule, then message; without repetitions.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by(|left, right| {
            (&left.location, left.rule, &left.message).cmp(&(&right.location, right.rule, &right.message))
        });
        self.0.dedup();
        self.0
    }
}
