//! Access tokens and sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Handle, Inner,
    organizations::OrganizationRow,
    seconds,
    users::{UserRow, user_columns},
};
use crate::{
    directory::{model::UserId, principal::Principal, secret::SecretHash},
    store::{CredentialKind, CredentialStore, NewCredential, StoreError, names},
};

#[async_trait]
impl<C: Inner> CredentialStore for Handle<C> {
    async fn credentials_insert(&mut self, credential: &NewCredential) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO credentials (hash, kind, user_id, permissions, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&credential.hash.0[..])
        .bind(names::credential_kind(credential.kind))
        .bind(credential.user.0)
        .bind(names::permissions(&credential.permissions))
        .bind(seconds(credential.created))
        .bind(credential.expires.map(seconds))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn credentials_principal(
        &mut self,
        hash: SecretHash,
        kind: CredentialKind,
        now: DateTime<Utc>,
    ) -> Result<Option<Principal>, StoreError> {
        let query = concat!(
            "SELECT ",
            user_columns!(),
            ", credentials.permissions, organizations.uuid AS organization_uuid, \
             organizations.name AS organization_name, organizations.license_type, organizations.seats, \
             organizations.licensed_until, organizations.paid, organizations.created_at AS organization_created_at \
             FROM credentials JOIN users ON users.id = credentials.user_id \
             JOIN organizations ON organizations.id = users.organization_id \
             WHERE credentials.hash = $1 AND credentials.kind = $2 AND users.status = 'active' \
             AND (credentials.expires_at IS NULL OR credentials.expires_at > $3)"
        );
        let row: Option<PrincipalRow> = sqlx::query_as(query)
            .bind(&hash.0[..])
            .bind(names::credential_kind(kind))
            .bind(seconds(now))
            .fetch_optional(&mut *self.0)
            .await?;
        row.map(PrincipalRow::into_principal).transpose()
    }

    async fn credentials_delete_of(&mut self, user: UserId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM credentials WHERE user_id = $1").bind(user.0).execute(&mut *self.0).await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct PrincipalRow {
    #[sqlx(flatten)]
    user: UserRow,
    permissions: String,
    organization_uuid: Uuid,
    organization_name: String,
    license_type: String,
    seats: i64,
    licensed_until: Option<i64>,
    paid: Option<bool>,
    organization_created_at: i64,
}

impl PrincipalRow {
    fn into_principal(self) -> Result<Principal, StoreError> {
        let user = self.user.into_user()?;
        let organization = OrganizationRow {
            id: user.organization.0,
            uuid: self.organization_uuid,
            name: self.organization_name,
            license_type: self.license_type,
            seats: self.seats,
            licensed_until: self.licensed_until,
            paid: self.paid,
            created_at: self.organization_created_at,
        };
        Ok(Principal {
            organization: organization.into_organization()?,
            permissions: names::read_permissions(&self.permissions),
            user,
        })
    }
}
