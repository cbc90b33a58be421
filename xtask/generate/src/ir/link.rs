//! Links in the IR: calls that follow from answers.

use roster_document::expression::{Message, Part};

/// A call that follows from an answer.
#[derive(Clone, Debug)]
pub struct Link {
    pub documented: roster_document::Link,
    /// The method of the answer.
    pub method_name: String,
    /// An index into [`crate::ir::Api::operations`].
    pub target: usize,
    /// Of each parameter that is given: its index among those of the target, and its value.
    pub values: Vec<(usize, LinkValue)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LinkValue {
    Constant(serde_json::Value),
    Expression(Vec<Part>),
}

impl Link {
    /// Whether it takes something of the request.
    pub fn needs_request(&self) -> bool {
        let is_of_request = |part: &Part| {
            let of_answer = matches!(part, Part::Text(_) | Part::StatusCode)
                || matches!(part, Part::Header(of, _) | Part::Body(of, _) if *of == Message::Response);
            !of_answer
        };
        self.values.iter().any(|(_, value)| match value {
            LinkValue::Constant(_) => false,
            LinkValue::Expression(parts) => parts.iter().any(is_of_request),
        })
    }
}
