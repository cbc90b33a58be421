//! Lists that are answered in pages: what a client needs to go through them.

use crate::ir::Type;

/// How an operation's list goes on from page to page.
#[derive(Clone, Debug, PartialEq)]
pub struct Pages {
    /// The method for the stream: `users_list_pages`.
    pub method_name: String,
    /// The method that writes a request down: `users_list_call`.
    pub call_name: String,
    /// Of the answers, the variant that is a page.
    pub variant: String,
    /// Where the items are in its body.
    pub items: Vec<Step>,
    pub item: Type,
    /// The query parameter that counts, and what it is on the first page.
    pub count: Option<(String, i64)>,
    pub next: Next,
    /// How many items there are on all pages together.
    pub total: Option<Told>,
    /// What tells whether there are more pages: by `true`, or by `false`.
    pub more: Option<(Vec<Step>, bool)>,
}

/// What leads to the next page.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    Address(Told),
    /// The query parameter that takes what is told.
    Cursor(String, Told),
    Page,
    Offset,
}

/// Where an answer tells something.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Header(String),
    Body(Vec<Step>),
}

/// From a struct to one of its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub field: String,
    /// Whether it may be absent.
    pub is_optional: bool,
    pub is_nullable: bool,
}
