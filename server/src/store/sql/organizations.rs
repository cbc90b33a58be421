//! Organisations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Handle, Inner, bytes, dialect, moment, seconds, size};
use crate::{
    model::{Organization, OrganizationId, Subscription},
    store::{OrganizationStore, StoreError, names},
};

#[async_trait]
impl<C: Inner> OrganizationStore for Handle<C> {
    async fn organizations_insert(
        &mut self,
        uuid: Uuid,
        name: &str,
        subscription: Subscription,
        created: DateTime<Utc>,
    ) -> Result<Organization, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO organizations (uuid, name, license_type, seats, licensed_until, paid, storage, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        )
        .bind(uuid)
        .bind(name)
        .bind(names::license_type(subscription.license_type))
        .bind(i64::from(subscription.seats))
        .bind(subscription.until.map(seconds))
        .bind(subscription.paid)
        .bind(subscription.storage.map(bytes).transpose()?)
        .bind(seconds(created))
        .fetch_one(&mut *self.0)
        .await?;
        Ok(Organization { id: OrganizationId(id), uuid, name: name.to_owned(), subscription, created })
    }

    async fn organizations_get(&mut self, id: OrganizationId) -> Result<Option<Organization>, StoreError> {
        let row: Option<OrganizationRow> = sqlx::query_as(
            "SELECT id, uuid, name, license_type, seats, licensed_until, paid, storage, created_at FROM organizations \
             WHERE id = $1",
        )
        .bind(id.0)
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(OrganizationRow::into_organization).transpose()
    }

    async fn organizations_user_changes(&mut self, id: OrganizationId) -> Result<i64, StoreError> {
        let query = "SELECT user_changes FROM organizations WHERE id = $1";
        Ok(sqlx::query_scalar(query).bind(id.0).fetch_one(&mut *self.0).await?)
    }

    async fn organizations_list(&mut self, limit: u32) -> Result<Vec<Organization>, StoreError> {
        let rows: Vec<OrganizationRow> = sqlx::query_as(
            "SELECT id, uuid, name, license_type, seats, licensed_until, paid, storage, created_at FROM organizations \
             ORDER BY id LIMIT $1",
        )
        .bind(i64::from(limit))
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(OrganizationRow::into_organization).collect()
    }

    async fn organizations_lock(&mut self, id: OrganizationId) -> Result<(), StoreError> {
        if let Some(query) = dialect::LOCK_ORGANIZATION {
            sqlx::query(query).bind(id.0).execute(&mut *self.0).await?;
        }
        Ok(())
    }

    async fn organizations_lock_all(&mut self) -> Result<(), StoreError> {
        if let Some(query) = dialect::LOCK_ALL_ORGANIZATIONS {
            sqlx::query(query).execute(&mut *self.0).await?;
        }
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct OrganizationRow {
    pub(super) id: i64,
    pub(super) uuid: Uuid,
    pub(super) name: String,
    pub(super) license_type: String,
    pub(super) seats: i64,
    pub(super) licensed_until: Option<i64>,
    pub(super) paid: Option<bool>,
    pub(super) storage: Option<i64>,
    pub(super) created_at: i64,
}

impl OrganizationRow {
    pub(super) fn into_organization(self) -> Result<Organization, StoreError> {
        Ok(Organization {
            id: OrganizationId(self.id),
            uuid: self.uuid,
            name: self.name,
            subscription: Subscription {
                license_type: names::read_license_type(&self.license_type)?,
                seats: names::read_seats(self.seats)?,
                until: self.licensed_until.map(|until| moment("organizations.licensed_until", until)).transpose()?,
                paid: self.paid,
                storage: self.storage.map(|storage| size("organizations.storage", storage)).transpose()?,
            },
            created: moment("organizations.created_at", self.created_at)?,
        })
    }
}
