//! The one error of all stores: broken constraints by name, and failures.

/// Why a store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `users_email`: the organisation has a user with this address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// `users_username`: the organisation has a user of this name.
    #[error("the user name is taken")]
    UsernameTaken,
    /// `users_uuid`: the organisation has a user with this id.
    #[error("the user id is taken")]
    UserIdTaken,
    /// `groups_name`: the organisation has a group of this name.
    #[error("the group name is taken")]
    GroupNameTaken,
    /// Another constraint. Rules are checked before writing, so this is a fault of the server.
    #[error("a constraint of the database is broken")]
    Constraint(#[source] Source),
    /// No connection, or no lock, could be had in time; trying again may help.
    #[error("the database is busy")]
    Busy(#[source] Source),
    /// The database cannot be reached.
    #[error("the database is not available")]
    Unavailable(#[source] Source),
    /// A row holds what the server never writes.
    #[error("the database holds an unreadable value: {0}")]
    Unreadable(String),
    /// Nothing was ever written there.
    #[error("there is none {0}; `serve`, `import` and `organization create` make one")]
    Absent(String),
    #[error("the database failed")]
    Failed(#[source] Source),
}

/// The driver's error.
pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

impl StoreError {
    /// Whether the same request may succeed a little later.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Unavailable(_))
    }
}
