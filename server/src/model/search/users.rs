//! The fields by which users are searched and sorted.

use super::{FieldKind, SearchField};

/// Fields of `q`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserField {
    Email,
    Name,
    DateCreated,
}

impl SearchField for UserField {
    const NAMES: &'static [&'static str] = &["email", "name", "date_created"];

    fn named(name: &str) -> Option<Self> {
        match name {
            "email" => Some(Self::Email),
            "name" => Some(Self::Name),
            "date_created" => Some(Self::DateCreated),
            _ => None,
        }
    }

    fn kind(&self) -> FieldKind {
        match self {
            Self::Email | Self::Name => FieldKind::Text,
            Self::DateCreated => FieldKind::Moment,
        }
    }
}

/// Fields of `sort_by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserOrder {
    Id,
    Email,
    Name,
    DateCreated,
}

impl SearchField for UserOrder {
    const NAMES: &'static [&'static str] = &["id", "email", "name", "date_created"];

    fn named(name: &str) -> Option<Self> {
        match name {
            "id" => Some(Self::Id),
            "email" => Some(Self::Email),
            "name" => Some(Self::Name),
            "date_created" => Some(Self::DateCreated),
            _ => None,
        }
    }

    fn kind(&self) -> FieldKind {
        match self {
            Self::Id | Self::Email | Self::Name => FieldKind::Text,
            Self::DateCreated => FieldKind::Moment,
        }
    }
}
