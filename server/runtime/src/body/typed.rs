//! Bodies that are read whole, validated by their schema, and decoded: JSON and forms.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{BodyRejection, BodySource, FromBody, form, json};
use crate::incoming::unsupported;
use crate::schema::SchemaRef;
use crate::validate::{Direction, strip_read_only, validate};
use crate::{Problem, Violation};

/// A JSON body, validated by the media type's schema and decoded. Read-only properties are taken out before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send> FromBody for Json<T> {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        let (schema, strips, info, is_lenient) =
            (source.media_type.schema, source.strips, source.info, source.is_lenient);
        let text = source.body.collect().await?;
        match json::read(&text) {
            Ok(value) => decode(schema, strips, value).map(Self),
            Err(faults) if is_lenient && json::is_malformed(&faults) => Err(unsupported(info).into()),
            Err(faults) => Err(violations(faults)),
        }
    }
}

/// `application/x-www-form-urlencoded`, validated by the media type's schema and decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + Send> FromBody for Form<T> {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        let (media_type, strips) = (source.media_type, source.strips);
        let text = source.body.collect().await?;
        let value = form::read(media_type, &text).map_err(violations)?;
        decode(media_type.schema, strips, value).map(Self)
    }
}

fn violations(faults: Vec<json::Fault>) -> BodyRejection {
    BodyRejection::Violations(faults.into_iter().map(|(place, detail)| Violation::at_pointer(place, detail)).collect())
}

/// Validates by `schema`, takes out what is read-only, and decodes.
pub(super) fn decode<T: DeserializeOwned>(
    schema: Option<SchemaRef>,
    strips: bool,
    mut value: Value,
) -> Result<T, BodyRejection> {
    if let Some(schema) = schema {
        let findings = validate(schema, &value, Direction::Request);
        if !findings.is_empty() {
            return Err(BodyRejection::Violations(findings.into_iter().map(Violation::from).collect()));
        }
        if strips {
            strip_read_only(schema, &mut value);
        }
    }
    serde_json::from_value(value).map_err(|error| {
        // The types are generated from the same document as the tables: this is a fault of the generator.
        tracing::error!(%error, "a valid value does not decode into its type");
        BodyRejection::Problem(Problem::internal().mark_of_runtime())
    })
}
