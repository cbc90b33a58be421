//! Columns that follow from their neighbours: what rows are compared, sorted and searched by.

use chrono::DateTime;

use super::StoreError;
use crate::directory::{
    email::Email,
    model::MetadataValue,
    name::{self, PersonName},
    search::period,
};

/// What profiles are searched in: user name, first and last name, parted by what neither names nor searches hold.
pub(crate) fn search_key(username: &Email, name: &PersonName) -> String {
    format!("{}\u{1f}{}\u{1f}{}", username.key(), name::fold(&name.first), name::fold(&name.last))
}

/// A value of a file's metadata, as it is stored.
#[derive(Debug, PartialEq)]
pub(crate) struct MetadataColumns {
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    pub(crate) value_key: String,
    pub(crate) number: Option<f64>,
}

pub(crate) fn metadata_columns(value: &MetadataValue) -> MetadataColumns {
    let (kind, value, number) = match value {
        MetadataValue::Boolean(value) => ("boolean", value.to_string(), None),
        MetadataValue::Number(number) => ("number", number.to_string(), Some(*number)),
        MetadataValue::Text(text) => match period(text) {
            // Calendars end long before seconds are too many to be a number.
            Some((from, _)) => ("date", text.clone(), Some(DateTime::timestamp(&from) as f64)),
            None => ("text", text.clone(), None),
        },
    };
    MetadataColumns { kind, value_key: name::fold(&value), value, number }
}

pub(crate) fn read_metadata(kind: &str, value: String) -> Result<MetadataValue, StoreError> {
    let read = match kind {
        "text" | "date" => Some(MetadataValue::Text(value.clone())),
        "boolean" => value.parse().ok().map(MetadataValue::Boolean),
        "number" => value.parse().ok().filter(|number: &f64| number.is_finite()).map(MetadataValue::Number),
        _ => None,
    };
    read.ok_or_else(|| StoreError::Unreadable(format!("file_metadata has the {kind} {value:?}")))
}
