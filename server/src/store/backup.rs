//! What is asked of a store when all of it is written out, or read in: rows of tables, as they are.
//!
//! This is the one place that speaks of tables instead of things, so that nothing is left out of a copy: a test holds
//! [`TABLES`] against the databases.

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use Kind::{Boolean, Bytes, Integer, Real, Text, Uuid as UuidKind};

/// A table and what it holds.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// The columns in which no two rows are equal, by which rows are ordered.
    pub key: &'static [&'static str],
    pub columns: &'static [(&'static str, Kind)],
}

/// What a column holds, beside NULL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Real,
    Boolean,
    Text,
    Uuid,
    Bytes,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Boolean(bool),
    Text(String),
    Uuid(Uuid),
    Bytes(Vec<u8>),
}

/// Values in the order of the table's columns.
pub type Row = Vec<Value>;

#[async_trait]
pub trait BackupStore {
    /// Up to `limit` rows by their key, those after `after`.
    async fn backup_rows(
        &mut self,
        table: &'static Table,
        after: Option<&Row>,
        limit: u32,
    ) -> Result<Vec<Row>, StoreError>;

    /// Adds a row with the ids that it has.
    async fn backup_insert(&mut self, table: &'static Table, row: &Row) -> Result<(), StoreError>;

    /// Lets ids that the database gives out begin after those that were added.
    async fn backup_finish(&mut self) -> Result<(), StoreError>;
}

impl Table {
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    /// Place of a column in a row.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|(name, _)| *name == column)
    }
}

/// Every table that is copied; those that others refer to come first.
pub const TABLES: &[Table] = &[
    Table {
        name: "organizations",
        key: &["id"],
        columns: &[
            ("id", Integer),
            ("uuid", UuidKind),
            ("name", Text),
            ("license_type", Text),
            ("seats", Integer),
            ("created_at", Integer),
            ("licensed_until", Integer),
            ("paid", Boolean),
        ],
    },
    Table {
        name: "users",
        key: &["id"],
        columns: &[
            ("id", Integer),
            ("uuid", UuidKind),
            ("public_id", Text),
            ("organization_id", Integer),
            ("email", Text),
            ("email_key", Text),
            ("username", Text),
            ("username_key", Text),
            ("first_name", Text),
            ("last_name", Text),
            ("name_key", Text),
            ("search_key", Text),
            ("telephone", Text),
            ("position", Text),
            ("fax", Text),
            ("department", Text),
            ("internal_id", Text),
            ("street", Text),
            ("city", Text),
            ("zip", Text),
            ("language", Text),
            ("time_zone", Text),
            ("two_factor", Boolean),
            ("authentication", Text),
            ("unsubscribed", Boolean),
            ("privacy_accepted", Boolean),
            ("terms_accepted", Boolean),
            ("licensed_since", Integer),
            ("avatar_original", Text),
            ("avatar_original_type", Text),
            ("avatar_original_etag", Text),
            ("avatar_thumbnail", Text),
            ("avatar_thumbnail_type", Text),
            ("avatar_thumbnail_etag", Text),
            ("status", Text),
            ("verified", Boolean),
            ("owner", Boolean),
            ("admin", Boolean),
            ("project_creator", Boolean),
            ("created_at", Integer),
            ("modified_at", Integer),
        ],
    },
    Table {
        name: "groups",
        key: &["id"],
        columns: &[
            ("id", Integer),
            ("uuid", UuidKind),
            ("organization_id", Integer),
            ("name", Text),
            ("name_key", Text),
            ("active", Boolean),
            ("created_at", Integer),
            ("modified_at", Integer),
        ],
    },
    Table {
        name: "memberships",
        key: &["group_id", "user_id"],
        columns: &[("group_id", Integer), ("user_id", Integer), ("created_at", Integer)],
    },
    Table {
        name: "invitations",
        key: &["id"],
        columns: &[
            ("id", Integer),
            ("organization_id", Integer),
            ("user_id", Integer),
            ("email", Text),
            ("email_key", Text),
            ("first_name", Text),
            ("last_name", Text),
            ("message", Text),
            ("state", Text),
            ("link_hash", Bytes),
            ("sent_at", Integer),
            ("expires_at", Integer),
        ],
    },
    Table {
        name: "invitation_groups",
        key: &["invitation_id", "position"],
        columns: &[("invitation_id", Integer), ("position", Integer), ("group_id", Integer)],
    },
    Table {
        name: "credentials",
        key: &["hash"],
        columns: &[
            ("hash", Bytes),
            ("kind", Text),
            ("user_id", Integer),
            ("permissions", Text),
            ("created_at", Integer),
            ("expires_at", Integer),
        ],
    },
    Table {
        name: "files",
        key: &["id"],
        columns: &[
            ("id", Integer),
            ("public_id", Text),
            ("organization_id", Integer),
            ("name", Text),
            ("extension", Text),
            ("media_type", Text),
            ("name_key", Text),
            ("extension_key", Text),
            ("media_type_key", Text),
            ("size", Integer),
            ("etag", Text),
            ("blob_key", Text),
            ("upload_metadata", Text),
            ("created_at", Integer),
            ("expires_at", Integer),
            ("moved_to", Text),
        ],
    },
    Table {
        name: "file_metadata",
        key: &["file_id", "key"],
        columns: &[
            ("file_id", Integer),
            ("organization_id", Integer),
            ("key", Text),
            ("kind", Text),
            ("value", Text),
            ("value_key", Text),
            ("number", Real),
        ],
    },
    Table {
        name: "blob_removals",
        key: &["blob_key"],
        columns: &[("blob_key", Text), ("state", Text), ("due_at", Integer)],
    },
    Table {
        name: "audit",
        key: &["id"],
        columns: &[
            ("id", Integer),
            ("recorded_at", Integer),
            ("organization_id", Integer),
            ("actor_kind", Text),
            ("actor", Text),
            ("action", Text),
            ("subject_kind", Text),
            ("subject", Text),
            ("address", Text),
            ("request_id", Text),
        ],
    },
];

/// Tables that are not copied: what is in them lasts minutes to days, and means nothing elsewhere or later.
pub const NOT_COPIED: &[&str] = &["logins", "mails", "uploads"];
