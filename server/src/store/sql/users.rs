//! Users.

use async_trait::async_trait;
use serde::Deserialize;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{
    Database, Handle, Inner, dialect,
    list_row::{ListRow, boolean, in_order, read_count, read_few, read_ids, rows_by_ids},
    moment,
    search::{parts, push_count, push_few, push_ids, push_page},
    seconds,
};
use crate::{
    model::{
        NewUser, OrganizationId, Roles, User, UserId,
        email::Email,
        name::{self, PersonName},
    },
    store::{Count, Listed, StoreError, UserQuery, UserStore, Window, names, search_key},
};

/// The columns of [`UserRow`], qualified so that they can be joined.
macro_rules! user_columns {
    () => {
        user_columns!("users.uuid")
    };
    ($uuid:literal) => {
        concat!(
            "users.id, ",
            $uuid,
            ", users.public_id, users.organization_id, users.email, users.username, users.first_name, users.last_name, \
             users.telephone, users.position, users.status, users.verified, users.owner, users.admin, \
             users.project_creator, users.unsubscribed, users.created_at, users.modified_at"
        )
    };
}
pub(super) use user_columns;

#[async_trait]
impl<C: Inner> UserStore for Handle<C> {
    async fn users_insert(&mut self, user: &NewUser) -> Result<User, StoreError> {
        let id = sqlx::query_scalar(
            "INSERT INTO users (uuid, public_id, organization_id, email, email_key, username, username_key, first_name, \
             last_name, name_key, search_key, language, authentication, status, verified, owner, admin, \
             project_creator, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
             $13, $14, $15, $16, $17, $18, $19, $20) RETURNING id",
        )
        .bind(user.uuid)
        .bind(&user.public_id)
        .bind(user.organization.0)
        .bind(user.email.as_str())
        .bind(user.email.key())
        .bind(user.username.as_str())
        .bind(user.username.key())
        .bind(&user.name.first)
        .bind(&user.name.last)
        .bind(name::key(&user.name.full()))
        .bind(search_key(&user.username, &user.name))
        .bind(&user.language)
        .bind(names::authentication(user.authentication))
        .bind(names::status(user.status))
        .bind(user.verified)
        .bind(user.roles.owner)
        .bind(user.roles.admin)
        .bind(user.roles.project_creator)
        .bind(seconds(user.created))
        .bind(seconds(user.created))
        .fetch_one(&mut *self.0)
        .await?;
        Ok(User {
            id: UserId(id),
            uuid: user.uuid,
            public_id: user.public_id.clone(),
            organization: user.organization,
            email: user.email.clone(),
            username: user.username.clone(),
            name: user.name.clone(),
            telephone: None,
            position: None,
            status: user.status,
            verified: user.verified,
            roles: user.roles,
            unsubscribed: false,
            created: user.created,
            modified: user.created,
        })
    }

    async fn users_get(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        let query = concat!("SELECT ", user_columns!(), " FROM users WHERE id = $1");
        let row: Option<UserRow> = sqlx::query_as(query).bind(id.0).fetch_optional(&mut *self.0).await?;
        row.map(UserRow::into_user).transpose()
    }

    async fn users_by_public_id(
        &mut self,
        organization: OrganizationId,
        public_id: &str,
    ) -> Result<Option<User>, StoreError> {
        let query = concat!("SELECT ", user_columns!(), " FROM users WHERE public_id = $1 AND organization_id = $2");
        let row: Option<UserRow> =
            sqlx::query_as(query).bind(public_id).bind(organization.0).fetch_optional(&mut *self.0).await?;
        row.map(UserRow::into_user).transpose()
    }

    async fn users_by_uuid(&mut self, organization: OrganizationId, uuid: Uuid) -> Result<Option<User>, StoreError> {
        let query = concat!("SELECT ", user_columns!(), " FROM users WHERE organization_id = $1 AND uuid = $2");
        let row: Option<UserRow> =
            sqlx::query_as(query).bind(organization.0).bind(uuid).fetch_optional(&mut *self.0).await?;
        row.map(UserRow::into_user).transpose()
    }

    async fn users_by_email(
        &mut self,
        organization: OrganizationId,
        email: &Email,
    ) -> Result<Option<User>, StoreError> {
        let query = concat!("SELECT ", user_columns!(), " FROM users WHERE organization_id = $1 AND email_key = $2");
        let row: Option<UserRow> =
            sqlx::query_as(query).bind(organization.0).bind(email.key()).fetch_optional(&mut *self.0).await?;
        row.map(UserRow::into_user).transpose()
    }

    async fn users_by_username(
        &mut self,
        organization: OrganizationId,
        username: &Email,
    ) -> Result<Option<User>, StoreError> {
        let query = concat!("SELECT ", user_columns!(), " FROM users WHERE organization_id = $1 AND username_key = $2");
        let row: Option<UserRow> =
            sqlx::query_as(query).bind(organization.0).bind(username.key()).fetch_optional(&mut *self.0).await?;
        row.map(UserRow::into_user).transpose()
    }

    async fn users_by_email_everywhere(&mut self, email: &Email) -> Result<Vec<User>, StoreError> {
        let query = concat!("SELECT ", user_columns!(), " FROM users WHERE email_key = $1 ORDER BY id");
        let rows: Vec<UserRow> = sqlx::query_as(query).bind(email.key()).fetch_all(&mut *self.0).await?;
        rows.into_iter().map(UserRow::into_user).collect()
    }

    async fn users_list(&mut self, query: &UserQuery, window: Window) -> Result<Vec<User>, StoreError> {
        let mut sql = dialect::select::<UserRow>();
        push_page(&mut sql, query, &window);
        let rows = dialect::fetch::<UserRow>(sql, query.filter.is_some(), &mut self.0).await?;
        window.in_order(rows).into_iter().map(UserRow::into_user).collect()
    }

    async fn users_count(&mut self, query: &UserQuery) -> Result<Count, StoreError> {
        let mut sql = QueryBuilder::<Database>::default();
        push_count(&mut sql, query);
        read_count(sql, query.filter.is_some(), &mut self.0).await
    }

    async fn users_ids(&mut self, query: &UserQuery) -> Result<Listed, StoreError> {
        let mut sql = QueryBuilder::<Database>::default();
        push_ids(&mut sql, query);
        read_ids(sql, &mut self.0).await
    }

    async fn users_few(&mut self, query: &UserQuery) -> Result<Option<Listed>, StoreError> {
        let narrowing = dialect::narrow(&mut self.0, query.organization, &parts(query)).await?;
        let mut sql = QueryBuilder::<Database>::default();
        push_few(&mut sql, query, &narrowing);
        read_few(sql, &mut self.0).await
    }

    async fn users_get_many(&mut self, ids: &[UserId]) -> Result<Vec<User>, StoreError> {
        let rows = rows_by_ids::<UserRow>(ids, &mut self.0).await?;
        let users = rows.into_iter().map(UserRow::into_user).collect::<Result<_, _>>()?;
        Ok(in_order(ids, users, |user: &User| user.id))
    }

    async fn users_count_active_owners(&mut self, organization: OrganizationId) -> Result<u64, StoreError> {
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM users WHERE organization_id = $1 AND owner AND status = 'active'")
                .bind(organization.0)
                .fetch_one(&mut *self.0)
                .await?;
        Ok(count.unsigned_abs())
    }

    async fn users_update(&mut self, user: &User) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE users SET email = $1, email_key = $2, username = $3, username_key = $4, first_name = $5, \
             last_name = $6, name_key = $7, search_key = $8, telephone = $9, position = $10, status = $11, \
             verified = $12, owner = $13, admin = $14, project_creator = $15, unsubscribed = $16, modified_at = $17 \
             WHERE id = $18",
        )
        .bind(user.email.as_str())
        .bind(user.email.key())
        .bind(user.username.as_str())
        .bind(user.username.key())
        .bind(&user.name.first)
        .bind(&user.name.last)
        .bind(name::key(&user.name.full()))
        .bind(search_key(&user.username, &user.name))
        .bind(&user.telephone)
        .bind(&user.position)
        .bind(names::status(user.status))
        .bind(user.verified)
        .bind(user.roles.owner)
        .bind(user.roles.admin)
        .bind(user.roles.project_creator)
        .bind(user.unsubscribed)
        .bind(seconds(user.modified))
        .bind(user.id.0)
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn users_delete(&mut self, id: UserId) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM users WHERE id = $1").bind(id.0).execute(&mut *self.0).await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow, Deserialize)]
pub(super) struct UserRow {
    id: i64,
    uuid: Uuid,
    public_id: String,
    organization_id: i64,
    email: String,
    username: String,
    first_name: String,
    last_name: String,
    telephone: Option<String>,
    position: Option<String>,
    status: String,
    #[serde(deserialize_with = "boolean")]
    verified: bool,
    #[serde(deserialize_with = "boolean")]
    owner: bool,
    #[serde(deserialize_with = "boolean")]
    admin: bool,
    #[serde(deserialize_with = "boolean")]
    project_creator: bool,
    #[serde(deserialize_with = "boolean")]
    unsubscribed: bool,
    created_at: i64,
    modified_at: i64,
}

impl ListRow for UserRow {
    const TABLE: &'static str = "users";
    const COLUMNS: &'static str = dialect::columns(user_columns!(), user_columns!("hex(users.uuid)"));
}

impl UserRow {
    pub(super) fn into_user(self) -> Result<User, StoreError> {
        Ok(User {
            id: UserId(self.id),
            uuid: self.uuid,
            public_id: self.public_id,
            organization: OrganizationId(self.organization_id),
            email: Email::stored(self.email),
            username: Email::stored(self.username),
            name: PersonName { first: self.first_name, last: self.last_name },
            telephone: self.telephone,
            position: self.position,
            status: names::read_status(&self.status)?,
            verified: self.verified,
            unsubscribed: self.unsubscribed,
            roles: Roles { owner: self.owner, admin: self.admin, project_creator: self.project_creator },
            created: moment("users.created_at", self.created_at)?,
            modified: moment("users.modified_at", self.modified_at)?,
        })
    }
}
