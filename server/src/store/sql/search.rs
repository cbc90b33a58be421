//! Search, order and windows of lists as SQL: of users, and what lists of other things share with them.
//!
//! Column names and operators come from the tables here; whatever a caller wrote is bound, never pushed.

use std::borrow::Cow;

use sqlx::QueryBuilder;

use super::{
    Database,
    dialect::{self, Narrowing},
    seconds,
};
use crate::{
    model::{
        OrganizationId, User, UserStatus,
        email::Email,
        name,
        search::{Condition, Filter, Order, Test, UserField, UserOrder},
    },
    store::{FEW, Slice, UserQuery, Window, names},
};

/// Appends the count of all that a query finds, what the database keeps where it keeps that, and the changes until then.
pub(in crate::store) fn push_count(sql: &mut QueryBuilder<Database>, query: &UserQuery) {
    push_with_changes(sql, query.organization, |sql| {
        if query.group.is_none() && query.filter.is_none() {
            sql.push(names::kept_users(query.status));
        } else {
            sql.push("(SELECT count(*) FROM users");
            push_selection(sql, query, Reading::AtOnce);
            sql.push(")");
        }
    });
}

/// Appends an array of the ids of all that a query finds, and the changes until then.
pub(in crate::store) fn push_ids(sql: &mut QueryBuilder<Database>, query: &UserQuery) {
    push_with_changes(sql, query.organization, |sql| {
        sql.push(dialect::ARRAY[0]).push("SELECT id FROM users");
        push_selection(sql, query, Reading::AtOnce);
        push_order(sql, &sort_keys(&query.order), false);
        sql.push(dialect::ARRAY[1]);
    });
}

/// Appends an array of the ids of all that a query finds, or of one more than are few, and the changes until then.
pub(in crate::store) fn push_few(sql: &mut QueryBuilder<Database>, query: &UserQuery, narrowing: &Narrowing) {
    push_with_changes(sql, query.organization, |sql| {
        push_few_ids(sql, narrowing, &order(&sort_keys(&query.order), false), |sql| {
            push_conditions(sql, query, Reading::AtOnce);
        });
    });
}

/// Appends an array of the ids of all whom a condition finds, or of one more than are few.
pub(super) fn push_few_ids(
    sql: &mut QueryBuilder<Database>,
    narrowing: &Narrowing,
    order: &str,
    push_condition: impl FnOnce(&mut QueryBuilder<Database>),
) {
    sql.push(dialect::ARRAY[0]).push("SELECT id FROM users");
    if narrowing.push(sql) {
        push_condition(sql.push(" AND "));
        sql.push(" ORDER BY ").push(order);
        push_limit(sql, FEW + 1);
    } else {
        // In an index that has all that is searched, before rows are looked up for the sake of their order.
        push_condition(sql.push(" WHERE id IN (SELECT id FROM users WHERE "));
        push_limit(sql, FEW + 1);
        sql.push(") ORDER BY ").push(order);
    }
    sql.push(dialect::ARRAY[1]);
}

/// Texts that users hold who are found: for each alternative of a filter, all of them. Empty where no text is to be found
/// inside another.
pub(super) fn parts(query: &UserQuery) -> Vec<Vec<&str>> {
    let blocks = || query.filter.iter().flat_map(|filter| &filter.blocks);
    let is_inside = |condition: &Condition<_>| matches!(condition.test, Test::Contains(_) | Test::EndsWith(_));
    if !blocks().flatten().any(|condition| !condition.negated && is_inside(condition)) {
        return Vec::new();
    }
    blocks().map(|block| block.iter().filter_map(part).collect()).collect()
}

fn part(condition: &Condition<UserField>) -> Option<&str> {
    match &condition.test {
        Test::BeginsWith(text) | Test::EndsWith(text) | Test::Contains(text) if !condition.negated => Some(text),
        _ => None,
    }
}

/// Appends a query for a value and for how often the users of an organisation have changed, in one snapshot.
pub(super) fn push_with_changes(
    sql: &mut QueryBuilder<Database>,
    organization: OrganizationId,
    push_value: impl FnOnce(&mut QueryBuilder<Database>),
) {
    sql.push("SELECT ");
    push_value(sql);
    sql.push(", user_changes FROM organizations WHERE id = ").push_bind(organization.0);
}

/// Appends which users are on a page, in order. What is found in one index and sorted by another is sorted by its keys
/// alone, before its rows are looked up.
pub(in crate::store) fn push_page(sql: &mut QueryBuilder<Database>, query: &UserQuery, window: &Window) {
    let reading = Reading::from(window);
    if query.filter.is_some() && reading == Reading::AtOnce {
        sql.push(" WHERE id IN (SELECT id FROM users");
        push_selection(sql, query, reading);
        push_window(sql, query, window);
        sql.push(")");
        push_order(sql, &sort_keys(&query.order), is_reversed(window));
    } else {
        push_selection(sql, query, reading);
        push_window(sql, query, window);
    }
}

