//! Bodies that are read whole, validated by their schema, and decoded: JSON and forms.

use std::future::Future;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{BodyRejection, BodySource, FromBody};
use crate::decode::{self, UNFIT};
use crate::direct;
use crate::json::{self, Nul};
use crate::parameters::form;
use crate::problem::Violation;
use crate::refusal::unsupported;
use crate::schema::SchemaRef;
use crate::validate::{Direction, has_read_only, strip_read_only, validate};

/// A JSON body, validated by the media type's schema and decoded, without its read-only properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Send> FromBody for Json<T> {
    // Where it is called, the future is made where it stays.
    #[inline(always)]
    fn from_body(source: BodySource) -> impl Future<Output = Result<Self, BodyRejection>> + Send {
        let BodySource { info, reading, is_lenient, mut body, .. } = source;
        async move {
            let text = body.read_whole().await?;
            match reading.decode_text(&text) {
                Err(_) if is_lenient && json::is_something_else(&text) => Err(unsupported(info).into()),
                decoded => decoded.map(Self),
            }
        }
    }
}

/// `application/x-www-form-urlencoded`, validated by the media type's schema and decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + Send> FromBody for Form<T> {
    fn from_body(source: BodySource) -> impl Future<Output = Result<Self, BodyRejection>> + Send {
        let BodySource { media_type, reading, mut body, .. } = source;
        async move {
            let text = body.read_whole().await?;
            let read = || form::read(media_type.schema, media_type.encoding, &text, reading.nul);
            reading.decode(read).map(Self)
        }
    }
}

/// How values of a schema become those of a type: worked out before there is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) schema: Option<SchemaRef>,
    /// Whether read-only properties have to be looked for.
    strips: bool,
    /// Whether text may go into its type without a tree of values.
    is_direct: bool,
    pub(crate) nul: Nul,
}

impl Reading {
    pub(crate) fn new(schema: Option<SchemaRef>, nul: Nul) -> Self {
        let strips = schema.is_some_and(has_read_only);
        Self { schema, strips, is_direct: schema.is_some_and(direct::is_direct), nul }
    }

    /// JSON text.
    pub(crate) fn decode_text<T: DeserializeOwned>(self, text: &[u8]) -> Result<T, BodyRejection> {
        match self.decode_directly(text) {
            Some(decoded) => Ok(decoded),
            None => self.decode(|| json::read(text, self.nul)),
        }
    }

    /// JSON text, if it is sure to be valid without a look at all of it at once.
    pub(crate) fn decode_directly<T: DeserializeOwned>(self, text: &[u8]) -> Option<T> {
        let schema = self.schema.filter(|_| self.is_direct)?;
        direct::decode(text, schema, self.strips, self.nul)
    }

    /// Validates what is read, takes out what is read-only, and decodes it. It is read once more where the type has no
    /// place for what the schema allows: to tell where that is.
    pub(crate) fn decode<T: DeserializeOwned>(
        self,
        read: impl Fn() -> Result<Value, Vec<json::Fault>>,
    ) -> Result<T, BodyRejection> {
        let mut value = read().map_err(violations)?;
        if let Some(schema) = self.schema {
            let findings = validate(schema, &value, Direction::Request);
            if !findings.is_empty() {
                return Err(BodyRejection::Violations(findings.into_iter().map(Violation::from).collect()));
            }
        }
        self.strip(&mut value);
        decode::from_value(value).map_err(|failure| {
            let mut value = read().unwrap_or_default();
            self.strip(&mut value);
            tracing::warn!(%failure, "a valid value does not fit into its type, and is refused");
            BodyRejection::Violations(vec![Violation::at_pointer(failure.pointer(&value), UNFIT)])
        })
    }

    fn strip(self, value: &mut Value) {
        if let Some(schema) = self.schema.filter(|_| self.strips) {
            strip_read_only(schema, value);
        }
    }
}

fn violations(faults: Vec<json::Fault>) -> BodyRejection {
    BodyRejection::Violations(faults.into_iter().map(|(place, detail)| Violation::at_pointer(place, detail)).collect())
}
