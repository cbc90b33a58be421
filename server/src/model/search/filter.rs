//! A parsed `q`: alternatives of conditions that hold together.

use chrono::{DateTime, Utc};

use crate::model::number::Number;

/// Matches where all conditions of any block hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter<F> {
    /// Never empty, and neither is a block.
    pub blocks: Vec<Vec<Condition<F>>>,
}

/// One `field:term`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition<F> {
    /// Joined by `-`: matches where the test fails.
    pub negated: bool,
    pub field: F,
    pub test: Test,
}

/// What the field's value must be. Text is in the form in which it is compared (lower case).
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Is(String),
    BeginsWith(String),
    EndsWith(String),
    /// The empty text stands for any value.
    Contains(String),
    /// At these moments, or between them.
    During(DateTime<Utc>, DateTime<Utc>),
    After(DateTime<Utc>),
    Before(DateTime<Utc>),
    Equals(f64),
    Greater(f64),
    Less(f64),
    /// A value of any kind: this text, or this number, or a date in this period.
    Value {
        text: String,
        number: Option<Number>,
        period: Option<(DateTime<Utc>, DateTime<Utc>)>,
    },
}

impl Test {
    /// Whether it looks for U+0000, which no text has.
    pub(crate) fn holds_nul(&self) -> bool {
        match self {
            Self::Is(text) | Self::BeginsWith(text) | Self::EndsWith(text) | Self::Contains(text) => {
                text.contains('\0')
            }
            Self::Value { text, .. } => text.contains('\0'),
            _ => false,
        }
    }
}
