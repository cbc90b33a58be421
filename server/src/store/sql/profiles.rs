//! Profiles and licences.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{
    Database, Handle, Inner, dialect,
    list_row::{ListRow, boolean, in_order, read_count, read_few, read_ids, rows_by_ids},
    moment,
    profile_list::{push_count, push_few, push_ids, push_page},
    seconds,
    users::{UserRow, user_columns},
};
use crate::{
    model::{OrganizationId, Profile, UserId, name},
    store::{Count, Listed, ProfileQuery, ProfileStore, Slice, StoreError, names, search_key},
};

/// The columns of [`ProfileRow`].
macro_rules! profile_columns {
    ($user:expr) => {
        concat!(
            $user,
            ", users.fax, users.department, users.internal_id, users.street, users.city, users.zip, users.language, \
             users.time_zone, users.two_factor, users.authentication, users.privacy_accepted, users.terms_accepted, \
             users.licensed_since"
        )
    };
}

#[async_trait]
impl<C: Inner> ProfileStore for Handle<C> {
    async fn profiles_list(&mut self, query: &ProfileQuery, slice: Slice) -> Result<Vec<Profile>, StoreError> {
        let mut sql = dialect::select::<ProfileRow>();
        push_page(&mut sql, query, slice);
        let rows = dialect::fetch::<ProfileRow>(sql, query.search.is_some(), &mut self.0).await?;
        slice.in_order(rows).into_iter().map(ProfileRow::into_profile).collect()
    }

    async fn profiles_count(&mut self, query: &ProfileQuery) -> Result<Count, StoreError> {
        let mut sql = QueryBuilder::<Database>::default();
        push_count(&mut sql, query);
        read_count(sql, query.search.is_some(), &mut self.0).await
    }

    async fn profiles_ids(&mut self, query: &ProfileQuery) -> Result<Listed, StoreError> {
        let mut sql = QueryBuilder::<Database>::default();
        push_ids(&mut sql, query);
        read_ids(sql, &mut self.0).await
    }

    async fn profiles_few(&mut self, query: &ProfileQuery) -> Result<Option<Listed>, StoreError> {
        let parts: Vec<Vec<&str>> = query.search.iter().map(|search| vec![search.as_str()]).collect();
        let narrowing = dialect::narrow(&mut self.0, query.organization, &parts).await?;
        let mut sql = QueryBuilder::<Database>::default();
        push_few(&mut sql, query, &narrowing);
        read_few(sql, &mut self.0).await
    }

    async fn profiles_by_ids(&mut self, ids: &[UserId]) -> Result<Vec<Profile>, StoreError> {
        let rows = rows_by_ids::<ProfileRow>(ids, &mut self.0).await?;
        let profiles = rows.into_iter().map(ProfileRow::into_profile).collect::<Result<_, _>>()?;
        Ok(in_order(ids, profiles, |profile: &Profile| profile.user.id))
    }

    async fn profiles_get(&mut self, organization: OrganizationId, uuid: Uuid) -> Result<Option<Profile>, StoreError> {
        Ok(self.profiles_get_many(organization, &[uuid]).await?.pop())
    }

    async fn profiles_get_many(
        &mut self,
        organization: OrganizationId,
        uuids: &[Uuid],
    ) -> Result<Vec<Profile>, StoreError> {
        let mut sql =
            QueryBuilder::<Database>::new(concat!("SELECT ", profile_columns!(user_columns!()), " FROM users"));
        sql.push(" WHERE organization_id = ").push_bind(organization.0).push(" AND uuid IN (");
        let mut list = sql.separated(", ");
        for uuid in uuids {
            list.push_bind(*uuid);
        }
        sql.push(")");
        let rows: Vec<ProfileRow> = sql.build_query_as().fetch_all(&mut *self.0).await?;
        rows.into_iter().map(ProfileRow::into_profile).collect()
    }

    async fn profiles_update(&mut self, profile: &Profile) -> Result<(), StoreError> {
        let user = &profile.user;
        sqlx::query(
            "UPDATE users SET first_name = $1, last_name = $2, name_key = $3, search_key = $4, telephone = $5, \
             position = $6, fax = $7, department = $8, internal_id = $9, street = $10, city = $11, zip = $12, \
             language = $13, time_zone = $14, two_factor = $15, modified_at = $16 WHERE id = $17",
        )
        .bind(&user.name.first)
        .bind(&user.name.last)
        .bind(name::key(&user.name.full()))
        .bind(search_key(&user.username, &user.name))
        .bind(&user.telephone)
        .bind(&user.position)
        .bind(&profile.fax)
        .bind(&profile.department)
        .bind(&profile.internal_id)
        .bind(&profile.street)
        .bind(&profile.city)
        .bind(&profile.zip)
        .bind(&profile.language)
        .bind(&profile.time_zone)
        .bind(profile.two_factor)
        .bind(seconds(user.modified))
        .bind(user.id.0)
        .execute(&mut *self.0)
        .await?;
        Ok(())
    }

    async fn licenses_count(&mut self, organization: OrganizationId) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar("SELECT licensed_users FROM organizations WHERE id = $1")
            .bind(organization.0)
            .fetch_one(&mut *self.0)
            .await?;
        Ok(count.unsigned_abs())
    }

    async fn licenses_set(
        &mut self,
        user: UserId,
        since: Option<DateTime<Utc>>,
        modified: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE users SET licensed_since = $1, modified_at = $2 WHERE id = $3")
            .bind(since.map(seconds))
            .bind(seconds(modified))
            .bind(user.0)
            .execute(&mut *self.0)
            .await?;
        Ok(())
    }
}

#[derive(sqlx::FromRow, Deserialize)]
struct ProfileRow {
    #[sqlx(flatten)]
    user: UserRow,
    fax: Option<String>,
    department: Option<String>,
    internal_id: Option<String>,
    street: Option<String>,
    city: Option<String>,
    zip: Option<String>,
    language: String,
    time_zone: Option<String>,
    #[serde(deserialize_with = "boolean")]
    two_factor: bool,
    authentication: String,
    #[serde(deserialize_with = "boolean")]
    privacy_accepted: bool,
    #[serde(deserialize_with = "boolean")]
    terms_accepted: bool,
    licensed_since: Option<i64>,
}

impl ListRow for ProfileRow {
    const TABLE: &'static str = "users";
    const COLUMNS: &'static str = dialect::columns(
        profile_columns!(user_columns!()),
        profile_columns!(concat!("json_array(", user_columns!("hex(users.uuid)"), ")")),
    );
}

impl ProfileRow {
    fn into_profile(self) -> Result<Profile, StoreError> {
        Ok(Profile {
            user: self.user.into_user()?,
            fax: self.fax,
            department: self.department,
            internal_id: self.internal_id,
            street: self.street,
            city: self.city,
            zip: self.zip,
            language: self.language,
            time_zone: self.time_zone,
            two_factor: self.two_factor,
            authentication: names::read_authentication(&self.authentication)?,
            privacy_accepted: self.privacy_accepted,
            terms_accepted: self.terms_accepted,
            licensed_since: self.licensed_since.map(|since| moment("users.licensed_since", since)).transpose()?,
        })
    }
}
