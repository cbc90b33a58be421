//! Where the directory is kept: one trait per resource, and the implementations side by side.
//!
//! Stores know no HTTP and no rules beyond what a database constraint can hold. Rules are checked in
//! [`crate::directory`], inside a [`Transaction`] that no other writer of the same organisation can interleave with.

mod audit;
mod avatars;
mod backup;
mod credentials;
mod driver_error;
mod error;
mod files;
mod groups;
mod invitations;
mod keys;
mod logins;
mod mails;
mod names;
mod organizations;
pub mod postgres;
mod profiles;
mod removals;
pub mod sqlite;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod uploads;
mod users;

use std::sync::Arc;

use async_trait::async_trait;

pub use audit::AuditStore;
pub use avatars::AvatarStore;
pub use backup::{BackupStore, COUNTED, Kind, NOT_COPIED, Row, TABLES, Table, Value};
pub use credentials::{CredentialKind, CredentialStore, NewCredential, StoredCredential};
pub use error::StoreError;
pub use files::{FileQuery, FileStore};
pub use groups::{GroupCursor, GroupStore};
pub use invitations::{InvitationCursor, InvitationStore};
pub(crate) use keys::{DERIVED, KEYS, metadata_columns, read_metadata, search_key};
pub use logins::LoginStore;
pub use mails::{ClaimedMail, MailStore};
pub use organizations::OrganizationStore;
pub use profiles::{ProfileQuery, ProfileScope, ProfileSort, ProfileStore};
pub use removals::{BlobRemoval, RemovalStore, Removed};
pub use uploads::{Lease, UploadStore, Usage};
pub(crate) use users::FEW;
pub use users::{Count, Listed, Slice, UserQuery, UserStore, Window};

/// What to do where there is no directory yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Make one.
    Create,
    /// Leave everything as it is.
    Existing,
}

/// Opens the database of a URL: `sqlite:PATH`, or `postgres://…`; with up to so many connections, or the database's
/// usual number.
pub async fn open(url: &str, opening: Opening, connections: Option<u32>) -> Result<Arc<dyn Store>, StoreError> {
    if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        Ok(Arc::new(postgres::PostgresStore::open(url, opening, connections).await?))
    } else {
        Ok(Arc::new(sqlite::SqliteStore::open(url, opening, connections).await?))
    }
}

/// Reads of each table that every request needs.
const PING: &str = "SELECT (SELECT max(id) FROM organizations), (SELECT max(id) FROM users), \
    (SELECT user_id FROM credentials WHERE hash = '')";

/// A database with the directory in it.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// A connection that reads. It is given back when it is dropped, so it is not held across anything slow.
    async fn reader(&self) -> Result<Box<dyn Connection>, StoreError>;

    /// A connection that reads what there is now, however long it takes. For one reader at a time: it keeps the database
    /// from tidying up.
    async fn snapshot(&self) -> Result<Box<dyn Connection>, StoreError>;

    /// A transaction that writes. Dropping it undoes it.
    async fn transaction(&self) -> Result<Box<dyn Transaction>, StoreError>;

    /// Whether a query can be answered now.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Waits for running queries and closes every connection.
    async fn close(&self);
}

/// Everything that can be asked of a database.
pub trait Connection:
    BackupStore
    + OrganizationStore
    + UserStore
    + GroupStore
    + InvitationStore
    + CredentialStore
    + LoginStore
    + AuditStore
    + AvatarStore
    + FileStore
    + MailStore
    + ProfileStore
    + UploadStore
    + RemovalStore
    + Send
    + 'static
{
}

/// A [`Connection`] whose changes become visible, all at once, with [`Transaction::commit`].
#[async_trait]
pub trait Transaction: Connection {
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

/// The version of the tables, the same in every database.
pub(crate) fn last_migration() -> i64 {
    sqlite::MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// How a licence type is written, in databases and on the command line.
pub(crate) fn license_type_name(license_type: crate::model::LicenseType) -> &'static str {
    names::license_type(license_type)
}
