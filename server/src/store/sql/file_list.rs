//! Search, order and windows of file lists as SQL.
//!
//! Like [`super::search`], and with keys of the metadata: a condition looks among the values of one key, an order joins
//! them. The keys are bound, as everything is that a caller wrote.

use sqlx::QueryBuilder;

use super::{
    Database,
    search::{SortKey, SortValue, push_filter, push_keys, push_test},
    seconds,
};
use crate::{
    model::{
        File, MetadataValue, name, number,
        search::{Condition, FileField, FileOrder, Order, Test},
    },
    store::{FileQuery, Window, metadata_columns},
};

/// Appends a join for each key of the metadata that the list is sorted by: the first is `sort_0`.
pub(in crate::store) fn push_joins(sql: &mut QueryBuilder<Database>, query: &FileQuery) {
    for (index, key) in sorted_keys(&query.order).enumerate() {
        sql.push(format_args!(
            " LEFT JOIN file_metadata AS sort_{index} ON sort_{index}.file_id = files.id AND sort_{index}.key = "
        ));
        sql.push_bind(key.to_owned());
    }
}

/// Appends ` WHERE …` for everything but the window.
pub(in crate::store) fn push_selection(sql: &mut QueryBuilder<Database>, query: &FileQuery) {
    sql.push(" WHERE files.organization_id = ").push_bind(query.organization.0);
    sql.push(" AND files.moved_to IS NULL AND (files.expires_at IS NULL OR files.expires_at > ");
    sql.push_bind(seconds(query.now)).push(")");
    if let Some(filter) = &query.filter {
        sql.push(" AND ");
        push_filter(sql, filter, |sql, condition| push_condition(sql, query, condition));
    }
}

/// Appends the rest of the condition, the order and the limit.
pub(in crate::store) fn push_window(sql: &mut QueryBuilder<Database>, query: &FileQuery, window: &Window<File>) {
    push_keys(sql, &sort_keys(&query.order), window);
}

fn push_condition(sql: &mut QueryBuilder<Database>, query: &FileQuery, condition: &Condition<FileField>) {
    let FileField::Metadata(key) = &condition.field else {
        return push_test(sql, column(&condition.field), &condition.test);
    };
    sql.push("files.id IN (SELECT file_id FROM file_metadata WHERE organization_id = ");
    sql.push_bind(query.organization.0).push(" AND key = ").push_bind(key.clone()).push(" AND ");
    push_value_test(sql, &condition.test);
    sql.push(")");
}

fn push_value_test(sql: &mut QueryBuilder<Database>, test: &Test) {
    match test {
        Test::Value { text, number, period } if !test.holds_nul() => {
            sql.push("(value_key = ").push_bind(text.clone());
            if let Some(number) = number {
                sql.push(" OR (kind = 'number' AND value_key = ").push_bind(number::write(number)).push(")");
            }
            if let Some((from, to)) = period {
                sql.push(" OR (kind = 'date' AND number BETWEEN ").push_bind(seconds(*from) as f64);
                sql.push(" AND ").push_bind(seconds(*to) as f64).push(")");
            }
            sql.push(")");
        }
        Test::After(moment) => {
            sql.push("kind = 'date' AND number > ").push_bind(seconds(*moment) as f64);
        }
        Test::Before(moment) => {
            sql.push("kind = 'date' AND number < ").push_bind(seconds(*moment) as f64);
        }
        Test::Greater(_) | Test::Less(_) => {
            sql.push("kind = 'number' AND ");
            push_test(sql, "number", test);
        }
        _ => push_test(sql, "value_key", test),
    }
}

/// The column of a field that is not of the metadata.
fn column(field: &FileField) -> &'static str {
    match field {
        FileField::Name => "files.name_key",
        FileField::Extension => "files.extension_key",
        FileField::Size => "files.size",
        FileField::MediaType => "files.media_type_key",
        FileField::Date | FileField::Metadata(_) => "files.created_at",
    }
}

fn sorted_keys(order: &[Order<FileOrder>]) -> impl Iterator<Item = &str> {
    order.iter().filter_map(|order| match &order.field {
        FileOrder::Field(FileField::Metadata(key)) => Some(key.as_str()),
        _ => None,
    })
}

/// The columns to sort by. Ties go by creation, in the direction of the last field.
fn sort_keys(order: &[Order<FileOrder>]) -> Vec<SortKey<File>> {
    let mut keys = Vec::new();
    let mut joined = 0;
    for Order { field, descending } in order {
        match field {
            FileOrder::Field(FileField::Metadata(key)) => {
                push_metadata_keys(&mut keys, joined, key, *descending);
                joined += 1;
            }
            FileOrder::Field(field) => keys.push(sort_key(field, *descending)),
            FileOrder::Id => keys.push(SortKey {
                column: "files.public_id".into(),
                descending: *descending,
                value: Box::new(|file| SortValue::Text(file.public_id.clone())),
            }),
        }
    }
    if keys.is_empty() {
        keys.push(sort_key(&FileField::Date, true));
    }
    let descending = order.last().is_none_or(|last| last.descending);
    keys.push(SortKey { column: "files.id".into(), descending, value: Box::new(|file| SortValue::Integer(file.id.0)) });
    keys
}

fn sort_key(field: &FileField, descending: bool) -> SortKey<File> {
    let value: fn(&File) -> SortValue = match field {
        FileField::Name => |file| SortValue::Text(name::fold(&file.content.name)),
        FileField::Extension => |file| SortValue::Text(name::fold(&file.content.extension)),
        FileField::Size => |file| SortValue::Integer(i64::try_from(file.content.size).unwrap_or(i64::MAX)),
        FileField::MediaType => |file| SortValue::Text(name::fold(&file.content.media_type)),
        FileField::Date | FileField::Metadata(_) => |file| SortValue::Integer(seconds(file.created)),
    };
    SortKey { column: column(field).into(), descending, value: Box::new(value) }
}

/// Files without the key last whatever the direction; then by kind, and within a kind by value.
fn push_metadata_keys(keys: &mut Vec<SortKey<File>>, index: usize, key: &str, descending: bool) {
    let mut push = |column: String, descending, read: fn(Option<&MetadataValue>) -> SortValue| {
        let key = key.to_owned();
        let value = Box::new(move |file: &File| read(file.metadata.get(&key)));
        keys.push(SortKey { column: column.into(), descending, value });
    };
    push(format!("CASE WHEN sort_{index}.key IS NULL THEN 1 ELSE 0 END"), false, |value| {
        SortValue::Integer(value.is_none().into())
    });
    push(format!("COALESCE(sort_{index}.kind, '')"), descending, |value| {
        SortValue::Text(value.map_or("", |value| metadata_columns(value).kind).to_owned())
    });
    push(format!("COALESCE(sort_{index}.number, 0.0)"), descending, |value| {
        SortValue::Real(value.and_then(|value| metadata_columns(value).number).unwrap_or_default())
    });
    push(format!("COALESCE(sort_{index}.value_key, '')"), descending, |value| {
        SortValue::Text(value.map(|value| metadata_columns(value).value_key).unwrap_or_default())
    });
}
