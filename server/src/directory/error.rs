//! What can go wrong in the directory, in its own terms.
//!
//! [`crate::api_error`] gives each a status; what a variant is called on the wire ([`DirectoryError::code`]) is decided here.

use uuid::Uuid;

use crate::{
    blobs::BlobError,
    mail::MailError,
    store::StoreError,
    tus::{self, Refusal},
};

/// A refusal by a rule of the directory, or a failure of what it stands on.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("there is no user with this id")]
    UserNotFound,
    #[error("there is no group with this id")]
    GroupNotFound,
    #[error("the user is not a member of this group")]
    MembershipNotFound,
    #[error("nobody was invited under this address")]
    InvitationNotFound,
    #[error("there is no file with this id")]
    FileNotFound,
    #[error(
        "there are files, and no organization that they could belong to: name the database that was here, `import` an \
         export of it, or begin anew with `organization create`"
    )]
    FilesWithoutOrganization,
    #[error("a persistent file cannot be terminated")]
    FilePersistent,
    #[error("the file has become a persistent one, which cannot be terminated")]
    FileMoved,
    #[error(transparent)]
    Upload(#[from] Refusal),
    #[error("{0} has {1} bytes of storage left")]
    StorageExceeded(&'static str, u64),
    #[error("{0} has {1} unfinished uploads, and may have no more")]
    TooManyUploads(&'static str, u64),
    #[error("the server has no room for this upload")]
    DiskFull,
    #[error("there is no such organization")]
    OrganizationNotFound,
    #[error("an organization of this name exists already")]
    OrganizationNameTaken,
    #[error("there is no user {}", first_id(.0))]
    UnknownUsers(Vec<(Uuid, Fault)>),
    #[error("this needs the authority {0}")]
    AuthorityMissing(&'static str),
    #[error("a user with this e-mail address exists already")]
    EmailInUse,
    #[error("a user with this user name exists already")]
    UsernameInUse,
    #[error("a user with this id exists already")]
    UserIdInUse,
    #[error("only an owner may change an administrator or an owner")]
    UserProtected,
    #[error("only an administrator may end or begin the mail to somebody else")]
    NotOneself,
    #[error("a mail went to this address a short time ago; the next one can be sent in {0} seconds")]
    MailTooSoon(u64),
    #[error("the user has accepted the invitation already")]
    UserNotPending,
    #[error("all {0} seats of the subscription are taken")]
    NoSeatsLeft(u32),
    #[error("a group of this name exists already, active or not")]
    GroupNameTaken,
    #[error("the group is deactivated; users cannot be added to it")]
    GroupInactive,
    #[error("the user is deactivated and cannot be added to a group")]
    UserInactive,
    #[error("the last active owner of an organization cannot be deactivated")]
    LastOwner,
    #[error("the invitation has expired")]
    InvitationExpired,
    #[error("the invitation has been accepted")]
    InvitationAccepted,
    #[error("the invitation has been cancelled")]
    InvitationCancelled,
    #[error("this link leads to no invitation")]
    LinkUnknown,
    #[error("there is no such user")]
    LoginUserUnknown,
    #[error("this login link does not work")]
    LoginLinkUnknown,
    #[error("the request names groups that do not exist or are deactivated")]
    UnknownGroups(Vec<Fault>),
    #[error("in the body, {}", summary(.0))]
    InvalidBody(Vec<Fault>),
    #[error("the parameter {0}")]
    InvalidParameter(Fault),
    #[error(transparent)]
    Store(StoreError),
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error(transparent)]
    Mail(#[from] MailError),
}

/// One thing wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer into the body, or name of the parameter.
    pub place: String,
    /// Reads after the place's name: `must not be blank`.
    pub detail: String,
}

impl Fault {
    pub fn new(place: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { place: place.into(), detail: detail.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.place, self.detail)
    }
}

/// The first fault, and how many more there are.
fn summary(faults: &[Fault]) -> String {
    match faults {
        [] => "something is wrong".to_owned(),
        [only] => only.to_string(),
        [first, more @ ..] => format!("{first}; {} more faults were found", more.len()),
    }
}

/// Which of the users to name where there is room for one.
fn first_id(unknown: &[(Uuid, Fault)]) -> String {
    unknown.first().map(|(id, _)| id.to_string()).unwrap_or_default()
}

impl DirectoryError {
    /// Stable snake_case name of the error, as problem documents carry it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UserNotFound
            | Self::UnknownUsers(_)
            | Self::GroupNotFound
            | Self::MembershipNotFound
            | Self::InvitationNotFound
            | Self::FileNotFound
            | Self::OrganizationNotFound
            | Self::LinkUnknown
            | Self::LoginUserUnknown
            | Self::LoginLinkUnknown => "not_found",
            Self::AuthorityMissing(_) | Self::UserProtected | Self::NotOneself => "forbidden",
            Self::FilePersistent | Self::FileMoved => "file_persistent",
            Self::Upload(refusal) => refusal.code(),
            Self::StorageExceeded(..) | Self::DiskFull => "storage_exceeded",
            Self::TooManyUploads(..) => "too_many_uploads",
            Self::EmailInUse => "email_in_use",
            Self::UsernameInUse => "username_in_use",
            Self::UserIdInUse => "user_id_in_use",
            Self::MailTooSoon(_) => "mail_too_soon",
            Self::UserNotPending => "user_not_pending",
            Self::NoSeatsLeft(_) => "no_seats_left",
            Self::GroupNameTaken | Self::OrganizationNameTaken => "name_in_use",
            Self::GroupInactive => "group_inactive",
            Self::UserInactive => "user_inactive",
            Self::LastOwner => "last_owner",
            Self::InvitationExpired | Self::InvitationAccepted | Self::InvitationCancelled => "invitation_not_pending",
            Self::UnknownGroups(_) => "unknown_group",
            Self::InvalidBody(_) => "invalid_body",
            Self::InvalidParameter(_) => "invalid_parameter",
            Self::Store(error) if error.is_temporary() => "unavailable",
            Self::Blob(error) if error.is_temporary() => "unavailable",
            Self::FilesWithoutOrganization | Self::Store(_) | Self::Blob(_) | Self::Mail(_) => "internal_error",
        }
    }
}

impl From<StoreError> for DirectoryError {
    /// The constraints that guard a rule of the directory become that rule's error.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::EmailTaken => Self::EmailInUse,
            StoreError::UsernameTaken => Self::UsernameInUse,
            StoreError::UserIdTaken => Self::UserIdInUse,
            StoreError::GroupNameTaken => Self::GroupNameTaken,
            other => Self::Store(other),
        }
    }
}

impl From<tus::Error<DirectoryError>> for DirectoryError {
    fn from(error: tus::Error<Self>) -> Self {
        match error {
            tus::Error::Refused(refusal) => Self::Upload(refusal),
            tus::Error::Gone => Self::FileNotFound,
            tus::Error::Bytes(error) => Self::Blob(error),
            tus::Error::Ledger(error) => error,
        }
    }
}
