//! Pages of profiles as SQL.
//!
//! A page with a number has an offset, and the users before it are walked past: in an index that has all that is asked
//! about them. So these queries answer keys, and only the rows of the page itself are looked up.

use sqlx::QueryBuilder;

use super::{
    Database,
    dialect::{self, Narrowing},
    search::{escape_like, push_few_ids, push_slice, push_status, push_with_changes},
};
use crate::{
    model::UserStatus,
    store::{ProfileQuery, ProfileScope, ProfileSort, Slice, names},
};

/// Appends the count of all that a query finds, what the database keeps where nothing is searched, and the changes until
/// then.
pub(in crate::store) fn push_count(sql: &mut QueryBuilder<Database>, query: &ProfileQuery) {
    push_with_changes(sql, query.organization, |sql| match &query.search {
        None => {
            sql.push(kept(query.scope));
        }
        Some(search) => {
            sql.push("(SELECT count(*) FROM users WHERE ");
            push_scope(sql, query);
            sql.push(" AND ");
            push_search(sql, query.scope, search);
            sql.push(")");
        }
    });
}

/// Appends an array of the ids of all that a query finds, and the changes until then.
pub(in crate::store) fn push_ids(sql: &mut QueryBuilder<Database>, query: &ProfileQuery) {
    push_with_changes(sql, query.organization, |sql| {
        sql.push(dialect::ARRAY[0]).push("SELECT id FROM users WHERE ");
        push_found(sql, query, true);
        sql.push(" ORDER BY ").push(order(query.scope, false)).push(dialect::ARRAY[1]);
    });
}

/// Appends an array of the ids of all that a search finds, or of one more than are few, and the changes until then.
pub(in crate::store) fn push_few(sql: &mut QueryBuilder<Database>, query: &ProfileQuery, narrowing: &Narrowing) {
    push_with_changes(sql, query.organization, |sql| {
        push_few_ids(sql, narrowing, &order(query.scope, false), |sql| push_found(sql, query, false));
    });
}

fn kept(scope: ProfileScope) -> &'static str {
    match scope {
        ProfileScope::All { licensed: None, .. } => "pending_users + active_users + inactive_users",
        ProfileScope::All { licensed: Some(true), .. } => "licensed_users",
        ProfileScope::All { licensed: Some(false), .. } => {
            "pending_users + active_users + inactive_users - licensed_users"
        }
        ProfileScope::Active => names::kept_users(UserStatus::Active),
    }
}

/// Appends which users are on a page, in order. Where rows are sorted or walked past, that is done with keys alone, before
/// the rows of the page are looked up.
pub(in crate::store) fn push_page(sql: &mut QueryBuilder<Database>, query: &ProfileQuery, slice: Slice) {
    let order = order(query.scope, slice.from_end);
    let is_searched_apart = query.search.is_some() && !slice.is_near_the_end_of_many();
    let by_keys = is_searched_apart || slice.is_deep();
    sql.push(if by_keys { " WHERE id IN (SELECT id FROM users WHERE " } else { " WHERE " });
    push_found(sql, query, is_searched_apart);
    sql.push(" ORDER BY ").push(&order);
    push_slice(sql, slice);
    if by_keys {
        sql.push(") ORDER BY ").push(order);
    }
}

/// Appends the condition of a list. What is searched is found apart, in an index of its own, or on the way in another one.
fn push_found(sql: &mut QueryBuilder<Database>, query: &ProfileQuery, is_searched_apart: bool) {
    push_scope(sql, query);
    let Some(search) = &query.search else { return };
    if is_searched_apart {
        sql.push(" AND id IN (SELECT id FROM users WHERE ");
        push_scope(sql, query);
    }
    sql.push(" AND ");
    push_search(sql, query.scope, search);
    sql.push(if is_searched_apart { ")" } else { "" });
}

fn push_scope(sql: &mut QueryBuilder<Database>, query: &ProfileQuery) {
    sql.push("organization_id = ").push_bind(query.organization.0);
    match query.scope {
        ProfileScope::All { licensed: None, .. } => {}
        ProfileScope::All { licensed: Some(true), .. } => {
            sql.push(" AND licensed_since IS NOT NULL");
        }
        ProfileScope::All { licensed: Some(false), .. } => {
            sql.push(" AND licensed_since IS NULL");
        }
        ProfileScope::Active => push_status(sql, UserStatus::Active),
    }
}

fn push_search(sql: &mut QueryBuilder<Database>, scope: ProfileScope, search: &str) {
    let columns: &[&str] = match scope {
        ProfileScope::All { .. } => &["search_key"],
        ProfileScope::Active => &["name_key", "email_key"],
    };
    sql.push("(");
    for (index, column) in columns.iter().enumerate() {
        sql.push(if index == 0 { "" } else { " OR " }).push(*column);
        sql.push(" LIKE ").push_bind(format!("%{}%", escape_like(search))).push(" ESCAPE '\\'");
    }
    sql.push(")");
}

/// Where there are null values, they come first, as the words say for both databases.
fn order(scope: ProfileScope, is_reversed: bool) -> String {
    let is_descending = is_reversed != matches!(scope, ProfileScope::All { descending: true, .. });
    let (direction, nulls) = if is_descending { (" DESC", " NULLS LAST") } else { ("", " NULLS FIRST") };
    let ProfileScope::All { sort, .. } = scope else { return format!("name_key{direction}, id{direction}") };
    match sort {
        ProfileSort::Id => format!("uuid{direction}"),
        ProfileSort::Name => format!("name_key{direction}, uuid{direction}"),
        ProfileSort::Licensed => format!("licensed{direction}, uuid{direction}"),
        ProfileSort::LicensedSince => format!("licensed_since{direction}{nulls}, uuid{direction}"),
        ProfileSort::Administers => format!("administers{direction}, uuid{direction}"),
        ProfileSort::ProjectCreator => format!("project_creator{direction}, uuid{direction}"),
    }
}