/// How a list is read, and so how what begins with a text is found.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Found in an index of its own, then sorted.
    AtOnce,
    /// Found on the way in the order of the list: chunk after chunk, sorting would cost the square of the length, and for
    /// a page of what most have in common it would cost more than the page.
    OnTheWay,
}

impl From<&Window> for Reading {
    fn from(window: &Window) -> Self {
        match window {
            Window::Slice(slice) if !slice.is_near_the_end_of_many() => Self::AtOnce,
            _ => Self::OnTheWay,
        }
    }
}

/// Appends ` WHERE …` for everything but the window.
fn push_selection(sql: &mut QueryBuilder<Database>, query: &UserQuery, reading: Reading) {
    push_conditions(sql.push(" WHERE "), query, reading);
}

fn push_conditions(sql: &mut QueryBuilder<Database>, query: &UserQuery, reading: Reading) {
    sql.push("organization_id = ").push_bind(query.organization.0);
    push_status(sql, query.status);
    if let Some(group) = query.group {
        sql.push(" AND id IN (SELECT user_id FROM memberships WHERE group_id = ").push_bind(group.0).push(")");
    }
    if let Some(filter) = &query.filter {
        sql.push(" AND ");
        push_filter(sql, filter, |sql, condition| push_condition(sql, condition, reading));
    }
}

/// Appends the rest of the condition, the order and the limit.
fn push_window(sql: &mut QueryBuilder<Database>, query: &UserQuery, window: &Window) {
    push_keys(sql, &sort_keys(&query.order), window);
}

/// Appends what [`push_window`] does, for rows of any kind.
pub(super) fn push_keys<T>(sql: &mut QueryBuilder<Database>, keys: &[SortKey<T>], window: &Window<T>) {
    if let Window::After { last: Some(last), .. } = window {
        sql.push(" AND ");
        push_after(sql, keys, last);
    }
    push_order(sql, keys, is_reversed(window));
    match window {
        Window::After { limit, .. } => push_limit(sql, *limit),
        Window::Slice(slice) => push_slice(sql, *slice),
    }
}

fn is_reversed<T>(window: &Window<T>) -> bool {
    matches!(window, Window::Slice(Slice { from_end: true, .. }))
}

fn push_order<T>(sql: &mut QueryBuilder<Database>, keys: &[SortKey<T>], is_reversed: bool) {
    sql.push(" ORDER BY ").push(order(keys, is_reversed));
}

fn order<T>(keys: &[SortKey<T>], is_reversed: bool) -> String {
    let direction = |key: &SortKey<T>| if key.descending != is_reversed { " DESC" } else { "" };
    keys.iter().map(|key| format!("{}{}", key.column, direction(key))).collect::<Vec<_>>().join(", ")
}

pub(super) fn push_slice(sql: &mut QueryBuilder<Database>, slice: Slice) {
    let skipped = i64::try_from(slice.skipped).unwrap_or(i64::MAX);
    push_limit(sql, slice.limit);
    sql.push(" OFFSET ").push_bind(skipped);
}

/// The sum keeps the number from SQLite's planner, which would plan a query anew for each value of a lone parameter there.
fn push_limit(sql: &mut QueryBuilder<Database>, limit: u32) {
    sql.push(" LIMIT 0 + ").push_bind(i64::from(limit));
}

/// A literal: SQLite's planner would look at the value of a parameter, for the sake of an index of the active users alone,
/// and plan the query anew for each.
pub(super) fn push_status(sql: &mut QueryBuilder<Database>, status: UserStatus) {
    sql.push(" AND status = '").push(names::status(status)).push("'");
}

fn push_condition(sql: &mut QueryBuilder<Database>, condition: &Condition<UserField>, reading: Reading) {
    let column = match condition.field {
        UserField::Email => "email_key",
        UserField::Name => "name_key",
        UserField::DateCreated => "created_at",
    };
    match (&condition.field, &condition.test) {
        // A whole address is found however its domain is written.
        (UserField::Email, Test::Is(text)) => {
            push_test(sql, column, &Test::Is(Email::stored(text.clone()).key().to_owned()));
        }
        (_, Test::BeginsWith(text)) if reading == Reading::OnTheWay && !condition.test.holds_nul() => {
            push_like(sql.push(column), format!("{}%", escape_like(text)));
        }
        (_, test) => push_test(sql, column, test),
    }
}

/// Appends the alternatives, each condition in brackets of its own.
pub(super) fn push_filter<F>(
    sql: &mut QueryBuilder<Database>,
    filter: &Filter<F>,
    push_condition: impl Fn(&mut QueryBuilder<Database>, &Condition<F>),
) {
    sql.push("(");
    for (block_index, block) in filter.blocks.iter().enumerate() {
        sql.push(if block_index == 0 { "(" } else { ") OR (" });
        for (index, condition) in block.iter().enumerate() {
            sql.push(if index == 0 { "" } else { " AND " }).push(if condition.negated { "NOT (" } else { "(" });
            push_condition(sql, condition);
            sql.push(")");
        }
    }
    sql.push("))");
}

