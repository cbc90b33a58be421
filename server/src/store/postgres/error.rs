//! What PostgreSQL reports, by SQLSTATE (PostgreSQL documentation, appendix A).

use sqlx::{
    error::{DatabaseError, ErrorKind},
    postgres::PgDatabaseError,
};

use crate::store::driver_error::Report;

pub(in crate::store) fn report(error: &PgDatabaseError) -> Report {
    match error.kind() {
        ErrorKind::UniqueViolation => match error.constraint() {
            Some(index) => Report::Unique(index.to_owned()),
            None => Report::Constraint,
        },
        ErrorKind::ForeignKeyViolation | ErrorKind::NotNullViolation | ErrorKind::CheckViolation => Report::Constraint,
        _ => match error.code() {
            // Serialization failure, deadlock, lock or statement not had in time.
            "40001" | "40P01" | "55P03" | "57014" => Report::Busy,
            // Connection exceptions, too few resources, and an operator who shuts the database down.
            code if code.starts_with("08") || code.starts_with("53") || code.starts_with("57P") => Report::Unavailable,
            // A standby, or a database that was made read-only.
            "25006" => Report::Unavailable,
            _ => Report::Other,
        },
    }
}
