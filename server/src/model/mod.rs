//! The things the directory holds, as both dialects and the stores see them.
//!
//! Each entity carries the ids of both APIs (ruling C1). Integers that never leave the server are the stores' keys.

pub mod audit;
pub mod email;
pub mod mail;
pub mod name;
pub mod number;
pub mod principal;
pub mod search;
pub mod secret;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{blobs::BlobKey, images::RenditionKind, tus};
use email::Email;
use name::PersonName;
use number::Number;

/// Key of an organisation, which is also its id in the Twona API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrganizationId(pub i64);

/// Key of a user inside the stores, in the order of creation; neither API shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(pub i64);

/// Key of a group, which is also its id in the Twona API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(pub i64);

/// Key of an invitation; neither API shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InvitationId(pub i64);

/// Everything in the directory belongs to exactly one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    pub id: OrganizationId,
    pub uuid: Uuid,
    pub name: String,
    pub subscription: Subscription,
    pub created: DateTime<Utc>,
}

/// What an organisation has paid for (ruling D8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub license_type: LicenseType,
    /// How many users may hold a licence at once.
    pub seats: u32,
    /// When it ends; none where it has no end.
    pub until: Option<DateTime<Utc>>,
    /// Whether it is paid for; none where that is not known.
    pub paid: Option<bool>,
    /// Bytes that files and uploads may have; as many as the server allows by default, without it.
    pub storage: Option<u64>,
}

impl Subscription {
    /// One without an end, of which nobody has said whether it is paid for.
    pub const fn new(license_type: LicenseType, seats: u32) -> Self {
        Self { license_type, seats, until: None, paid: None, storage: None }
    }
}

/// Kinds of licences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LicenseType {
    Master,
    Multi,
    Combo,
    Pocket,
    Test,
}

/// A person in an organisation, from the moment of the invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub uuid: Uuid,
    /// The id in the Twona API.
    pub public_id: String,
    pub organization: OrganizationId,
    pub email: Email,
    /// The name to sign in with: the address, unless the invitation gave another.
    pub username: Email,
    pub name: PersonName,
    pub telephone: Option<String>,
    pub position: Option<String>,
    pub status: UserStatus,
    /// Whether the person has shown that the address is theirs.
    pub verified: bool,
    pub roles: Roles,
    /// Whether the person wants no mail (ruling D9).
    pub unsubscribed: bool,
    pub created: DateTime<Utc>,
    pub modified: DateTime<Utc>,
}

/// A user with all that the docutools API shows of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub user: User,
    pub fax: Option<String>,
    pub department: Option<String>,
    /// What the organisation itself calls the user by.
    pub internal_id: Option<String>,
    pub street: Option<String>,
    pub city: Option<String>,
    pub zip: Option<String>,
    /// Two letters (ISO 639-1).
    pub language: String,
    /// A name of the tz database.
    pub time_zone: Option<String>,
    pub two_factor: bool,
    pub authentication: Authentication,
    pub privacy_accepted: bool,
    pub terms_accepted: bool,
    /// Since when the user holds a seat of the subscription; none where they hold none.
    pub licensed_since: Option<DateTime<Utc>>,
}

/// A user who is not stored yet; what is missing from [`User`] starts empty.
#[derive(Clone, Debug)]
pub struct NewUser {
    pub uuid: Uuid,
    pub public_id: String,
    pub organization: OrganizationId,
    pub email: Email,
    pub username: Email,
    pub name: PersonName,
    /// Two letters (ISO 639-1).
    pub language: String,
    pub authentication: Authentication,
    pub status: UserStatus,
    pub verified: bool,
    pub roles: Roles,
    pub created: DateTime<Utc>,
}

/// How a user signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Authentication {
    #[default]
    Password,
    /// Through the organisation's identity provider.
    Saml,
}

/// Where a user stands (ruling C1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserStatus {
    /// Invited, and not yet a user to the Twona API.
    Pending,
    Active,
    /// Deactivated: cannot log in.
    Inactive,
}

/// What a user may do beyond reading.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    pub owner: bool,
    pub admin: bool,
    pub project_creator: bool,
}

/// The pictures of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Avatar {
    pub original: Picture,
    pub thumbnail: Picture,
}

/// A stored picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub blob_key: BlobKey,
    pub kind: RenditionKind,
    /// Strong entity tag, with its quotes.
    pub etag: String,
}

