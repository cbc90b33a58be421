//! The queries, in the SQL that both databases share.
//!
//! These files are compiled twice, as a module of [`super::super::sqlite`] and as one of [`super::super::postgres`]: the
//! same text with the types of either driver. What a database says in its own way is in its `dialect`: a type, a
//! constant, never an `if`. Parameters are written `$1`, which both understand.

pub(super) mod audit;
mod avatars;
mod backup;
mod credentials;
pub(super) mod file_list;
mod files;
mod groups;
mod invitations;
pub(super) mod list_row;
mod logins;
mod mails;
mod organizations;
pub(super) mod profile_list;
mod profiles;
pub(super) mod removals;
pub(super) mod search;
mod uploads;
mod users;

use std::ops::DerefMut;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::dialect::{self, Database, RawConnection};
use crate::{
    blobs::BlobKey,
    store::{Connection, StoreError, Transaction},
};

/// A connection of a pool, or a transaction; the traits of the resources are implemented for both at once.
pub(super) struct Handle<C>(pub(super) C);

/// What a [`Handle`] may hold.
pub(super) trait Inner: DerefMut<Target = RawConnection> + Send + 'static {}

impl<C: DerefMut<Target = RawConnection> + Send + 'static> Inner for C {}

impl<C: Inner> Connection for Handle<C> {}

#[async_trait]
impl Transaction for Handle<sqlx::Transaction<'static, Database>> {
    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        Ok(self.0.commit().await?)
    }
}

/// Seconds since 1970, as every time is stored.
fn seconds(moment: DateTime<Utc>) -> i64 {
    moment.timestamp()
}

fn moment(column: &str, seconds: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| StoreError::Unreadable(format!("{column} is {seconds}")))
}

fn blob_key(column: &str, text: String) -> Result<BlobKey, StoreError> {
    BlobKey::parse(&text).ok_or_else(|| StoreError::Unreadable(format!("{column} is {text:?}")))
}

fn bytes(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(StoreError::failed)
}

fn size(column: &str, number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Unreadable(format!("{column} is {number}")))
}
