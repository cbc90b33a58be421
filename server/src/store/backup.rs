//! What is asked of a store when all of it is written out, or read in: rows of tables, as they are.
//!
//! This is the one place that speaks of tables instead of things, so that nothing is left out of a copy: a test holds
//! [`TABLES`] against the databases.

use std::ops::RangeInclusive;

use async_trait::async_trait;
use uuid::Uuid;

use super::StoreError;
use crate::blobs;
use Kind::{Ascii, BlobKey, Boolean, Bytes, Count, Id, Moment, OneOf, PublicId, Real, Size, Text, Uuid as UuidKind};

/// A table and what it holds.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// The columns in which no two rows are equal, by which rows are ordered.
    pub key: &'static [&'static str],
    pub columns: &'static [(&'static str, Kind)],
    /// Columns that hold the id of a row, and the table where it is. All that a row refers to is of one organisation.
    pub references: &'static [(&'static str, &'static str)],
}

/// What a column holds, beside NULL. It says more than the type in the database does: what the server can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A key that the database gives out.
    Id,
    /// Seconds since 1970.
    Moment,
    /// How many there are of something, or which of them it is.
    Count,
    /// In bytes.
    Size,
    Real,
    Boolean,
    Text,
    /// A text that can be a header.
    Ascii,
    /// An id that can be a part of a path.
    PublicId,
    BlobKey,
    OneOf(&'static [&'static str]),
    Uuid,
    Bytes,
}

/// Largest integer that every reader of JSON takes as it is: ids and sizes end there, long before those that follow are
/// too large for the database.
const LARGEST_EXACT: i64 = (1 << 53) - 1;

/// The last second of the year 9999, where RFC 3339 ends.
const LAST_MOMENT: i64 = 253_402_300_799;

impl Kind {
    /// The integers that it allows; none where it holds none.
    pub fn range(self) -> Option<RangeInclusive<i64>> {
        match self {
            Id => Some(1..=LARGEST_EXACT),
            Moment => Some(0..=LAST_MOMENT),
            Count => Some(0..=u32::MAX.into()),
            Size => Some(0..=LARGEST_EXACT),
            _ => None,
        }
    }

    /// Whether a text is one of those that it allows.
    pub fn allows(self, text: &str) -> bool {
        match self {
            // PostgreSQL cannot hold this character.
            Text => !text.contains('\0'),
            Ascii => text.bytes().all(|byte| matches!(byte, b' '..=b'~')),
            PublicId => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            BlobKey => blobs::BlobKey::parse(text).is_some(),
            OneOf(texts) => texts.contains(&text),
            _ => false,
        }
    }
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

    /// Prepares for rows by the million: what the database counts is wrong until [`BackupStore::backup_finish`].
    async fn backup_begin(&mut self) -> Result<(), StoreError>;

