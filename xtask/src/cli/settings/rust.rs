//! What a project says of generated code, as `x-rust-…` in its document would.

use std::{collections::BTreeMap, ops::Range};

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use roster_document::{Addition, Addressee, Diagnostic, Location, Member, Node, Object, Value};

/// What generated code has for one schema, operation or parameter
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RustSettings {
    /// The schema, by the name of its component
    #[schemars(with = "Option<String>")]
    pub schema: Option<Spanned<String>>,
    /// The operation, by its operationId
    #[schemars(with = "Option<String>")]
    pub operation: Option<Spanned<String>>,
    /// Anything else, by its JSON pointer in the document in one piece: /components/schemas/User/properties/id
    #[schemars(with = "Option<String>")]
    pub at: Option<Spanned<String>>,
    /// x-rust-name: the type, field, variant or method
    pub name: Option<String>,
    /// x-rust-type: the type of instances, instead of a generated one
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// x-rust-derive: what the generated type derives besides
    #[serde(default)]
    pub derive: Vec<String>,
    /// x-rust-variants: variants by value of `enum`
    #[serde(default)]
    pub variants: BTreeMap<String, String>,
}

impl RustSettings {
    /// As the document is changed by it; the table stands at `table`.
    ///
    /// # Errors
    /// It is not said of one thing, or nothing is said of it.
    pub(super) fn addition(
        &self,
        table: Location,
        place: impl Fn(Range<usize>) -> Location,
    ) -> Result<Addition, Diagnostic> {
        let all = [
            (&self.schema, Addressee::Schema as fn(String) -> Addressee),
            (&self.operation, Addressee::Operation),
            (&self.at, Addressee::Pointer),
        ];
        let named: Vec<_> = all.iter().filter_map(|(name, kind)| Some((name.as_ref()?, kind))).collect();
        let location = named.last().map_or(table, |(name, _)| place(name.span()));
        let members = self.members(&location);
        let message = match named[..] {
            [] => "it is not said what in the document this is about",
            [_] if members.is_empty() => "nothing is said of this",
            [(name, kind)] => return Ok(Addition { target: kind(name.get_ref().clone()), location, members }),
            _ => "this is about several things",
        };
        let help = "write one of `schema`, `operation` and `at`, and with it `name`, `type`, `derive` or `variants`";
        Err(Diagnostic::error("settings", &location, message, help))
    }

    fn members(&self, location: &Location) -> Object {
        let node = |value| Node::new(value, location.clone());
        let text = |text: &String| node(Value::String(text.clone()));
        let member = |key: &str, node| (key.to_owned(), Member { key: location.clone(), node });
        let mut members = Object::new();
        members.extend(self.name.as_ref().map(|name| member("x-rust-name", text(name))));
        members.extend(self.ty.as_ref().map(|ty| member("x-rust-type", text(ty))));
        if !self.derive.is_empty() {
            let traits = node(Value::Array(self.derive.iter().map(text).collect()));
            members.extend([member("x-rust-derive", traits)]);
        }
        if !self.variants.is_empty() {
            let variants = self.variants.iter().map(|(value, name)| member(value, text(name)));
            let variants = node(Value::Object(variants.collect()));
            members.extend([member("x-rust-variants", variants)]);
        }
        members
    }
}
