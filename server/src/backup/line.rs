//! One line of an export.
//!
//! ```json
//! {"roster":{"format":1,"migration":6}}
//! {"groups":{"active":true,"id":1,"name":"Dancers",…}}
//! {"end":{"rows":3}}
//! ```
//!
//! A column that is NULL is left out. Binary values are in Base64, numbers with a fraction in quotation marks: JSON does
//! not say how exact they are.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use super::FORMAT;
use crate::store::{Kind, Row, Table, Value};

/// What a line says.
#[derive(Debug)]
pub(super) enum Line {
    Begin { migration: i64 },
    Row(&'static Table, Row),
    End { rows: u64 },
}

pub(super) fn begin(migration: i64) -> String {
    json!({"roster": {"format": FORMAT, "migration": migration}}).to_string()
}

pub(super) fn end(rows: u64) -> String {
    json!({"end": {"rows": rows}}).to_string()
}

pub(super) fn row(table: &Table, row: &Row) -> String {
    let columns = table.columns.iter().zip(row).filter(|(_, value)| **value != Value::Null);
    let object: Map<String, Json> = columns.map(|((name, _), value)| ((*name).to_owned(), write(value))).collect();
    json!({ table.name: object }).to_string()
}

fn write(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Integer(value) => json!(value),
        Value::Real(value) => json!(value.to_string()),
        Value::Boolean(value) => json!(value),
        Value::Text(value) => json!(value),
        Value::Uuid(value) => json!(value),
        Value::Bytes(value) => json!(STANDARD.encode(value)),
    }
}

/// Reads a line; the error says what is wrong with it.
pub(super) fn parse(line: &str) -> Result<Line, String> {
    let json: Map<String, Json> = serde_json::from_str(line).map_err(|error| {
        // The position within the line is of use, the line's own number is 1.
        format!("is no JSON object (column {})", error.column())
    })?;
    let mut members = json.into_iter();
    let (Some((name, Json::Object(object))), None) = (members.next(), members.next()) else {
        return Err("must be an object with one member, which is an object".to_owned());
    };
    let number = |member: &str| {
        let number = object.get(member).and_then(Json::as_i64);
        number.ok_or_else(|| format!("has no number {name}.{member}"))
    };
    match name.as_str() {
        "roster" => match number("format")? {
            format if format == FORMAT as i64 => Ok(Line::Begin { migration: number("migration")? }),
            format => Err(format!("has the format {format}, and this version reads the format {FORMAT}")),
        },
        "end" => Ok(Line::End { rows: number("rows")?.unsigned_abs() }),
        _ => {
            let table = Table::named(&name).ok_or_else(|| format!("names {name:?}, which is not known"))?;
            Ok(Line::Row(table, read_row(table, object)?))
        }
    }
}

fn read_row(table: &'static Table, mut object: Map<String, Json>) -> Result<Row, String> {
    let row = table
        .columns
        .iter()
        .map(|(name, kind)| match object.remove(*name) {
            None => Ok(Value::Null),
            Some(json) => {
                read(*kind, &json).ok_or_else(|| format!("has in {}.{name} no {}", table.name, expected(*kind)))
            }
        })
        .collect::<Result<Row, String>>()?;
    match object.keys().next() {
        None => Ok(row),
        Some(name) => Err(format!("has in {} the member {name:?}, which is not known", table.name)),
    }
}

fn read(kind: Kind, json: &Json) -> Option<Value> {
    Some(match kind {
        Kind::Real => Value::Real(json.as_str()?.parse().ok().filter(|number: &f64| number.is_finite())?),
        Kind::Boolean => Value::Boolean(json.as_bool()?),
        Kind::Uuid => Value::Uuid(Uuid::try_parse(json.as_str()?).ok()?),
        Kind::Bytes => Value::Bytes(STANDARD.decode(json.as_str()?).ok()?),
        integer if let Some(range) = integer.range() => {
            Value::Integer(json.as_i64().filter(|number| range.contains(number))?)
        }
        text => Value::Text(json.as_str().filter(|value| text.allows(value))?.to_owned()),
    })
}

/// Reads after "no".
fn expected(kind: Kind) -> String {
    if let Some(range) = kind.range() {
        return format!("integer from {} to {}", range.start(), range.end());
    }
    let text = match kind {
        Kind::Real => "number in quotation marks",
        Kind::Boolean => "true or false",
        Kind::Ascii => "text of ASCII characters that can be printed",
        Kind::PublicId => "id of letters and digits",
        Kind::BlobKey => "key of a blob, such as files/7f/7f000000000000000000000000000001",
        Kind::OneOf(texts) => return format!("text that is known: {}", texts.join(", ")),
        Kind::Uuid => "UUID",
        Kind::Bytes => "Base64",
        _ => "text",
    };
    text.to_owned()
}
