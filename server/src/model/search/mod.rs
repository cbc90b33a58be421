//! The search language of the Twona API (rulings T18 to T20): `q` filters a list, `sort_by` orders it.
//!
//! Text is compared without case, as e-mail addresses are (ruling C6). A query becomes a tree here; stores turn the
//! tree into parameterised SQL, and nothing of the query's text ever becomes part of a statement.

mod files;
mod filter;
mod order;
mod parser;
mod users;

pub use files::{FileField, FileOrder};
pub use filter::{Condition, Filter, Test};
pub use order::{Order, parse_order};
pub use parser::parse_filter;
pub(crate) use parser::period;
pub use users::{UserField, UserOrder};

/// A field that queries may name. Implemented once per kind of thing that is searched.
pub trait SearchField: Sized + Clone + 'static {
    /// The names that are known, for messages.
    const NAMES: &'static [&'static str];

    fn named(name: &str) -> Option<Self>;

    fn kind(&self) -> FieldKind;

    /// Of what a name is made after its beginning, which is a letter or `_`.
    fn is_name_character(character: char) -> bool {
        character.is_ascii_alphanumeric() || character == '_'
    }
}

/// What a field holds, and so which terms make sense for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Text,
    /// A date and time. A term that is a date alone stands for the whole day.
    Moment,
    Number,
    /// Whatever a caller has put there.
    Any,
}

/// A query that does not follow the grammar.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {detail}")]
pub struct SearchError {
    /// In characters of the decoded value, counted from 1.
    pub position: usize,
    pub detail: String,
}

impl SearchError {
    /// `index` counts from 0.
    fn new(index: usize, detail: impl Into<String>) -> Self {
        Self { position: index + 1, detail: detail.into() }
    }

    fn unknown_field<F: SearchField>(index: usize, name: &str) -> Self {
        Self::new(index, format!("there is no field `{name}`; the fields are {}", F::NAMES.join(", ")))
    }
}
