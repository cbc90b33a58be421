//! Bodies that are read whole, validated by their schema, and decoded: JSON and forms.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{BodyRejection, BodySource, FromBody};
use crate::decode::{self, UNFIT};
use crate::json;
use crate::parameters::form;
use crate::problem::Violation;
use crate::refusal::unsupported;
use crate::schema::SchemaRef;
use crate::validate::{Direction, strip_read_only, validate};

/// A JSON body, validated by the media type's schema and decoded. Read-only properties are taken out before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send> FromBody for Json<T> {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        let (schema, strips, info, is_lenient, nul) =
            (source.media_type.schema, source.strips, source.info, source.is_lenient, source.nul);
        let text = source.body.collect().await?;
        match json::read(&text, nul) {
            Ok(value) => decode(schema, strips, value, || json::read(&text, nul)).map(Self),
            Err(faults) if is_lenient && json::is_malformed(&faults) && !json::is_meant(&text) => {
                Err(unsupported(info).into())
            }
            Err(faults) => Err(violations(faults)),
        }
    }
}

/// `application/x-www-form-urlencoded`, validated by the media type's schema and decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + Send> FromBody for Form<T> {
    async fn from_body(source: BodySource) -> Result<Self, BodyRejection> {
        let (media_type, strips, nul) = (source.media_type, source.strips, source.nul);
        let text = source.body.collect().await?;
        let value = form::read(media_type.schema, media_type.encoding, &text, nul).map_err(violations)?;
        let again = || form::read(media_type.schema, media_type.encoding, &text, nul);
        decode(media_type.schema, strips, value, again).map(Self)
    }
}

pub(crate) fn violations(faults: Vec<json::Fault>) -> BodyRejection {
    BodyRejection::Violations(faults.into_iter().map(|(place, detail)| Violation::at_pointer(place, detail)).collect())
}

/// Validates by `schema`, takes out what is read-only, and decodes. `again` reads the value once more, where the type
/// has no place for what the schema allows: to tell where that is.
pub(crate) fn decode<T: DeserializeOwned>(
    schema: Option<SchemaRef>,
    strips: bool,
    mut value: Value,
    again: impl FnOnce() -> Result<Value, Vec<json::Fault>>,
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
    decode::from_value(value).map_err(|failure| {
        let mut value = again().unwrap_or_default();
        if let (Some(schema), true) = (schema, strips) {
            strip_read_only(schema, &mut value);
        }
        tracing::warn!(%failure, "a valid value does not fit into its type, and is refused");
        BodyRejection::Violations(vec![Violation::at_pointer(failure.pointer(&value), UNFIT)])
    })
}
