//! What can go wrong in the directory, in its own terms.
//!
//! A new error is one entry of `errors!`. [`crate::api_error`] gives each kind a status.

use std::fmt;

use uuid::Uuid;

use crate::{
    blobs::BlobError,
    mail::MailError,
    store::StoreError,
    tus::{self, Refusal},
};

/// What kind of error it is, for those who answer.
#[derive(Clone, Copy, Debug)]
pub enum ErrorKind<'a> {
    NotFound,
    Forbidden,
    /// With the state of the directory.
    Conflict,
    /// Rejected input.
    Body,
    Parameter,
    TooSoon,
    NoRoom,
    /// The upload protocol's own.
    Upload(&'a Refusal),
    /// A failure that passes.
    Unavailable,
    Failure,
}

/// Each error once: its message, its fields, its kind, and its code on the wire.
macro_rules! errors {
    ($($(#[$($attribute:tt)*])* $name:ident $(($($field:tt)*))? => $kind:ident $code:literal,)*) => {
        /// A refusal by a rule of the directory, or a failure of what it stands on.
        #[derive(Debug, thiserror::Error)]
        pub enum DirectoryError {
            $($(#[$($attribute)*])* $name $(($($field)*))?,)*
            #[error(transparent)]
            Upload(#[from] Refusal),
            #[error(transparent)]
            Store(StoreError),
            #[error(transparent)]
            Blob(#[from] BlobError),
            #[error(transparent)]
            Mail(#[from] MailError),
        }

        impl DirectoryError {
            fn kind_and_code(&self) -> (ErrorKind<'_>, &'static str) {
                match self {
                    $(Self::$name { .. } => (ErrorKind::$kind, $code),)*
                    Self::Upload(refusal) => (ErrorKind::Upload(refusal), refusal.code()),
                    Self::Store(error) if error.is_temporary() => (ErrorKind::Unavailable, "unavailable"),
                    Self::Blob(error) if error.is_temporary() => (ErrorKind::Unavailable, "unavailable"),
                    Self::Store(_) | Self::Blob(_) | Self::Mail(_) => (ErrorKind::Failure, "internal_error"),
                }
            }
        }
    };
}

errors! {
    #[error("there is no user with this id")]
    UserNotFound => NotFound "not_found",
    #[error("there is no group with this id")]
    GroupNotFound => NotFound "not_found",
    #[error("the user is not a member of this group")]
    MembershipNotFound => NotFound "not_found",
    #[error("nobody was invited under this address")]
    InvitationNotFound => NotFound "not_found",
    #[error("there is no file with this id")]
    FileNotFound => NotFound "not_found",
    #[error("the content of this file is lost")]
    FileContentLost => NotFound "content_lost",
    #[error(
        "there are files, and no organization that they could belong to: name the database that was here, `import` an \
         export of it, or begin anew with `organization create`"
    )]
    FilesWithoutOrganization => Failure "internal_error",
    #[error("a persistent file cannot be terminated")]
    FilePersistent => Conflict "file_persistent",
    #[error("the file has become a persistent one, which cannot be terminated")]
    FileMoved => Conflict "file_persistent",
    #[error("{0} has {1} bytes of storage left")]
    StorageExceeded(&'static str, u64) => NoRoom "storage_exceeded",
    #[error("{0} has {1} unfinished uploads, and may have no more")]
    TooManyUploads(&'static str, u64) => NoRoom "too_many_uploads",
    #[error("the server has no room for this upload")]
    DiskFull => NoRoom "storage_exceeded",
    #[error("there is no such organization")]
    OrganizationNotFound => NotFound "not_found",
    #[error("an organization of this name exists already")]
    OrganizationNameTaken => Conflict "name_in_use",
    #[error(fmt = first_id)]
    UnknownUsers(Vec<(Uuid, Fault)>) => NotFound "not_found",
    #[error("this needs the authority {0}")]
    AuthorityMissing(&'static str) => Forbidden "forbidden",
    #[error("a user with this e-mail address exists already")]
    EmailInUse => Conflict "email_in_use",
    #[error("a user with this user name exists already")]
    UsernameInUse => Conflict "username_in_use",
    #[error("a user with this id exists already")]
    UserIdInUse => Conflict "user_id_in_use",
    #[error("only an owner may change an administrator or an owner")]
    UserProtected => Forbidden "forbidden",
    #[error("only an administrator may end or begin the mail to somebody else")]
    NotOneself => Forbidden "forbidden",
    #[error("a mail went to this address a short time ago; the next one can be sent in {0} seconds")]
    MailTooSoon(u64) => TooSoon "mail_too_soon",
    #[error("the user has accepted the invitation already")]
    UserNotPending => Conflict "user_not_pending",
    #[error("all {0} seats of the subscription are taken")]
    NoSeatsLeft(u32) => Conflict "no_seats_left",
    #[error("a group of this name exists already, active or not")]
    GroupNameTaken => Conflict "name_in_use",
    #[error("the group is deactivated; users cannot be added to it")]
    GroupInactive => Conflict "group_inactive",
    #[error("the user is deactivated and cannot be added to a group")]
    UserInactive => Conflict "user_inactive",
    #[error("the last active owner of an organization cannot be deactivated")]
    LastOwner => Conflict "last_owner",
    #[error("the invitation has expired")]
    InvitationExpired => Conflict "invitation_not_pending",
    #[error("the invitation has been accepted")]
    InvitationAccepted => Conflict "invitation_not_pending",
    #[error("the invitation has been cancelled")]
    InvitationCancelled => Conflict "invitation_not_pending",
    #[error("this link leads to no invitation")]
    LinkUnknown => NotFound "not_found",
    #[error("there is no such user")]
    LoginUserUnknown => Forbidden "not_found",
    #[error("this login link does not work")]
    LoginLinkUnknown => NotFound "not_found",
    #[error("the request names groups that do not exist or are deactivated")]
    UnknownGroups(Vec<Fault>) => Body "unknown_group",
    #[error(fmt = summary)]
    InvalidBody(Vec<Fault>) => Body "invalid_body",
    #[error("the parameter {0}")]
    InvalidParameter(Fault) => Parameter "invalid_parameter",
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

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.place, self.detail)
    }
}

/// The first fault, and how many more there are.
fn summary(faults: &[Fault], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    match faults {
        [] => formatter.write_str("in the body, something is wrong"),
        [only] => write!(formatter, "in the body, {only}"),
        [first, more @ ..] => write!(formatter, "in the body, {first}; {} more faults were found", more.len()),
    }
}

/// Names one of the users, where there is room for one.
fn first_id(unknown: &[(Uuid, Fault)], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    formatter.write_str("there is no user")?;
    unknown.first().map_or(Ok(()), |(id, _)| write!(formatter, " {id}"))
}

impl DirectoryError {
    pub fn kind(&self) -> ErrorKind<'_> {
        self.kind_and_code().0
    }

    /// Stable snake_case name of the error, as problem documents carry it.
    pub fn code(&self) -> &'static str {
        self.kind_and_code().1
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
