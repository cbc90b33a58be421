//! The directory: organisations, their users and groups, invitations, and who may do what.
//!
//! Every rule is here, once; both APIs act through [`Directory`] and add nothing but their own wording. What a
//! principal can reach is their own organisation: anything else does not exist to them (ruling C3).

mod audit_log;
mod authorities;
mod avatars;
mod concatenation;
mod credentials;
pub mod error;
mod files;
mod first_start;
mod groups;
mod invitations;
mod kept_lists;
mod licenses;
mod logins;
mod mails;
mod organizations;
mod pages;
mod profile_changes;
mod profile_invitations;
mod profiles;
pub mod rows;
mod sweep;
mod upload_ledger;
mod uploads;
mod users;
mod users_bulk;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use chrono::{DateTime, TimeDelta, Utc};
use concatenation::Joins;
use kept_lists::KeptLists;
use url::Url;

pub use credentials::TokenSeed;
pub use error::{DirectoryError, ErrorKind, Fault};
pub use files::{FileEntry, FileListing};
pub use first_start::FirstStart;
pub use groups::GroupChange;
pub use invitations::{InvitationLetter, OpenInvitation};
pub use logins::SESSION_SECONDS;
pub use organizations::{UserSeed, UserSelector};
pub use profile_changes::ProfileChange;
pub use profile_invitations::ProfileInvitation;
pub use profiles::{PageNumber, ProfileListing, ProfileOrder};
pub use uploads::{PartAnnouncement, Quota, Quotas, UploadStatus, UploadTicket};
pub use users::{UserChange, UserListing};
pub use users_bulk::BulkEntry;

use crate::{
    blobs::Blobs,
    environment::Environment,
    images::Images,
    mail::Mailer,
    store::Store,
    tus::{self, ByteStorage},
};

/// The directory, on a store. Clones are the same directory.
#[derive(Clone)]
pub struct Directory {
    store: Arc<dyn Store>,
    blobs: Blobs,
    images: Images,
    uploads: Arc<dyn ByteStorage>,
    joins: Joins,
    environment: Environment,
    mailer: Mailer,
    settings: Arc<Settings>,
    /// Credentials that were used, and when, by hash: what the store does not know yet.
    uses: Arc<Mutex<HashMap<[u8; 32], DateTime<Utc>>>>,
    kept_lists: Arc<KeptLists>,
}

/// What an operator can choose about the directory.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Under which address people reach the server: links in mails begin with it.
    pub public_url: Url,
    /// How long an invitation can be accepted (ruling T3).
    pub invitation_lifetime: TimeDelta,
    /// How long after an invitation the next one to the same address may be sent (ruling C10).
    pub mail_pause: TimeDelta,
    /// What may be stored (ruling T38).
    pub quotas: Quotas,
}

impl Directory {
    pub fn new(
        store: Arc<dyn Store>,
        blobs: Blobs,
        environment: Environment,
        mailer: Mailer,
        settings: Settings,
    ) -> Self {
        let uploads = tus::storage_of(&blobs);
        Self {
            store,
            blobs,
            images: Images::new(),
            uploads,
            joins: Joins::default(),
            environment,
            mailer,
            settings: Arc::new(settings),
            uses: Arc::default(),
            kept_lists: Arc::default(),
        }
    }

    /// Whether the store answers.
    pub async fn ping(&self) -> Result<(), DirectoryError> {
        Ok(self.store.ping().await?)
    }
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Directory").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests;
