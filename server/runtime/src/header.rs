//! Values of response headers as text (OpenAPI 3.0.3, style `simple`).

use std::net::{Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::Value;

/// A value that a response header can hold. Generated enums of strings implement it.
pub trait ToHeader {
    /// The header's text; None leaves the header out.
    fn to_header(&self) -> Option<String>;
}

impl<T: ToHeader + ?Sized> ToHeader for &T {
    fn to_header(&self) -> Option<String> {
        (**self).to_header()
    }
}

impl<T: ToHeader> ToHeader for Option<T> {
    fn to_header(&self) -> Option<String> {
        self.as_ref().and_then(ToHeader::to_header)
    }
}

impl<T: ToHeader> ToHeader for Vec<T> {
    fn to_header(&self) -> Option<String> {
        Some(self.iter().filter_map(ToHeader::to_header).collect::<Vec<_>>().join(","))
    }
}

impl ToHeader for str {
    fn to_header(&self) -> Option<String> {
        Some(self.to_owned())
    }
}

macro_rules! displayed {
    ($($kind:ty),*) => {
        $(impl ToHeader for $kind {
            fn to_header(&self) -> Option<String> {
                Some(self.to_string())
            }
        })*
    };
}

displayed!(String, bool, i32, i64, u16, u32, u64, usize, f32, f64, NaiveDate, uuid::Uuid, Ipv4Addr, Ipv6Addr);

impl ToHeader for DateTime<Utc> {
    fn to_header(&self) -> Option<String> {
        Some(self.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl ToHeader for roster_wire::Base64 {
    fn to_header(&self) -> Option<String> {
        Some(self.encode())
    }
}

impl<T: ToHeader> ToHeader for roster_wire::Nullable<T> {
    fn to_header(&self) -> Option<String> {
        self.as_option().and_then(ToHeader::to_header)
    }
}

/// Arrays as `a,b`, objects as `key,value,…`; null is left out.
impl ToHeader for Value {
    fn to_header(&self) -> Option<String> {
        simple(self, false)
    }
}

/// A value in the style `simple`; null is left out. What is deeper than the style reaches is JSON.
pub(crate) fn simple(value: &Value, explode: bool) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Array(items) => Some(items.iter().filter_map(scalar).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let separator = if explode { '=' } else { ',' };
            let text = |(name, value): (&String, &Value)| Some(format!("{name}{separator}{}", scalar(value)?));
            Some(members.iter().filter_map(text).collect::<Vec<_>>().join(","))
        }
        other => scalar(other),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
