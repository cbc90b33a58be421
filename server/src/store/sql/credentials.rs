//! Access tokens and sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Handle, Inner, moment,
    organizations::OrganizationRow,
    seconds,
    users::{UserRow, user_columns},
};
use crate::{
    model::{UserId, principal::Principal, secret::SecretHash},
    store::{CredentialKind, CredentialStore, NewCredential, StoreError, StoredCredential, names},
};

#[async_trait]
impl<C: Inner> CredentialStore for Handle<C> {
    async fn credentials_insert(&mut self, credential: &NewCredential) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO credentials (hash, kind, user_id, permissions, created_at, expires_at, name) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&credential.hash.0[..])
        .bind(names::credential_kind(credential.kind))
        .bind(credential.user.0)
        .bind(names::permissions(&credential.permissions))
        .bind(seconds(credential.created))
        .bind(credential.expires.map(seconds))
        .bind(&credential.name)
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
             organizations.licensed_until, organizations.paid, organizations.storage, \
             organizations.created_at AS organization_created_at \
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
        let session = (kind == CredentialKind::Session).then_some(hash);
        row.map(|row| row.into_principal(session)).transpose()
    }

    async fn credentials_of(&mut self, user: UserId) -> Result<Vec<StoredCredential>, StoreError> {
        let rows: Vec<CredentialRow> = sqlx::query_as(
            "SELECT hash, kind, permissions, created_at, expires_at, name, last_used_at FROM credentials WHERE user_id = $1 \
             ORDER BY created_at, hash",
        )
        .bind(user.0)
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(CredentialRow::into_credential).collect()
    }

    async fn credentials_used(&mut self, hash: SecretHash, at: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE credentials SET last_used_at = $1 WHERE hash = $2 AND (last_used_at IS NULL OR last_used_at < $1)",
        )
        .bind(seconds(at))
        .bind(&hash.0[..])
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn credentials_delete(&mut self, hash: SecretHash) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM credentials WHERE hash = $1").bind(&hash.0[..]).execute(&mut *self.0).await?;
        Ok(())
    }

    async fn credentials_delete_of(&mut self, user: UserId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM credentials WHERE user_id = $1").bind(user.0).execute(&mut *self.0).await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow)]
struct CredentialRow {
    hash: Vec<u8>,
    kind: String,
    permissions: String,
    created_at: i64,
    expires_at: Option<i64>,
    name: Option<String>,
    last_used_at: Option<i64>,
}

impl CredentialRow {
    fn into_credential(self) -> Result<StoredCredential, StoreError> {
        let hash = <[u8; 32]>::try_from(self.hash);
        Ok(StoredCredential {
            hash: SecretHash(hash.map_err(|_| StoreError::Unreadable("credentials.hash has another length".into()))?),
            kind: names::read_credential_kind(&self.kind)?,
            permissions: names::read_permissions(&self.permissions),
            created: moment("credentials.created_at", self.created_at)?,
            expires: self.expires_at.map(|expires| moment("credentials.expires_at", expires)).transpose()?,
            name: self.name,
            last_used: self.last_used_at.map(|used| moment("credentials.last_used_at", used)).transpose()?,
        })
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
    storage: Option<i64>,
    organization_created_at: i64,
}

impl PrincipalRow {
    fn into_principal(self, session: Option<SecretHash>) -> Result<Principal, StoreError> {
        let user = self.user.into_user()?;
        let organization = OrganizationRow {
            id: user.organization.0,
            uuid: self.organization_uuid,
            name: self.organization_name,
            license_type: self.license_type,
            seats: self.seats,
            licensed_until: self.licensed_until,
            paid: self.paid,
            storage: self.storage,
            created_at: self.organization_created_at,
        };
        Ok(Principal {
            organization: organization.into_organization()?,
            permissions: names::read_permissions(&self.permissions),
            session,
            user,
        })
    }
}
