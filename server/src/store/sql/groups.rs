//! Groups and memberships.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Handle, Inner, moment, seconds};
use crate::{
    model::{Group, GroupId, NewGroup, OrganizationId, UserId, name},
    store::{GroupCursor, GroupStore, StoreError},
};

#[async_trait]
impl<C: Inner> GroupStore for Handle<C> {
    async fn groups_insert(&mut self, group: &NewGroup) -> Result<Group, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO groups (uuid, organization_id, name, name_key, active, created_at, modified_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        )
        .bind(group.uuid)
        .bind(group.organization.0)
        .bind(&group.name)
        .bind(name::key(&group.name))
        .bind(true)
        .bind(seconds(group.created))
        .bind(seconds(group.created))
        .fetch_one(&mut *self.0)
        .await?;
        Ok(Group {
            id: GroupId(id),
            uuid: group.uuid,
            organization: group.organization,
            name: group.name.clone(),
            active: true,
            created: group.created,
            modified: group.created,
        })
    }

    async fn groups_get(&mut self, organization: OrganizationId, id: GroupId) -> Result<Option<Group>, StoreError> {
        let row: Option<GroupRow> = sqlx::query_as(
            "SELECT id, uuid, organization_id, name, active, created_at, modified_at FROM groups \
             WHERE id = $1 AND organization_id = $2",
        )
        .bind(id.0)
        .bind(organization.0)
        .fetch_optional(&mut *self.0)
        .await?;
        row.map(GroupRow::into_group).transpose()
    }

    async fn groups_list(
        &mut self,
        organization: OrganizationId,
        active: bool,
        after: Option<GroupCursor>,
        limit: u32,
    ) -> Result<Vec<Group>, StoreError> {
        // Every name comes after the empty one, which no group has.
        let rows: Vec<GroupRow> = sqlx::query_as(
            "SELECT id, uuid, organization_id, name, active, created_at, modified_at FROM groups \
             WHERE organization_id = $1 AND active = $2 AND name_key > $3 ORDER BY name_key LIMIT $4",
        )
        .bind(organization.0)
        .bind(active)
        .bind(name::key(&after.unwrap_or_default()))
        .bind(i64::from(limit))
        .fetch_all(&mut *self.0)
        .await?;
        rows.into_iter().map(GroupRow::into_group).collect()
    }

    async fn groups_update(&mut self, group: &Group) -> Result<(), StoreError> {
        sqlx::query("UPDATE groups SET name = $1, name_key = $2, active = $3, modified_at = $4 WHERE id = $5")
            .bind(&group.name)
            .bind(name::key(&group.name))
            .bind(group.active)
            .bind(seconds(group.modified))
            .bind(group.id.0)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }

    async fn memberships_insert(
        &mut self,
        group: GroupId,
        user: UserId,
        created: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO memberships (group_id, user_id, created_at) VALUES ($1, $2, $3) \
             ON CONFLICT (group_id, user_id) DO NOTHING",
        )
        .bind(group.0)
        .bind(user.0)
        .bind(seconds(created))
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn memberships_delete(&mut self, group: GroupId, user: UserId) -> Result<bool, StoreError> {
        let result = sqlx::query("DELETE FROM memberships WHERE group_id = $1 AND user_id = $2")
            .bind(group.0)
            .bind(user.0)
            .execute(&mut *self.0)
            .await?;
        Ok(result.rows_affected() > 0)
    }
}

#[derive(sqlx::FromRow)]
struct GroupRow {
    id: i64,
    uuid: Uuid,
    organization_id: i64,
    name: String,
    active: bool,
    created_at: i64,
    modified_at: i64,
}

impl GroupRow {
    fn into_group(self) -> Result<Group, StoreError> {
        Ok(Group {
            id: GroupId(self.id),
            uuid: self.uuid,
            organization: OrganizationId(self.organization_id),
            name: self.name,
            active: self.active,
            created: moment("groups.created_at", self.created_at)?,
            modified: moment("groups.modified_at", self.modified_at)?,
        })
    }
}