/// Appends a test of a column, which is of the kind that the test is for.
pub(super) fn push_test(sql: &mut QueryBuilder<Database>, column: &str, test: &Test) {
    sql.push(column);
    if test.holds_nul() {
        // No stored text does, and PostgreSQL takes none; what is searched is never NULL.
        sql.push(" IS NULL");
        return;
    }
    match test {
        Test::Is(text) | Test::Value { text, .. } => sql.push(" = ").push_bind(text.clone()),
        Test::BeginsWith(text) => push_prefix(sql, column, text),
        Test::EndsWith(text) => push_like(sql, format!("%{}", escape_like(text))),
        Test::Contains(text) => push_like(sql, format!("%{}%", escape_like(text))),
        Test::During(from, to) => sql.push(" BETWEEN ").push_bind(seconds(*from)).push(" AND ").push_bind(seconds(*to)),
        Test::After(moment) => sql.push(" > ").push_bind(seconds(*moment)),
        Test::Before(moment) => sql.push(" < ").push_bind(seconds(*moment)),
        Test::Equals(number) => sql.push(" = ").push_bind(*number),
        Test::Greater(number) => sql.push(" > ").push_bind(*number),
        Test::Less(number) => sql.push(" < ").push_bind(*number),
    };
}

/// A range, which an index has: for `LIKE` neither database looks into one before it knows the pattern.
fn push_prefix<'a>(sql: &'a mut QueryBuilder<Database>, column: &str, prefix: &str) -> &'a mut QueryBuilder<Database> {
    sql.push(" >= ").push_bind(prefix.to_owned());
    match after_prefix(prefix) {
        Some(end) => sql.push(" AND ").push(column).push(" < ").push_bind(end),
        None => sql,
    }
}

/// The first text behind all that begin with this one, by code points; none where nothing is behind them.
fn after_prefix(prefix: &str) -> Option<String> {
    let last = prefix.trim_end_matches(char::MAX);
    let (index, character) = last.char_indices().next_back()?;
    let next = (character..=char::MAX).nth(1)?;
    Some(format!("{}{next}", &last[..index]))
}

fn push_like(sql: &mut QueryBuilder<Database>, pattern: String) -> &mut QueryBuilder<Database> {
    sql.push(" LIKE ").push_bind(pattern).push(" ESCAPE '\\'")
}

/// Takes their meaning from `%`, `_` and the escape itself.
pub(super) fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// One column, or expression, of an order, and what it is for a row.
pub(super) struct SortKey<T> {
    pub(super) column: Cow<'static, str>,
    pub(super) descending: bool,
    pub(super) value: Box<dyn Fn(&T) -> SortValue + Send>,
}

pub(super) enum SortValue {
    Text(String),
    Integer(i64),
    Real(f64),
}

/// The columns to sort by. Ties go by creation, in the direction of the last field, so that one index serves both.
fn sort_keys(order: &[Order<UserOrder>]) -> Vec<SortKey<User>> {
    let mut keys: Vec<SortKey<User>> = order.iter().map(sort_key).collect();
    let descending = order.last().is_some_and(|last| last.descending);
    keys.push(SortKey { column: "id".into(), descending, value: Box::new(|user| SortValue::Integer(user.id.0)) });
    keys
}

fn sort_key(order: &Order<UserOrder>) -> SortKey<User> {
    let (column, value): (_, fn(&User) -> SortValue) = match order.field {
        UserOrder::Id => ("public_id", |user| SortValue::Text(user.public_id.clone())),
        UserOrder::Email => ("email_key", |user| SortValue::Text(user.email.key().to_owned())),
        UserOrder::Name => ("name_key", |user| SortValue::Text(name::key(&user.name.full()))),
        UserOrder::DateCreated => ("created_at", |user| SortValue::Integer(seconds(user.created))),
    };
    SortKey { column: column.into(), descending: order.descending, value: Box::new(value) }
}

/// `a >= ? AND (a > ? OR (a = ? AND …))`: the first comparison lets an index find the place.
fn push_after<T>(sql: &mut QueryBuilder<Database>, keys: &[SortKey<T>], last: &T) {
    let Some((key, rest)) = keys.split_first() else { return };
    let strictly = if key.descending { " < " } else { " > " };
    if rest.is_empty() {
        push_comparison(sql, key, strictly, last);
        return;
    }
    push_comparison(sql, key, if key.descending { " <= " } else { " >= " }, last);
    sql.push(" AND (");
    push_comparison(sql, key, strictly, last);
    sql.push(" OR (");
    push_comparison(sql, key, " = ", last);
    sql.push(" AND ");
    push_after(sql, rest, last);
    sql.push("))");
}

fn push_comparison<T>(sql: &mut QueryBuilder<Database>, key: &SortKey<T>, operator: &str, last: &T) {
    sql.push(&key.column).push(operator);
    match (key.value)(last) {
        SortValue::Text(text) => sql.push_bind(text),
        SortValue::Integer(integer) => sql.push_bind(integer),
        SortValue::Real(number) => sql.push_bind(number),
    };
}
