//! SQLite's errors in the terms of [`StoreError`].
//!
//! SQLite names the columns of a broken unique index, not the index; the names of the indices are given back here.

use sqlx::error::{DatabaseError, ErrorKind};

use crate::store::StoreError;

/// The error of a constraint that guards a rule.
type Known = fn() -> StoreError;

/// The columns of a unique index as SQLite reports them, and what breaking it means.
const UNIQUE: &[(&str, Known)] = &[
    // users_email
    ("users.organization_id, users.email_key", || StoreError::EmailTaken),
    // groups_name
    ("groups.organization_id, groups.name_key", || StoreError::GroupNameTaken),
];

// Primary result codes (sqlite3.h).
const BUSY: i32 = 5;
const LOCKED: i32 = 6;
const IO_ERROR: i32 = 10;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => match classify(database.as_ref()) {
                Class::Known(known) => known(),
                Class::Constraint => Self::Constraint(error.into()),
                Class::Busy => Self::Busy(error.into()),
                Class::Unavailable => Self::Unavailable(error.into()),
                Class::Other => Self::Failed(error.into()),
            },
            sqlx::Error::PoolTimedOut => Self::Busy(error.into()),
            sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error.into())
            }
            _ => Self::Failed(error.into()),
        }
    }
}

impl StoreError {
    pub(super) fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Failed(error.into())
    }

    pub(super) fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unavailable(error.into())
    }
}

enum Class {
    Known(Known),
    Constraint,
    Busy,
    Unavailable,
    Other,
}

fn classify(error: &dyn DatabaseError) -> Class {
    match error.kind() {
        ErrorKind::UniqueViolation => {
            let known = UNIQUE.iter().find(|(columns, _)| error.message().ends_with(columns));
            known.map_or(Class::Constraint, |(_, known)| Class::Known(*known))
        }
        ErrorKind::ForeignKeyViolation | ErrorKind::NotNullViolation | ErrorKind::CheckViolation => Class::Constraint,
        _ => {
            let code = error.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default() & 0xff;
            match code {
                BUSY | LOCKED => Class::Busy,
                IO_ERROR | FULL | CANNOT_OPEN => Class::Unavailable,
                _ => Class::Other,
            }
        }
    }
}
