//! Columns that follow from their neighbours: what rows are compared, sorted and searched by.

use chrono::DateTime;

use super::{Row, StoreError, Table, Value};
use crate::model::{
    MetadataValue,
    email::Email,
    name::{self, PersonName},
    number,
    search::period,
};

/// The form that these columns have; a database that has another one is written anew when it is opened.
pub(crate) const KEYS: i64 = 3;

/// The columns of a table that follow from others, and how.
pub(crate) struct Derived {
    pub(crate) table: &'static str,
    pub(crate) sources: &'static [&'static str],
    pub(crate) columns: &'static [&'static str],
    /// From the sources to the columns, both in their order.
    derive: fn(&[&str]) -> Vec<String>,
}

pub(crate) const DERIVED: &[Derived] = &[
    Derived {
        table: "users",
        sources: &["email", "username", "first_name", "last_name"],
        columns: &["email_key", "username_key", "name_key", "search_key"],
        derive: |sources| {
            let [email, username] = [sources[0], sources[1]].map(|address| Email::stored(address.to_owned()));
            let name = PersonName { first: sources[2].to_owned(), last: sources[3].to_owned() };
            let search_key = search_key(&username, &name);
            vec![email.key().to_owned(), username.key().to_owned(), name::key(&name.full()), search_key]
        },
    },
    Derived {
        table: "invitations",
        sources: &["email"],
        columns: &["email_key"],
        derive: |sources| vec![Email::stored(sources[0].to_owned()).key().to_owned()],
    },
    Derived {
        table: "groups",
        sources: &["name"],
        columns: &["name_key"],
        derive: |sources| vec![name::key(sources[0])],
    },
    Derived {
        table: "files",
        sources: &["name", "extension", "media_type"],
        columns: &["name_key", "extension_key", "media_type_key"],
        derive: |sources| sources.iter().map(|text| name::fold(text)).collect(),
    },
    Derived {
        table: "file_metadata",
        sources: &["value"],
        columns: &["value_key"],
        derive: |sources| vec![name::fold(sources[0])],
    },
];

impl Derived {
    /// The columns of this row that have to be other texts: their places, and the texts.
    pub(crate) fn stale(&self, table: &Table, row: &Row) -> Vec<(usize, String)> {
        let place = |column: &&str| table.position(column).expect("the columns are the table's");
        let text = |place: usize| if let Value::Text(text) = &row[place] { text.as_str() } else { "" };
        let sources: Vec<&str> = self.sources.iter().map(place).map(text).collect();
        let derived = self.columns.iter().map(place).zip((self.derive)(&sources));
        derived.filter(|(place, derived)| text(*place) != derived).collect()
    }
}

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
        MetadataValue::Number(number) => ("number", number::write(number), Some(number::double(number))),
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
        "number" => number::read(&value).map(MetadataValue::Number),
        _ => None,
    };
    read.ok_or_else(|| StoreError::Unreadable(format!("file_metadata has the {kind} {value:?}")))
}
