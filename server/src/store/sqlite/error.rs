//! What SQLite reports.
//!
//! It names the columns of a broken unique index, not the index; the names are given back here.

use sqlx::{
    error::{DatabaseError, ErrorKind},
    sqlite::SqliteError,
};

use crate::store::driver_error::Report;

/// The columns of the unique indices that guard a rule, as SQLite reports them, and the index.
const UNIQUE: &[(&str, &str)] = &[
    ("users.organization_id, users.email_key", "users_email"),
    ("users.organization_id, users.username_key", "users_username"),
    ("users.organization_id, users.uuid", "users_uuid"),
    ("groups.organization_id, groups.name_key", "groups_name"),
];

// Primary result codes (sqlite3.h).
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const IO_ERROR: i32 = 10;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;

pub(in crate::store) fn report(error: &SqliteError) -> Report {
    match error.kind() {
        ErrorKind::UniqueViolation => {
            let known = UNIQUE.iter().find(|(columns, _)| error.message().ends_with(columns));
            known.map_or(Report::Constraint, |(_, index)| Report::Unique((*index).to_owned()))
        }
        ErrorKind::ForeignKeyViolation | ErrorKind::NotNullViolation | ErrorKind::CheckViolation => Report::Constraint,
        _ => {
            let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default() & 0xff;
            match code {
                BUSY | LOCKED => Report::Busy,
                IO_ERROR | FULL | CANNOT_OPEN => Report::Unavailable,
                _ => Report::Other,
            }
        }
    }
}
