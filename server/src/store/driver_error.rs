//! The drivers' errors in the terms of [`StoreError`].
//!
//! What a database reports of a statement is read by its own module; what happens on the way to it is the same for both.

use sqlx::{error::DatabaseError, postgres::PgDatabaseError, sqlite::SqliteError};

use super::{StoreError, postgres, sqlite};

/// What a database's report means.
pub(super) enum Report {
    /// A unique index, by name.
    Unique(String),
    /// Another constraint.
    Constraint,
    Busy,
    Unavailable,
    Other,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) => match report(database.as_ref()) {
                Report::Unique(index) => match index.as_str() {
                    "users_email" => Self::EmailTaken,
                    "users_username" => Self::UsernameTaken,
                    "users_uuid" => Self::UserIdTaken,
                    "groups_name" => Self::GroupNameTaken,
                    _ => Self::Constraint(error.into()),
                },
                Report::Constraint => Self::Constraint(error.into()),
                Report::Busy => Self::Busy(error.into()),
                Report::Unavailable => Self::Unavailable(error.into()),
                Report::Other => Self::Failed(error.into()),
            },
            sqlx::Error::PoolTimedOut => Self::Busy(error.into()),
            sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error.into()),
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

fn report(error: &dyn DatabaseError) -> Report {
    if let Some(error) = error.try_downcast_ref::<SqliteError>() {
        sqlite::error::report(error)
    } else if let Some(error) = error.try_downcast_ref::<PgDatabaseError>() {
        postgres::error::report(error)
    } else {
        Report::Other
    }
}