/// A named set of users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub uuid: Uuid,
    pub organization: OrganizationId,
    pub name: String,
    pub active: bool,
    pub created: DateTime<Utc>,
    pub modified: DateTime<Utc>,
}

/// A group that is not stored yet; it starts active.
#[derive(Clone, Debug)]
pub struct NewGroup {
    pub uuid: Uuid,
    pub organization: OrganizationId,
    pub name: String,
    pub created: DateTime<Utc>,
}

/// The latest invitation of an address to an organisation; renewing it replaces it (ruling T25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub organization: OrganizationId,
    /// The invited user; none once the invitation was cancelled.
    pub user: Option<UserId>,
    pub email: Email,
    pub name: PersonName,
    pub message: Option<String>,
    /// In the order in which they were given.
    pub groups: Vec<GroupId>,
    pub state: InvitationState,
    pub sent: DateTime<Utc>,
    pub expires: DateTime<Utc>,
}

/// An invitation that is to be stored, new or in place of the address's former one.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    pub organization: OrganizationId,
    pub user: UserId,
    pub email: Email,
    pub name: PersonName,
    pub message: Option<String>,
    pub groups: Vec<GroupId>,
    pub link: secret::SecretHash,
    pub sent: DateTime<Utc>,
    pub expires: DateTime<Utc>,
}

/// What became of an invitation. Whether an open one has expired is a matter of the clock: [`Invitation::has_expired`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    Open,
    Accepted,
    Cancelled,
}

impl Invitation {
    /// Whether nobody accepted in time.
    pub fn has_expired(&self, now: DateTime<Utc>) -> bool {
        self.state == InvitationState::Open && self.expires <= now
    }
}

/// Key of a file inside the stores; its id in the Twona API is its `public_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub i64);

/// A finished upload. It is temporary while it has a date of expiry.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub id: FileId,
    pub public_id: String,
    pub organization: OrganizationId,
    /// Who uploaded it; none where that was not recorded yet.
    pub user: Option<UserId>,
    pub content: FileContent,
    pub created: DateTime<Utc>,
    /// None for a persistent file.
    pub expires: Option<DateTime<Utc>>,
    /// Public id of the persistent file that this temporary one has become (ruling T13).
    pub moved_to: Option<String>,
    /// Empty for a temporary file.
    pub metadata: Metadata,
}

/// What users have set on a file, by key (ruling T29).
pub type Metadata = BTreeMap<String, MetadataValue>;

/// A value of [`Metadata`].
#[derive(Clone, Debug, PartialEq)]
pub enum MetadataValue {
    Text(String),
    Number(Number),
    Boolean(bool),
}

/// A file that is to be stored.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub public_id: String,
    pub organization: OrganizationId,
    pub user: Option<UserId>,
    pub content: FileContent,
    pub created: DateTime<Utc>,
    pub expires: Option<DateTime<Utc>>,
}

/// What a file and the persistent file that it becomes have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileContent {
    /// With the extension.
    pub name: String,
    /// What follows the last full stop of the name; empty where there is none.
    pub extension: String,
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// Entity tag with its quotes; equal tags are equal bytes.
    pub etag: String,
    /// Where the bytes are.
    pub blob_key: BlobKey,
    /// What the client said of the upload, as it came.
    pub upload_metadata: String,
    /// The header `Upload-Concat` as it came; empty for what was uploaded as a whole.
    pub upload_concat: String,
}

/// An upload that is not finished.
#[derive(Clone, Debug)]
pub struct Upload {
    pub organization: OrganizationId,
    /// Who requested it.
    pub user: UserId,
    /// The header `Upload-Metadata` as it came.
    pub metadata: String,
    pub expires: DateTime<Utc>,
    /// What it counts as while its length is not known; none once it is.
    pub reserved: Option<u64>,
    /// Whether it is to be a part of a file.
    pub is_partial: bool,
    pub record: tus::Record,
}

/// An upload that was requested, and has no byte yet.
#[derive(Clone, Debug)]
pub struct NewUpload {
    pub public_id: String,
    pub organization: OrganizationId,
    pub user: UserId,
    /// In bytes; none where it is still to come.
    pub length: Option<u64>,
    /// Whether it is to be a part of a file.
    pub is_partial: bool,
    pub metadata: String,
    /// Where the bytes will be.
    pub blob_key: BlobKey,
    pub created: DateTime<Utc>,
    pub expires: DateTime<Utc>,
}
