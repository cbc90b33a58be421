//! Holds the tables against themselves: what they say twice, as a value that the runtime acts on and as the `x-` key
//! or the absence that the document has for it, must be the same.
//!
//! Deriving the document reads the second kind; without this check, a wrong value of the first kind would not show.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::operation::{
    BodyInfo, DocumentInfo, HeaderInfo, MediaTypeInfo, OperationInfo, ParameterInfo, ParameterLocation, ParameterStyle,
    RejectionStatuses, StatusPattern,
};
use crate::schema::{AdditionalProperties, Extension, Schema, SchemaRef};

/// Every contradiction in the tables of a document, in words; empty where there is none.
pub fn check_tables(document: &'static DocumentInfo) -> Vec<String> {
    let mut checker = Checker { document, faults: Vec::new(), seen: HashSet::new() };
    checker.expect("the document", "x-lenient-json", document.extensions, json!(false), json!(document.lenient_json));
    for component in document.schemas {
        checker.schema(component.name, component.schema);
    }
    for operation in document.operations {
        checker.operation(operation);
    }
    checker.faults
}

struct Checker {
    document: &'static DocumentInfo,
    faults: Vec<String>,
    /// Schemas that were looked at, by address.
    seen: HashSet<usize>,
}

impl Checker {
    fn operation(&mut self, info: &'static OperationInfo) {
        let place = info.id;
        self.expect(place, "x-authorities", info.extensions, json!([]), json!(info.authorities));
        self.expect(place, "x-aliases", info.extensions, json!([]), json!(info.aliases));
        let rejections = self.rejections(info);
        if rejections != info.rejections {
            self.fault(place, format!("rejects as {:?}; x-rejections say {rejections:?}", info.rejections));
        }
        let inherited = self.document.security.unwrap_or_default();
        if !info.own_security && !same_security(info.security, inherited) {
            self.fault(place, "does not have the document's security, and states none of its own".to_owned());
        }
        for parameter in info.parameters {
            self.parameter(place, parameter);
        }
        if let Some(body) = info.body {
            let keys = [info.extensions, self.document.extensions];
            let limit = keys.into_iter().find_map(|keys| extension(keys, "x-body-limit"));
            if limit.unwrap_or(json!(BodyInfo::EMPTY.limit)) != json!(body.limit) {
                self.fault(place, format!("takes {} bytes; x-body-limit says otherwise", body.limit));
            }
            self.content(place, body.content);
        }
        for response in info.responses {
            self.content(place, response.content);
            for HeaderInfo { schema, .. } in response.headers {
                self.reference(place, *schema);
            }
        }
    }

    /// What `x-rejections` of the operation, else of the document, else the defaults say.
    fn rejections(&self, info: &OperationInfo) -> RejectionStatuses {
        let said = [info.extensions, self.document.extensions].map(|keys| extension(keys, "x-rejections"));
        let status = |key: &str, default: u16| {
            let status = said.iter().flatten().find_map(|said| said.get(key)?.as_u64());
            status.and_then(|status| u16::try_from(status).ok()).unwrap_or(default)
        };
        let documents_404 = info.responses.iter().any(|response| response.status == StatusPattern::Exact(404));
        let default = RejectionStatuses::DEFAULT;
        RejectionStatuses {
            parameter: status("parameter", default.parameter),
            path_parameter: status("path-parameter", if documents_404 { 404 } else { default.path_parameter }),
            body: status("body", default.body),
            credential: status("credential", default.credential),
            authority: status("authority", default.authority),
        }
    }

    fn parameter(&mut self, operation: &str, info: &'static ParameterInfo) {
        let place = format!("{operation}, parameter {}", info.name);
        self.expect(&place, "x-aliases", info.extensions, json!([]), json!(info.aliases));
        let style = match info.location {
            ParameterLocation::Path | ParameterLocation::Header => ParameterStyle::Simple,
            ParameterLocation::Query | ParameterLocation::Cookie => ParameterStyle::Form,
        };
        if !info.explicit_style && info.style != style {
            self.fault(
                &place,
                format!("has the style {:?}, which is not the usual one, and does not say so", info.style),
            );
        }
        if !info.explicit_explode && info.explode != (info.style == ParameterStyle::Form) {
            self.fault(&place, "does not explode as its style usually does, and does not say so".to_owned());
        }
        let schema = info.schema.get();
        self.expect(
            &place,
            "x-violation-statuses",
            schema.extensions,
            json!({}),
            info.violation_statuses.iter().map(|(keyword, status)| ((*keyword).to_owned(), json!(status))).collect(),
        );
        self.reference(&place, info.schema);
    }

    fn content(&mut self, place: &str, content: &'static [MediaTypeInfo]) {
        for media_type in content {
            if let Some(schema) = media_type.schema {
                self.reference(place, schema);
            }
        }
    }

    /// Components are looked at on their own.
    fn reference(&mut self, place: &str, reference: SchemaRef) {
        if let SchemaRef::Inline(schema) = reference {
            self.schema(place, schema);
        }
    }

    fn schema(&mut self, place: &str, schema: &'static Schema) {
        if !self.seen.insert(std::ptr::from_ref(schema).addr()) {
            return;
        }
        let statuses = schema.violation_statuses.iter();
        let statuses = statuses.map(|(keyword, status)| ((*keyword).to_owned(), json!(status))).collect();
        self.expect(place, "x-violation-statuses", schema.extensions, json!({}), statuses);
        for property in schema.properties {
            self.reference(&format!("{place}.{}", property.name), property.schema);
        }
        let lists = [schema.all_of, schema.one_of, schema.any_of];
        for inner in lists.into_iter().flatten().copied().chain(schema.items).chain(schema.not) {
            self.reference(place, inner);
        }
        if let AdditionalProperties::Schema(inner) = schema.additional_properties {
            self.reference(place, inner);
        }
    }

    fn expect(&mut self, place: &str, key: &str, keys: &[Extension], default: Value, value: Value) {
        let documented = extension(keys, key).unwrap_or(default);
        if documented != value {
            self.fault(place, format!("{key} is documented as {documented}, and acted on as {value}"));
        }
    }

    fn fault(&mut self, place: &str, fault: String) {
        self.faults.push(format!("{place}: {fault}"));
    }
}

fn extension(keys: &[Extension], name: &str) -> Option<Value> {
    let (_, text) = keys.iter().find(|(key, _)| *key == name)?;
    Some(serde_json::from_str(text).expect("the generator writes valid JSON text"))
}

fn same_security(
    left: &[crate::operation::SecurityRequirement],
    right: &[crate::operation::SecurityRequirement],
) -> bool {
    let names = |requirements: &[crate::operation::SecurityRequirement]| -> Vec<Vec<(&str, &[&str])>> {
        let schemes = requirements.iter().map(|requirement| requirement.schemes.iter());
        schemes.map(|schemes| schemes.map(|(scheme, scopes)| (scheme.name, *scopes)).collect()).collect()
    };
    names(left) == names(right)
}
