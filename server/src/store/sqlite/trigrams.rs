//! Texts that hold others, found by their parts of three characters.
//!
//! The index says which users have a part, of texts that are as long as they like: it narrows a search down, and each user
//! that is left is asked. Parts that everybody has cost more than they spare, so that of each text the rarest are used.

use std::collections::BTreeSet;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use crate::{model::OrganizationId, store::StoreError};

/// Parts whose rarity is looked at for one search.
const LOOKED_AT: usize = 64;

/// Users that are looked at to tell how rare a part is.
const SAMPLE: i64 = 100;

/// Parts of one text that are searched for: what a third one takes away is less than reading it costs.
const USED: usize = 2;

/// More users than these are not asked one by one: reading the texts of all in their order costs less.
const MOST: i64 = 10_000;

/// The users that a search is about, as few as the index can tell.
pub(in crate::store) struct Narrowing {
    /// None where all are asked.
    expression: Option<String>,
    organization: OrganizationId,
}

impl Narrowing {
    /// Appends a condition for few users, behind the table; false where there is none.
    pub(in crate::store) fn push(&self, sql: &mut QueryBuilder<Sqlite>) -> bool {
        let Some(expression) = &self.expression else { return false };
        // Without the words, the planner takes an index of the organisation's users, and asks for each whether it is found.
        sql.push(" NOT INDEXED WHERE id IN (SELECT rowid & 4294967295 FROM searched_texts WHERE searched_texts MATCH ");
        sql.push_bind(expression.clone());
        let (first, last) = rows(self.organization);
        sql.push(" AND rowid BETWEEN ").push_bind(first).push(" AND ").push_bind(last);
        sql.push(" UNION ALL SELECT user_id FROM unindexed_users WHERE organization_id = ");
        sql.push_bind(self.organization.0).push(")");
        true
    }
}

/// What narrows a search down to users who have all texts of one of the alternatives.
pub(in crate::store) async fn narrow(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    alternatives: &[Vec<&str>],
) -> Result<Narrowing, StoreError> {
    let expression = expression(connection, organization, alternatives).await?;
    Ok(Narrowing { expression, organization })
}

async fn expression(
    connection: &mut SqliteConnection,
    organization: OrganizationId,
    alternatives: &[Vec<&str>],
) -> Result<Option<String>, StoreError> {
    let limit = LOOKED_AT / alternatives.len().max(1);
    let parts: Vec<Vec<String>> = alternatives.iter().map(|texts| parts(texts, limit)).collect();
    if organization.0 >= 1 << 31 || parts.is_empty() || parts.iter().any(Vec::is_empty) {
        return Ok(None);
    }
    let (first, last) = rows(organization);
    let found: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT (SELECT count(*) << 32 | coalesce(max(rowid) - min(rowid), 0) FROM (SELECT rowid FROM searched_texts \
         WHERE searched_texts MATCH part.value AND rowid BETWEEN $2 AND $3 LIMIT $4)), (SELECT coalesce(max(id), 0) FROM users) \
         FROM json_each($1) AS part",
    )
    .bind(serde_json::to_string(&parts.concat()).map_err(StoreError::failed)?)
    .bind(first)
    .bind(last)
    .bind(SAMPLE)
    .fetch_all(&mut *connection)
    .await?;
    if found.iter().any(|(_, largest)| *largest >= 1 << 32) {
        return Ok(None);
    }
    let mut found = found.into_iter();
    let mut total = 0;
    let mut blocks = Vec::new();
    for parts in parts {
        let mut rare: Vec<(i64, String)> = Vec::new();
        for part in parts {
            let (sample, largest) = found.next().unwrap_or_default();
            rare.push((expected(sample, largest), part));
        }
        rare.sort_unstable();
        total += rare.first().map_or(0, |(expected, _)| *expected);
        let used: Vec<String> = rare.into_iter().take(USED).map(|(_, part)| part).collect();
        blocks.push(format!("({})", used.join(" AND ")));
    }
    let expression = blocks.join(" OR ");
    if total > MOST {
        let query = "SELECT count(*) FROM (SELECT rowid FROM searched_texts WHERE searched_texts MATCH $1 \
             AND rowid BETWEEN $2 AND $3 LIMIT $4)";
        let count: i64 = sqlx::query_scalar(query)
            .bind(&expression)
            .bind(first)
            .bind(last)
            .bind(MOST + 1)
            .fetch_one(connection)
            .await?;
        if count > MOST {
            return Ok(None);
        }
    }
    Ok(Some(expression))
}

/// How many users have a part, as the first of them tell by their number and by how far they are apart, packed into one
/// number, where this is the largest id that there is.
fn expected(sample: i64, largest: i64) -> i64 {
    let (number, distance) = (sample >> 32, sample & 0xffff_ffff);
    if number < SAMPLE { number } else { number * largest / distance.max(1) }
}

/// The rows of an organisation's users.
fn rows(organization: OrganizationId) -> (i64, i64) {
    let first = organization.0 << 32;
    (first, first | 0xffff_ffff)
}

/// Some of the parts that texts have, as FTS5 quotes them.
fn parts(texts: &[&str], limit: usize) -> Vec<String> {
    let mut parts = BTreeSet::new();
    for text in texts {
        let characters: Vec<char> = text.chars().collect();
        // No stored text has this character, at which SQLite would end the expression.
        parts.extend(characters.windows(3).filter(|part| !part.contains(&'\0')).map(String::from_iter));
    }
    let step = parts.len().div_ceil(limit.max(1)).max(1);
    parts.iter().step_by(step).map(|part| format!("\"{}\"", part.replace('"', "\"\""))).collect()
}
