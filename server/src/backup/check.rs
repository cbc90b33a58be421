//! What the directory relies on and no constraint of the database holds: the errors say what is wrong with a row.

use std::collections::HashMap;

use crate::{
    model::email::Email,
    store::{self, Kind, Row, Table, Value},
};

/// The rows of one import, as they come.
#[derive(Default)]
pub(super) struct Check {
    /// Of which organisation the rows are that have an id, by table.
    organizations: HashMap<&'static str, HashMap<i64, i64>>,
    /// Of which organisation blobs are; none for those that are to be removed.
    blobs: HashMap<String, Option<i64>>,
}

/// A row whose columns are found by name.
#[derive(Clone, Copy)]
struct Named<'a>(&'static Table, &'a Row);

impl Check {
    /// Takes a row in, or refuses it.
    pub(super) fn admit(&mut self, table: &'static Table, row: &Row) -> Result<(), String> {
        let row = Named(table, row);
        let organization = self.organization(row)?;
        if let (["id"], Some(id)) = (table.key, row.integer("id")) {
            self.organizations.entry(table.name).or_default().insert(id, organization.unwrap_or(id));
        }
        self.admit_blobs(row, organization)?;
        check_texts(row)
    }

    /// The one organisation of everything that a row refers to; none for a row that refers to nothing.
    fn organization(&self, row: Named<'_>) -> Result<Option<i64>, String> {
        let mut found: Option<(&str, i64)> = None;
        for (column, target) in row.0.references {
            let Some(id) = row.integer(column) else { continue };
            let known = self.organizations.get(target).and_then(|rows| rows.get(&id));
            let known = *known
                .ok_or_else(|| format!("has in {row}.{column} the {id}, which no line before has in {target}"))?;
            match found {
                Some((other, organization)) if organization != known => {
                    return Err(format!(
                        "has in {row}.{other} and {row}.{column} two organizations, {organization} and {known}"
                    ));
                }
                _ => found = Some((column, known)),
            }
        }
        Ok(found.map(|(_, organization)| organization))
    }

    /// Bytes belong to one organisation, and what is to be removed belongs to nobody.
    fn admit_blobs(&mut self, row: Named<'_>, organization: Option<i64>) -> Result<(), String> {
        let keys = row.0.columns.iter().filter(|(_, kind)| *kind == Kind::BlobKey);
        for (column, _) in keys {
            let Some(key) = row.text(column) else { continue };
            let former = self.blobs.insert(key.to_owned(), organization);
            if former.is_some_and(|former| former != organization) {
                return Err(format!("has in {row}.{column} a blob that a line before has for something else"));
            }
        }
        Ok(())
    }
}

fn check_texts(row: Named<'_>) -> Result<(), String> {
    let text = |column: &str| row.text(column).unwrap_or_default();
    let emails: &[&str] = match row.0.name {
        "users" => &["email", "username"],
        "invitations" => &["email"],
        _ => &[],
    };
    for column in emails {
        Email::parse(text(column)).map_err(|detail| format!("has in {row}.{column} a text that {detail}"))?;
    }
    let avatar = row.0.columns.iter().filter(|(column, _)| column.starts_with("avatar_"));
    let set = avatar.clone().filter(|(column, _)| row.text(column).is_some()).count();
    if set != 0 && set != avatar.count() {
        return Err("has a part of an avatar, and not all of it".to_owned());
    }
    if row.0.name == "file_metadata" {
        let value = store::read_metadata(text("kind"), text("value").to_owned());
        let columns = value.ok().map(|value| store::metadata_columns(&value));
        if columns.is_none_or(|columns| (columns.kind, columns.number) != (text("kind"), row.real("number"))) {
            return Err(format!("has in {row}.value a text that does not go with its kind and its number"));
        }
    }
    let derived = store::DERIVED.iter().find(|derived| derived.table == row.0.name);
    match derived.and_then(|derived| derived.stale(row.0, row.1).into_iter().next()) {
        Some((place, _)) => {
            let column = row.0.columns[place].0;
            Err(format!("has in {row}.{column} a text that does not go with its neighbours"))
        }
        None => Ok(()),
    }
}

impl Named<'_> {
    fn value(&self, column: &str) -> &Value {
        self.0.position(column).map_or(&Value::Null, |position| &self.1[position])
    }

    fn integer(&self, column: &str) -> Option<i64> {
        if let Value::Integer(value) = self.value(column) { Some(*value) } else { None }
    }

    fn real(&self, column: &str) -> Option<f64> {
        if let Value::Real(value) = self.value(column) { Some(*value) } else { None }
    }

    fn text(&self, column: &str) -> Option<&str> {
        if let Value::Text(text) = self.value(column) { Some(text) } else { None }
    }
}

/// The table's name.
impl std::fmt::Display for Named<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.0.name)
    }
}