    /// Adds a row with the ids that it has.
    async fn backup_insert(&mut self, table: &'static Table, row: &Row) -> Result<(), StoreError>;

    /// Lets ids that the database gives out begin after those that were added, and counts.
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

/// Media types of pictures.
const PICTURES: &[&str] = &["image/jpeg", "image/png"];

/// Every table that is copied; those that others refer to come first.
pub const TABLES: &[Table] = &[
    Table {
        name: "organizations",
        key: &["id"],
        columns: &[
            ("id", Id),
            ("uuid", UuidKind),
            ("name", Text),
            ("license_type", OneOf(&["Master", "Multi", "Combo", "Pocket", "Test"])),
            ("seats", Count),
            ("created_at", Moment),
            ("licensed_until", Moment),
            ("paid", Boolean),
            ("storage", Size),
        ],
        references: &[],
    },
    Table {
        name: "users",
        key: &["id"],
        columns: &[
            ("id", Id),
            ("uuid", UuidKind),
            ("public_id", PublicId),
            ("organization_id", Id),
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
            ("authentication", OneOf(&["Password", "SAML"])),
            ("unsubscribed", Boolean),
            ("privacy_accepted", Boolean),
            ("terms_accepted", Boolean),
            ("licensed_since", Moment),
            ("avatar_original", BlobKey),
            ("avatar_original_type", OneOf(PICTURES)),
            ("avatar_original_etag", Ascii),
            ("avatar_thumbnail", BlobKey),
            ("avatar_thumbnail_type", OneOf(PICTURES)),
            ("avatar_thumbnail_etag", Ascii),
            ("status", OneOf(&["pending", "active", "inactive"])),
            ("verified", Boolean),
            ("owner", Boolean),
            ("admin", Boolean),
            ("project_creator", Boolean),
            ("created_at", Moment),
            ("modified_at", Moment),
        ],
        references: &[("organization_id", "organizations")],
    },
    Table {
        name: "groups",
        key: &["id"],
        columns: &[
            ("id", Id),
            ("uuid", UuidKind),
            ("organization_id", Id),
            ("name", Text),
            ("name_key", Text),
            ("active", Boolean),
            ("created_at", Moment),
            ("modified_at", Moment),
        ],
        references: &[("organization_id", "organizations")],
    },
    Table {
        name: "memberships",
        key: &["group_id", "user_id"],
        columns: &[("group_id", Id), ("user_id", Id), ("created_at", Moment)],
        references: &[("group_id", "groups"), ("user_id", "users")],
    },
    Table {
        name: "invitations",
        key: &["id"],
        columns: &[
            ("id", Id),
            ("organization_id", Id),
            ("user_id", Id),
            ("email", Text),
            ("email_key", Text),
            ("first_name", Text),
            ("last_name", Text),
            ("message", Text),
            ("state", OneOf(&["open", "accepted", "cancelled"])),
            ("link_hash", Bytes),
            ("sent_at", Moment),
            ("expires_at", Moment),
        ],
        references: &[("organization_id", "organizations"), ("user_id", "users")],
    },
    Table {
        name: "invitation_groups",
        key: &["invitation_id", "position"],
        columns: &[("invitation_id", Id), ("position", Count), ("group_id", Id)],
        references: &[("invitation_id", "invitations"), ("group_id", "groups")],
    },
    Table {
        name: "credentials",
        key: &["hash"],
        columns: &[
            ("hash", Bytes),
            ("kind", OneOf(&["token", "session"])),
            ("user_id", Id),
            ("permissions", Text),
            ("created_at", Moment),
            ("expires_at", Moment),
            ("name", Text),
            ("last_used_at", Moment),
        ],
        references: &[("user_id", "users")],
    },
    Table {
        name: "files",
        key: &["id"],
        columns: &[
            ("id", Id),
            ("public_id", PublicId),
            ("organization_id", Id),
            ("name", Text),
            ("extension", Text),
            ("media_type", Ascii),
            ("name_key", Text),
            ("extension_key", Text),
            ("media_type_key", Ascii),
            ("size", Size),
            ("etag", Ascii),
            ("blob_key", BlobKey),
            ("upload_metadata", Ascii),
            ("created_at", Moment),
            ("expires_at", Moment),
            ("moved_to", PublicId),
            ("user_id", Id),
            ("upload_concat", Ascii),
        ],
        references: &[("organization_id", "organizations"), ("user_id", "users")],
    },
    Table {
        name: "file_metadata",
        key: &["file_id", "key"],
        columns: &[
            ("file_id", Id),
            ("organization_id", Id),
            ("key", Text),
            ("kind", OneOf(&["boolean", "date", "number", "text"])),
            ("value", Text),
            ("value_key", Text),
            ("number", Real),
        ],
        references: &[("file_id", "files"), ("organization_id", "organizations")],
    },
    Table {
        name: "blob_removals",
        key: &["blob_key"],
        columns: &[("blob_key", BlobKey), ("state", Text), ("due_at", Moment)],
        references: &[],
    },
    Table {
        name: "audit",
        key: &["id"],
        columns: &[
            ("id", Id),
            ("recorded_at", Moment),
            ("organization_id", Id),
            ("actor_kind", OneOf(&["user", "operator", "system"])),
            ("actor", Text),
            ("action", Text),
            ("subject_kind", Text),
            ("subject", Text),
            ("address", Ascii),
            ("request_id", Ascii),
        ],
        references: &[],
    },
];

/// Tables that are not copied: what is in them lasts minutes to days, and means nothing elsewhere or later, or is about
/// the database itself.
pub const NOT_COPIED: &[&str] = &["key_form", "logins", "mails", "searched_texts", "unindexed_users", "uploads"];

/// Columns that are not copied: the database counts anew what is added.
pub const COUNTED: &[&str] = &[
    "active_users",
    "inactive_users",
    "licensed_users",
    "open_uploads",
    "pending_users",
    "stored_bytes",
    "user_changes",
];
