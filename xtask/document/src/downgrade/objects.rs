//! All objects but schemas: what a version has no key, no value or no name for.

use std::collections::HashSet;

use super::Downgrader;
use crate::{
    Kind, Location, Member, Node, Object, Shape, Value, Version,
    grammar::ADDITIONAL_OPERATIONS,
    mend::{put, text},
    resolve,
    rules::schemas::is_dialect_read,
    upgrade::rename,
};

impl Downgrader<'_> {
    /// The members of an object of this kind as the version has them, those inside still as they were.
    pub(super) fn object(&mut self, kind: Kind, object: &mut Object, place: &Location) {
        match kind {
            Kind::Document => self.document(object, place),
            Kind::License => self.license(object),
            Kind::Components => self.sections(object),
            Kind::Operation | Kind::PathItem => self.operation(kind, object, place),
            Kind::Parameter | Kind::Header => self.style(object),
            Kind::Response => self.response(object, place),
            Kind::Example => self.example(object),
            Kind::MediaType => self.items(object),
            _ => {}
        }
        self.newer(kind, object);
    }

    /// Leaves out the keys that the version does not have yet.
    pub(super) fn newer(&mut self, kind: Kind, object: &mut Object) {
        let is_newer = |key: &str| kind.field(key).is_some_and(|field| field.since > self.version);
        let newer: Vec<String> = object.keys().filter(|key| is_newer(key)).cloned().collect();
        for key in newer {
            let Some(member) = object.shift_remove(&key) else { continue };
            let is_map = kind.field(&key).is_some_and(|field| matches!(field.shape, Shape::Map(_)));
            if !(is_map && member.node.as_object().is_some_and(|map| map.is_empty())) {
                self.lost(&member.key, format_args!("`{key}` of {}", kind.title()));
            }
        }
    }

    fn document(&mut self, document: &mut Object, place: &Location) {
        let says_nothing_else =
            |member: &Member| member.node.as_str().is_some_and(is_dialect_read) && self.version < Version::V31;
        if document.get("jsonSchemaDialect").is_some_and(says_nothing_else) {
            document.shift_remove("jsonSchemaDialect");
        }
        if self.version < Version::V31 && !document.contains_key("paths") {
            put(document, "paths", Value::Object(Object::new()), place);
        }
        self.security(document);
    }

    fn license(&mut self, license: &mut Object) {
        if self.version >= Version::V31 || license.contains_key("url") {
            return;
        }
        let Some(position) = license.get_index_of("identifier") else { return };
        // An expression of several, and what a document calls its own, is on no list.
        let is_one = |id: &str| {
            let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '.');
            !id.is_empty() && id.chars().all(is_part) && !id.starts_with("LicenseRef-")
        };
        if let Some(id) = license[position].node.as_str().filter(|id| is_one(id)) {
            let url = text(&format!("https://spdx.org/licenses/{id}.html"));
            rename(license, position, "url", |node| Node::new(url, node.location));
        }
    }

    fn sections(&mut self, components: &mut Object) {
        self.retain(components, "parameters", |this, node| !this.is_of_query_string(node));
        self.retain(components, "links", |this, node| !this.leads_to_lost(node));
        self.retain(components, "securitySchemes", |this, node| !this.is_mutual_tls(node));
    }

    fn operation(&mut self, kind: Kind, operation: &mut Object, place: &Location) {
        if let Some(Value::Array(parameters)) = operation.get_mut("parameters").map(|member| &mut member.node.value) {
            parameters.retain(|parameter| !self.is_of_query_string(parameter));
        }
        if kind == Kind::PathItem {
            return;
        }
        self.security(operation);
        let is_response = |(name, _): (&String, &Member)| !name.starts_with("x-");
        let responses = operation.get("responses").and_then(|member| member.node.as_object());
        if self.version >= Version::V31 || responses.is_some_and(|responses| responses.iter().any(is_response)) {
            return;
        }
        let mut responses = responses.cloned().unwrap_or_default();
        let mut response = Object::new();
        put(&mut response, "description", text(""), place);
        put(&mut responses, "default", Value::Object(response), place);
        put(operation, "responses", Value::Object(responses), place);
    }

    fn is_of_query_string(&mut self, parameter: &Node) -> bool {
        let Some(place) = resolve(self.document, parameter).get("in") else { return false };
        let is_newer = place.as_str() == Some("querystring") && self.version < Version::V32;
        if is_newer {
            self.lost(&place.location, "`in: querystring`; the parameter is left out");
        }
        is_newer
    }

    fn style(&mut self, parameter: &mut Object) {
        if self.version < Version::V32
            && let Some(style) = parameter.get("style").filter(|style| style.node.as_str() == Some("cookie"))
        {
            self.lost(&style.node.location, "`style: cookie`; values are percent-encoded without it");
            parameter.shift_remove("style");
        }
    }

    fn response(&mut self, response: &mut Object, place: &Location) {
        if self.version < Version::V32 && !response.contains_key("description") {
            match response.get_index_of("summary") {
                Some(position) => rename(response, position, "description", |node| node),
                None => put(response, "description", text(""), place),
            }
        }
        self.retain(response, "links", |this, node| !this.leads_to_lost(node));
    }

    fn leads_to_lost(&mut self, link: &Node) -> bool {
        let link = resolve(self.document, link);
        let id = link.get("operationId").and_then(Node::as_str);
        let pointer = link.get("operationRef").and_then(Node::as_str).unwrap_or_default();
        let is_lost = id.is_some_and(|id| self.lost_operations.contains(id))
            || self.version < Version::V32
                && pointer.starts_with("#/paths/")
                && pointer.split('/').nth(3).is_some_and(|key| ["query", ADDITIONAL_OPERATIONS].contains(&key));
        if is_lost {
            self.lost(&link.location, "where the link leads to, so it is left out");
        }
        is_lost
    }

    fn example(&mut self, example: &mut Object) {
        if self.version < Version::V32
            && !example.contains_key("value")
            && !example.contains_key("externalValue")
            && let Some(position) = example.get_index_of("dataValue")
        {
            rename(example, position, "value", |node| node);
        }
    }

    /// A key that only those know who know ours: what they read is the same.
    fn items(&mut self, media_type: &mut Object) {
        if self.version < Version::V32
            && let Some(position) = media_type.get_index_of("itemSchema")
        {
            let place = media_type[position].key.clone();
            rename(media_type, position, "x-item-schema", |node| node);
            self.lost(&place, "`itemSchema`; it is written as `x-item-schema`");
        }
    }

    fn is_mutual_tls(&mut self, scheme: &Node) -> bool {
        let Some(of_type) = resolve(self.document, scheme).get("type") else { return false };
        let is_newer = of_type.as_str() == Some("mutualTLS") && self.version < Version::V31;
        if is_newer {
            self.lost(
                &of_type.location,
                "`type: mutualTLS`; what requires it is open to callers without a certificate",
            );
        }
        is_newer
    }

    /// Requirements without schemes that are left out, and without roles of schemes that have no scopes.
    fn security(&mut self, object: &mut Object) {
        let Some(Value::Array(alternatives)) = object.get_mut("security").map(|member| &mut member.node.value) else {
            return;
        };
        if self.version >= Version::V31 {
            return;
        }
        let schemes = self.document.get("components").and_then(|components| components.get("securitySchemes"));
        for alternative in alternatives {
            let Value::Object(requirement) = &mut alternative.value else { continue };
            let type_of = |name: &str| resolve(self.document, schemes?.get(name)?).get("type")?.as_str();
            requirement.retain(|name, _| type_of(name) != Some("mutualTLS"));
            for (name, member) in requirement {
                let Value::Array(roles) = &mut member.node.value else { continue };
                if !roles.is_empty() && matches!(type_of(name), Some("apiKey" | "http")) {
                    let place = member.node.location.clone();
                    roles.clear();
                    self.lost(&place, format_args!("roles of `{name}`, whose type has no scopes"));
                }
            }
        }
    }

    /// Leaves members out of the object under `key`.
    fn retain(&mut self, object: &mut Object, key: &str, mut keep: impl FnMut(&mut Self, &Node) -> bool) {
        if let Some(Value::Object(members)) = object.get_mut(key).map(|member| &mut member.node.value) {
            members.retain(|_, member| keep(self, &member.node));
        }
    }
}

/// The `operationId`s of operations whose methods the version has no place for.
pub(super) fn lost_operations(document: &Node, version: Version) -> HashSet<&str> {
    let items = document.get("paths").and_then(Node::as_object).filter(|_| version < Version::V32);
    items
        .into_iter()
        .flatten()
        .flat_map(|(_, item)| {
            let others = item.node.get(ADDITIONAL_OPERATIONS).and_then(Node::as_object);
            item.node.get("query").into_iter().chain(others.into_iter().flatten().map(|(_, member)| &member.node))
        })
        .filter_map(|operation| operation.get("operationId")?.as_str())
        .collect()
}
